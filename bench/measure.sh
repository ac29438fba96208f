#!/usr/bin/env bash
# Measures a gateway that is already running and forwards to the upstream of this folder.
#
#   bench/measure.sh NAME BASE_URL KEY PID      e.g.  bench/measure.sh mine http://127.0.0.1:8080/v1 sk-… 4711
#
# BASE_URL is what an OpenAI client gets. Figures are appended to artifacts/bench/results/NAME.jsonl, one line each.
# From the environment:
#   SCENARIOS="closed rate stream paced big"   also: delay; see README.md
#   REPEAT=1      measurements of each         SECONDS_EACH=4   how long one takes, after WARM=1
#   PREWARM=40    seconds of load before the first: .NET compiles its hot code only under load; native code needs 3
#   FIRST=1       number of the first repetition
#   CONNECTIONS=64 in closed                   KEYS=FILE        many keys, in turn
#   MAX_OTHER=15  a measurement during which other work took more % of a CPU is repeated, RETRY=2 times at most
set -euo pipefail
(($# >= 4)) || { sed -n '2,15s/^# \?//p' "$0"; exit 2; }
. "$(dirname "$0")/lib.sh"
name=$1 url=${2%/}/chat/completions key=$3 pid=$4
scenarios=${SCENARIOS:-closed rate stream paced big} repeat=${REPEAT:-1} time=${SECONDS_EACH:-4} warm=${WARM:-1}
prewarm=${PREWARM:-40} first=${FIRST:-1} connections=${CONNECTIONS:-64} max_other=${MAX_OTHER:-15} retry=${RETRY:-2}
build_tools
file=$RESULTS/$name.jsonl
auth=(-H "Authorization: Bearer $key")
[[ -z ${KEYS:-} ]] || auth=(-k "$KEYS")
upstream_pid=${UPSTREAM_PID:-}
[[ -n $upstream_pid ]] || upstream_pid=$(pgrep -fo "$OUT/upstream -p" || true)

drive() { $ON_LOAD "$DRIVER" ${upstream_pid:+-U "$upstream_pid"} "$@"; }
through() { drive -P "$pid" "${auth[@]}" -u "$url" "$@"; }
directly() { drive -H "Authorization: Bearer x" -u "$UPSTREAM/chat/completions" "$@"; }
line() { printf '{"name":"%s","rep":%d,"scenario":"%s"%s}\n' "$name" "$rep" "$1" "$2" >>"$file"; }
busy() { awk '/^cpu /{print $2+$3+$4+$7+$8}' /proc/stat; }

# Waits for other work on the machine to pause, 20 s at most.
quiet() {
  local i before
  for ((i = 0; i < 40; i++)); do
    before=$(busy)
    sleep 0.4
    (($(busy) - before > 6)) || return 0
  done
}

# take SCENARIO DIRECT ARGS…: measures, with DIRECT=1 straight at the upstream as well; keeps the calmest of its tries.
take() {
  local scenario=$1 direct=$2 i straight='' best='' best_straight='' other least=9999 got
  shift 2
  for ((i = 0; i <= retry; i++)); do
    quiet
    [[ $direct == 0 ]] || straight=$(directly "$@") || true
    got=$(through "$@") || true
    other=$(grep -o '"other_pct":[0-9]*' <<<"$got" | grep -o '[0-9]*$' || echo 999)
    if ((other < least)); then least=$other best=$got best_straight=$straight; fi
    ((other > max_other)) || break
  done
  [[ $direct == 0 ]] || line "$scenario" ",\"direct\":true,\"r\":${best_straight:-null}"
  line "$scenario" ",\"r\":${best:-null}"
}

rep=$first
((prewarm == 0)) || line idle ",\"rss_mb\":$(awk '/^VmRSS/{sum += $2} END {print int(sum / 1024)}' $(tree "$pid" | sed 's|.*|/proc/&/status|'))"
if ((prewarm > 0)); then
  through -w 0 -c 64 -t "$prewarm" >/dev/null || true
  [[ ! $scenarios =~ stream|paced ]] || through -w 0 -s -c 16 -t $((prewarm / 4 + 1)) >/dev/null || true
  [[ ! $scenarios =~ big ]] || through -w 0 -c 16 -t $((prewarm / 8 + 1)) -b "$OUT/big.json" >/dev/null || true
fi
for ((rep = first; rep < first + repeat; rep++)); do
  for scenario in $scenarios; do
    case $scenario in
      closed) take closed 0 -c "$connections" -t "$time" -w "$warm" -m mock ;;
      rate) take rate 1 -c 256 -r 500 -t "$time" -w "$warm" -m mock ;;
      delay) take delay 1 -c 256 -r 500 -t "$time" -w "$warm" -m mock-d50 ;;
      stream) take stream 0 -s -c 16 -t "$time" -w "$warm" -m mock ;;
      paced) take paced 1 -s -c 512 -r 100 -t "$time" -w 2 -m mock-c64-i10000 ;;
      big) take big 0 -c 16 -t "$time" -w "$warm" -m mock -b "$OUT/big.json" ;;
      *) die "unknown scenario $scenario" ;;
    esac
  done
done
