#!/usr/bin/env bash
# Measures our gateway beside nginx, Caddy and YARP: each is started, timed until its first answer, measured and stopped,
# in turn, ROUNDS times, so that a slow drift of the machine hits all alike. Then prints the tables.
#
#   bench/compare.sh [PEER]…       ours nginx caddy yarp, unless named
#
# ROUNDS=3, and what measure.sh takes. A new run begins new figures; KEEP=1 adds to those that are there. BUILD=0 measures
# the product as it was built last. Needs gcc, node and the .NET SDK; nginx and caddy for these two.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
peers=("$@")
((${#peers[@]})) || peers=(ours nginx caddy yarp)
[[ ${KEEP:-0} == 1 ]] || rm -f "$RESULTS"/*.jsonl
trap 'end "$PEER"; end "$UPSTREAM_PID"' EXIT
trap 'exit 130' INT TERM
prepare "${peers[@]}"

for round in $(seq "${ROUNDS:-3}"); do
  for name in "${peers[@]}"; do
    start_peer "$name"
    # Nothing waits between the start of the process and the driver's first try.
    ready=$($ON_LOAD "$DRIVER" -R 30 -H "Authorization: Bearer $KEY" -u "$GATEWAY/chat/completions") ||
      { tail -5 "$OUT/$name.log" >&2; die "$name does not answer"; }
    printf '{"name":"%s","rep":%d,"scenario":"start","r":%s}\n' "$name" "$round" "$ready" >>"$RESULTS/$name.jsonl"
    sleep 1
    PREWARM=$(prewarm_of "$name") FIRST=$round REPEAT=1 "$BENCH/measure.sh" "$name" "$GATEWAY" "$KEY" "$PEER"
    end "$PEER"
    PEER=''
  done
done
node "$BENCH/report.mjs" "$RESULTS"
