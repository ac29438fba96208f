# Shared by the scripts of this folder; sourced, not run.
#
# Driver and upstream run on CPU 0, the gateway on the last one, from its start: .NET sizes its pools by the CPUs that it
# sees then.

BENCH=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$BENCH")
OUT=$ROOT/artifacts/bench
RESULTS=${RESULTS:-$OUT/results}
UPSTREAM_PORT=${UPSTREAM_PORT:-9901}
PORT=${PORT:-9910}
UPSTREAM=http://127.0.0.1:$UPSTREAM_PORT/v1
GATEWAY=http://127.0.0.1:$PORT/v1
LAST_CPU=$(($(nproc) - 1))
ON_LOAD="taskset -c 0"
ON_GATEWAY="taskset -c $LAST_CPU"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
DRIVER=$OUT/driver
PEER='' UPSTREAM_PID=''

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# --- Building --------------------------------------------------------------------------------------------------------

# Driver, upstream, keys and the 64 KB prompt.
build_tools() {
  local program
  mkdir -p "$OUT" "$RESULTS"
  for program in driver upstream; do
    [[ $OUT/$program -nt $BENCH/src/$program.c ]] || gcc -O2 -Wall -o "$OUT/$program" "$BENCH/src/$program.c"
  done
  [[ -f $OUT/keys.txt ]] || seq -f 'sk-bench-%06.0f-0123456789abcdef0123456789abcdef' 0 999 >"$OUT/keys.txt"
  if [[ ! -f $OUT/big.json ]]; then
    {
      printf '{"model":"%%MODEL%%","messages":[{"role":"user","content":"@@@@@@@@ '
      for _ in $(seq 1000); do printf '%s' 'Lorem ipsum dolor sit amet, consectetur \"adipiscing\" elit.\n '; done
      printf '"}],"stream":%%STREAM%%}'
    } >"$OUT/big.json"
  fi
}

# The product as the image has it.
build_ours() {
  dotnet publish "$ROOT/src/Web/Web.csproj" -c Release -o "$OUT/ours" --artifacts-path "$OUT/build" --nologo -v quiet \
    -p:CompileAhead=true -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false ${PUBLISH:-} >"$OUT/build.log" 2>&1 </dev/null ||
    { tail -20 "$OUT/build.log" >&2; die "the build of the product failed"; }
}

build_yarp() {
  [[ -f $OUT/yarp/yarp.dll ]] ||
    (cd "$BENCH/peers/yarp" && dotnet build -c Release -v quiet -o "$OUT/yarp") >"$OUT/build.log" 2>&1 </dev/null ||
    { tail -20 "$OUT/build.log" >&2; die "the build of YARP failed"; }
}

# --- Starting and stopping -------------------------------------------------------------------------------------------

# A process and its descendants.
tree() {
  local process child
  for process in "$@"; do
    echo "$process"
    for child in $(cat /proc/"$process"/task/*/children 2>/dev/null); do tree "$child"; done
  done
}

# Ends a process that we started, with its descendants.
end() {
  local all process i
  [[ -n ${1:-} ]] && kill -0 "$1" 2>/dev/null || return 0
  all=$(tree "$1")
  kill $all 2>/dev/null || true
  for ((i = 0; i < 50; i++)); do kill -0 "$1" 2>/dev/null && sleep 0.1 || break; done
  for process in $all; do kill -9 "$process" 2>/dev/null || true; done
  wait "$1" 2>/dev/null || true
}

start_upstream() {
  $ON_LOAD "$OUT/upstream" -p "$UPSTREAM_PORT" 2>>"$OUT/upstream.log" &
  UPSTREAM_PID=$!
  "$DRIVER" -R 5 -g -u "$UPSTREAM/models" >/dev/null || die "the upstream does not start; is port $UPSTREAM_PORT in use?"
}

# Puts the places of a run into a configuration.
fill() {
  sed -e "s|@DIR@|$OUT/peer|g; s|@PORT@|$PORT|g; s|@UPSTREAM_PORT@|$UPSTREAM_PORT|g; s|@KEY@|$(head -1 "$OUT/keys.txt")|g" "$1"
}

# Starts a peer in the background: PEER is its process, KEY opens it.
start_peer() {
  local dir=$OUT/peer
  KEY=$(head -1 "$OUT/keys.txt")
  mkdir -p "$dir"
  case $1 in
    nginx)
      sed 's/.*/"Bearer &" 1;/' "$OUT/keys.txt" ${MORE_KEYS:+"$MORE_KEYS"} >"$dir/keys.map"
      fill "$BENCH/peers/nginx.conf" >"$dir/nginx.conf"
      $ON_GATEWAY nginx -p "$dir" -c "$dir/nginx.conf" >"$OUT/nginx.log" 2>&1 &
      ;;
    caddy)
      fill "$BENCH/peers/Caddyfile" >"$dir/Caddyfile"
      GOMAXPROCS=1 XDG_CONFIG_HOME=$dir XDG_DATA_HOME=$dir \
        $ON_GATEWAY caddy run --config "$dir/Caddyfile" --adapter caddyfile >"$OUT/caddy.log" 2>&1 &
      ;;
    yarp)
      (cd "$OUT/yarp" && PORT=$PORT UPSTREAM=${UPSTREAM%/v1} exec $ON_GATEWAY dotnet yarp.dll) >"$OUT/yarp.log" 2>&1 &
      ;;
    ours*)
      start_ours
      ;;
    *) die "unknown peer $1" ;;
  esac
  PEER=$!
}

