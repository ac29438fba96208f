#!/usr/bin/env bash
# Measures our gateway and the others within the same seconds: all run at once, and in each of ROUNDS rounds each is measured
# for a moment, in turn. The machine's mood, which can change within a minute, then hits all alike; compare.sh, which has one
# at a time, is for start and memory.
#
#   bench/together.sh [PEER]…      ours nginx caddy yarp, unless named
#
# ROUNDS=7 SCENARIOS="closed rate big stream", and what measure.sh takes. BUILD=0 measures the product as it was built last.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
peers=("$@")
((${#peers[@]})) || peers=(ours nginx caddy yarp)
export SCENARIOS=${SCENARIOS:-closed rate big stream} SECONDS_EACH=${SECONDS_EACH:-3}
declare -A pids ports
stop() {
  local name
  for name in "${!pids[@]}"; do end "${pids[$name]}"; done
  end "$PEER"
  end "$UPSTREAM_PID"
}
trap stop EXIT
trap 'exit 130' INT TERM
rm -f "$RESULTS"/*.jsonl
prepare "${peers[@]}"

declare -A keys
for name in "${peers[@]}"; do
  start_peer "$name"
  pids[$name]=$PEER keys[$name]=$KEY ports[$name]=$PORT
  PEER=''
  "$DRIVER" -R 30 -H "Authorization: Bearer $KEY" -u "http://127.0.0.1:$PORT/v1/chat/completions" >/dev/null || { tail -5 "$OUT/$name.log" >&2; die "$name does not answer"; }
  PORT=$((PORT + 1))
done

measure() { "$BENCH/measure.sh" "$1" "http://127.0.0.1:${ports[$1]}/v1" "${keys[$1]}" "${pids[$1]}"; }

for name in "${peers[@]}"; do
  PREWARM=$(prewarm_of "$name") REPEAT=0 measure "$name"
done
scenarios=$SCENARIOS
for round in $(seq "${ROUNDS:-7}"); do
  for scenario in $scenarios; do
    for name in "${peers[@]}"; do
      SCENARIOS=$scenario PREWARM=0 FIRST=$round REPEAT=1 measure "$name"
    done
  done
done
node "$BENCH/report.mjs" "$RESULTS"
