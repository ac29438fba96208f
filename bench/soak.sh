#!/usr/bin/env bash
# Lets the product serve for an hour while its model servers fail in every way and callers misbehave, and watches what it
# holds: memory, threads, sockets, files. Fails if any of that grows, or if a caller sees what no fault explains.
#
#   MINUTES=60 RATE=120 bench/soak.sh
#
# SEED=… repeats a plan of faults; CPUS=1 pins the product; IDLE=120 are the seconds without load at the end; BUILD=0 takes
# the product as it was built last for this. Ports PORT=9930 and the nine after it. Needs node and the .NET SDK.
set -euo pipefail
PORT=${PORT:-9930}
. "$(dirname "$0")/lib.sh"
OUT=$OUT/soak
ON_GATEWAY=${CPUS:+taskset -c $CPUS}
export OUT PORT
mkdir -p "$OUT"
[[ ${BUILD:-1} == 0 ]] || build_ours
rm -rf "$OUT/ours-data" "$OUT/ours.key"
node "$BENCH/soak.mjs" config

LOAD=''
trap 'end "$LOAD"; end "$PEER"' EXIT
trap 'exit 130' INT TERM
start_ours
PEER=$!
code=0
PRODUCT=$PEER node "$BENCH/soak.mjs" &
LOAD=$!
wait "$LOAD" || code=$?
LOAD=''

# It must end by itself, and well.
kill "$PEER" 2>/dev/null || true
ended=0
wait "$PEER" || ended=$?
PEER=''
((ended == 0)) || { echo "! the product ended with code $ended" && code=1; }
node "$BENCH/soak.mjs" log || code=1
exit "$code"
