#!/usr/bin/env bash
# Shows whether a call costs the same with few and with many: connections, keys, deployments. CPU µs per request in a closed
# loop, points in turn within each round (but one number of deployments after the other). For connections and keys nginx runs
# at the same time: with many of them it costs more as well, and what counts is by how much more than its cost ours grows.
#
#   bench/sweep.sh [connections] [keys] [deployments]       all three, unless named
#
# CONNECTION_COUNTS="1 64 2000" KEY_COUNTS="1 1000 100000" DEPLOYMENT_COUNTS="3 500" ROUNDS=5, and what measure.sh takes.
# BUILD=0 measures the product as it was built last. Needs nginx, and sqlite3 for many keys.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
sweeps=("$@")
((${#sweeps[@]})) || sweeps=(connections keys deployments)
export RESULTS=$OUT/sweep
rm -rf "$RESULTS"
declare -A pids ports keys
first_port=$PORT
stop() {
  local name
  for name in "${!pids[@]}"; do end "${pids[$name]}"; done
  pids=() PORT=$first_port GATEWAY=http://127.0.0.1:$first_port/v1
  end "$PEER"
  PEER=''
}
trap 'stop; end "$UPSTREAM_PID"' EXIT
trap 'exit 130' INT TERM
build_tools
[[ ${BUILD:-1} == 0 ]] || build_ours
start_upstream
export UPSTREAM_PID SCENARIOS=closed SECONDS_EACH=${SECONDS_EACH:-3}

# start NAME: a peer, ready and warm, beside those that run already.
start() {
  start_peer "$1"
  pids[$1]=$PEER keys[$1]=$KEY ports[$1]=$PORT
  PEER=''
  $ON_LOAD "$DRIVER" -R 30 -H "Authorization: Bearer $KEY" -u "$GATEWAY/chat/completions" >/dev/null || die "$1 does not answer"
  $ON_LOAD "$DRIVER" -w 0 -c 64 -t "$(prewarm_of "$1")" -H "Authorization: Bearer $KEY" -u "$GATEWAY/chat/completions" >/dev/null
  PORT=$((PORT + 1))
  GATEWAY=http://127.0.0.1:$PORT/v1
}

# point NAME LABEL ARGS…: one point of a sweep.
point() {
  local name=$1 label=$2
  shift 2
  env PREWARM=0 FIRST="$round" REPEAT=1 "$@" "$BENCH/measure.sh" "$label" "http://127.0.0.1:${ports[$name]}/v1" "${keys[$name]}" "${pids[$name]}"
}

# Copies the one key that the product has made until there are so many. Their texts are in $OUT/many.keys.
fill_keys() {
  local count=$1 db=$OUT/ours-data/akashchat.db columns
  columns=$(sqlite3 "$db" "SELECT group_concat(name, ',') FROM pragma_table_info('api_keys') WHERE name NOT IN ('id', 'hash', 'slot')")
  seq -f 'sk-many-%08.0f-0123456789abcdef' 1 "$count" >"$OUT/many.keys"
  node -e '
    const { createHash } = require("node:crypto");
    let number = 0;
    require("node:readline").createInterface({ input: process.stdin }).on("line", key =>
      console.log(`${String(number++).padStart(10, "k")}\t${createHash("sha256").update(key).digest("hex")}`));' <"$OUT/many.keys" >"$OUT/many.tsv"
  sqlite3 "$db" >/dev/null <<SQL
CREATE TEMP TABLE many (id TEXT, hash TEXT);
.mode tabs
.import '$OUT/many.tsv' many
INSERT INTO api_keys (id, hash, $columns) SELECT many.id, many.hash, $(sed 's/\([^,]*\)/k.\1/g' <<<"$columns") FROM many, (SELECT * FROM api_keys LIMIT 1) k;
SQL
}

rounds=$(seq "${ROUNDS:-5}")
for sweep in "${sweeps[@]}"; do
  case $sweep in
    connections)
      prepare_ours
      start ours
      start nginx
      for round in $rounds; do
        for count in ${CONNECTION_COUNTS:-1 64 2000}; do
          for name in ours nginx; do point $name "$name, $count connections" CONNECTIONS="$count"; done
        done
      done
      ;;
    keys)
      prepare_ours
      counts=(${KEY_COUNTS:-1 1000 100000})
      fill_keys "${counts[-1]}"
      start ours
      MORE_KEYS=$OUT/many.keys start nginx
      for count in "${counts[@]}"; do head -n "$count" "$OUT/many.keys" >"$OUT/$count.keys"; done
      for round in $rounds; do
        for count in "${counts[@]}"; do
          for name in ours nginx; do
            # Each key once: its first call reads it from the database, and so does its first after five seconds without any call.
            $ON_LOAD "$DRIVER" -w 0 -c 64 -t 120 -n "$count" -k "$OUT/$count.keys" -u "http://127.0.0.1:${ports[$name]}/v1/chat/completions" >/dev/null
            point $name "$name, $count keys" KEYS="$OUT/$count.keys"
          done
        done
      done
      ;;
    deployments)
      for count in ${DEPLOYMENT_COUNTS:-3 500}; do
        prepare_ours "$count"
        start ours
        for round in $rounds; do point ours "ours, $count deployments"; done
        stop
      done
      ;;
    *) die "unknown sweep $sweep" ;;
  esac
  stop
done
TALL=1 node "$BENCH/report.mjs" "$RESULTS"
