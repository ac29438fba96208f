#!/usr/bin/env bash
# Shows whether a call costs the same with few and with many: connections, keys, deployments. CPU µs per request in a closed
# loop, with nginx beside it for connections and keys: with many of them it costs more as well.
#
#   bench/sweep.sh [connections] [keys] [deployments]       all three, unless named
#
# CONNECTION_COUNTS="1 16 64 256 2000" KEY_COUNTS="1 1000 100000" DEPLOYMENT_COUNTS="1 3 50 500", and what measure.sh takes.
# BUILD=0 measures the product as it was built last. Needs sqlite3 for many keys.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
sweeps=("$@")
((${#sweeps[@]})) || sweeps=(connections keys deployments)
export RESULTS=$OUT/sweep
rm -rf "$RESULTS"
trap 'end "$PEER"; end "$UPSTREAM_PID"' EXIT
trap 'exit 130' INT TERM
build_tools
[[ ${BUILD:-1} == 0 ]] || build_ours
start_upstream
export UPSTREAM_PID SCENARIOS=closed REPEAT=${REPEAT:-3}

# start NAME: a peer, ready and warm.
start() {
  start_peer "$1"
  $ON_LOAD "$DRIVER" -R 30 -H "Authorization: Bearer $KEY" -u "$GATEWAY/chat/completions" >/dev/null || die "$1 does not answer"
  $ON_LOAD "$DRIVER" -w 0 -c 64 -t "$2" -H "Authorization: Bearer $KEY" -u "$GATEWAY/chat/completions" >/dev/null
}

# point NAME ARGS…: one point of a sweep.
point() {
  local name=$1
  shift
  env PREWARM=0 "$@" "$BENCH/measure.sh" "$name" "$GATEWAY" "$KEY" "$PEER"
}

stop() {
  end "$PEER"
  PEER=''
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

for sweep in "${sweeps[@]}"; do
  case $sweep in
    connections)
      prepare_ours
      for name in ours nginx; do
        if [[ $name == nginx ]]; then start $name 3; else start $name "${PREWARM:-40}"; fi
        for count in ${CONNECTION_COUNTS:-1 16 64 256 2000}; do point "$name, $count connections" CONNECTIONS="$count"; done
        stop
      done
      ;;
    keys)
      prepare_ours
      counts=(${KEY_COUNTS:-1 1000 100000})
      fill_keys "${counts[-1]}"
      for name in nginx ours; do
        if [[ $name == nginx ]]; then MORE_KEYS=$OUT/many.keys start $name 3; else start $name "${PREWARM:-40}"; fi
        for count in "${counts[@]}"; do
          head -n "$count" "$OUT/many.keys" >"$OUT/some.keys"

          # Each key once: the first call of a key reads it from the database.
          $ON_LOAD "$DRIVER" -w 0 -c 64 -t 120 -n "$count" -k "$OUT/some.keys" -u "$GATEWAY/chat/completions" >/dev/null
          point "$name, $count keys" KEYS="$OUT/some.keys"
        done
        stop
      done
      ;;
    deployments)
      for count in ${DEPLOYMENT_COUNTS:-1 3 50 500}; do
        prepare_ours "$count"
        start ours "${PREWARM:-40}"
        point "ours, $count deployments"
        stop
      done
      ;;
    *) die "unknown sweep $sweep" ;;
  esac
done
TALL=1 node "$BENCH/report.mjs" "$RESULTS"