# Everything on: the key and its limits, three deployments of one model, prices, usage records. LIMITS=off leaves the limits
# out, LIMITS=redis counts them in the Redis at $REDIS_PORT.
start_ours() {
  [[ -f $OUT/ours.key ]] && KEY=$(<"$OUT/ours.key")
  (
    cd "$OUT/ours"
    export AKASHCHAT_DATA=$OUT/ours-data AKASHCHAT_CONFIG=$OUT/ours.yaml AKASHCHAT_PORT=$PORT LOG_LEVEL=warn
    export DOTNET_GCgen0size=800000 MALLOC_MMAP_THRESHOLD_=65536 # As the image has it.
    export AKASHCHAT_CHALLENGE_DIFFICULTY=1
    if [[ ${LIMITS:-} != off ]]; then
      export LITELLM_MAX_PARALLEL_REQUESTS=100000
      export AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE=1000000000 AKASHCHAT_PERMISSIONLESS_TOKENS_PER_MINUTE=2147483647
    fi
    if [[ ${LIMITS:-} == redis ]]; then export REDIS_HOST=127.0.0.1 REDIS_PORT; fi
    exec $ON_GATEWAY dotnet akashchat.dll serve
  ) >"$OUT/ours.log" 2>&1 &
}

# Writes the models, each with this many deployments, and lets the product make its database and a key.
prepare_ours() {
  local deployments=${1:-3} model i
  rm -rf "$OUT/ours-data" "$OUT/ours.key"
  {
    echo 'model_list:'
    for model in mock mock-d50 mock-c64-i10000; do
      for ((i = 0; i < deployments; i++)); do
        printf '  - model_name: %s\n    litellm_params: {model: openai/%s, api_base: "%s", api_key: sk-upstream, %s}\n    model_info: {id: %s-%d}\n' \
          "$model" "$model" "$UPSTREAM" 'input_cost_per_token: 0.0000001, output_cost_per_token: 0.0000002' "$model" "$i"
      done
    done
  } >"$OUT/ours.yaml"
  start_peer ours
  "$DRIVER" -R 30 -g -u "${GATEWAY%/v1}/health/live" >/dev/null || { tail -5 "$OUT/ours.log" >&2; die "the product does not start"; }
  (cd "$OUT/ours" && dotnet akashchat.dll key --url "${GATEWAY%/v1}") >"$OUT/ours.key" 2>"$OUT/key.log" ||
    { cat "$OUT/key.log" >&2; die "the product gives no key"; }
  end "$PEER"
  PEER=''
}

# Builds what these peers need, and starts the upstream for them. BUILD=0: the product as it was built last.
prepare() {
  build_tools
  [[ " $* " != *" yarp "* ]] || build_yarp
  [[ " $* " != *" ours "* || ${BUILD:-1} == 0 ]] || build_ours
  start_upstream
  export UPSTREAM_PID
  [[ " $* " != *" ours "* ]] || prepare_ours
}

# The seconds of load that a peer gets before it is measured: native code needs few.
prewarm_of() {
  case $1 in nginx | caddy) echo 3 ;; *) echo "${PREWARM:-40}" ;; esac
}
