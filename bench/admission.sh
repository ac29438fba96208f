#!/usr/bin/env bash
# Shows what limits cost: the product without any, with those of a key in its memory, and with the same in Redis, in turn.
#
#   bench/admission.sh
#
# ROUNDS=3, LIMITS_REDIS_PORT=9903, and what measure.sh takes. Also counts the commands that Redis gets for each request. BUILD=0 measures the product
# as it was built last. Needs redis-server and redis-cli.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
export RESULTS=$OUT/admission
REDIS_PORT=${LIMITS_REDIS_PORT:-9903} REDIS_PID=''
rm -rf "$RESULTS"
trap 'end "$PEER"; end "$UPSTREAM_PID"; end "$REDIS_PID"' EXIT
trap 'exit 130' INT TERM
build_tools
[[ ${BUILD:-1} == 0 ]] || build_ours
start_upstream
$ON_LOAD redis-server --bind 127.0.0.1 --port "$REDIS_PORT" --save '' --appendonly no >"$OUT/redis.log" 2>&1 &
REDIS_PID=$!
export UPSTREAM_PID SCENARIOS=${SCENARIOS:-closed rate}

commands() { redis-cli -p "$REDIS_PORT" info commandstats | awk -F'[_:=,]' '/cmdstat_/ {print $2, $4}'; }

for round in $(seq "${ROUNDS:-3}"); do
  for name in off memory redis; do
    export LIMITS=$name
    prepare_ours
    start_peer ours
    $ON_LOAD "$DRIVER" -R 30 -H "Authorization: Bearer $KEY" -u "$GATEWAY/chat/completions" >/dev/null || die "limits $name: no answer"
    FIRST=$round REPEAT=1 "$BENCH/measure.sh" "limits: $name" "$GATEWAY" "$KEY" "$PEER"
    if [[ $name == redis ]]; then
      redis-cli -p "$REDIS_PORT" config resetstat >/dev/null
      got=$($ON_LOAD "$DRIVER" -w 0 -c 64 -n 20000 -t 60 -H "Authorization: Bearer $KEY" -u "$GATEWAY/chat/completions")
      sleep 2
      printf 'Redis, for 20,000 requests (%s):\n' "$(grep -o '"ok":[0-9]*' <<<"$got" || echo "$got")"
      commands | sort -k2 -nr
    fi

    end "$PEER"
    PEER=''
  done
done
node "$BENCH/report.mjs" "$RESULTS"
