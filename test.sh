#!/usr/bin/env bash
# Installs what the tests need, builds everything, checks the layout of the code and runs every test.
# The last line is "N passed, N failed"; the exit code is 0 only if all is well.
#
#   ./test.sh                  everything, as continuous integration does
#   ./test.sh --filter EXPR    only the tests that a filter of "dotnet test" selects, e.g. FullyQualifiedName~Claim
set -euo pipefail

# In braces, so that the shell has read all of it before it begins: the file may change while the tests run.
{
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"
results=artifacts/test-results
filter=()
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# The lock files say which bytes a package has. Whether a signer's certificate was revoked would be asked of other servers, and
# one that does not answer is a warning, which is an error here.
export NUGET_CERT_REVOCATION_MODE=offline

# Processes of the build end with it instead of waiting beside the tests for another one.
export MSBUILDDISABLENODEREUSE=1

# In seconds, the time in which a process with tests must report to the one that started it; 90 are too few for a machine that is
# busy with something else.
export VSTEST_CONNECTION_TIMEOUT=300

fail() {
  printf 'test.sh: %s\n' "$@" >&2
  exit 1
}

step() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }

# Prints its output only when it fails.
quietly() {
  local log=artifacts/step.log
  "$@" >"$log" 2>&1 </dev/null || {
    cat "$log" >&2
    fail "failed: $*"
  }
}

# For what comes over the network: another try may do.
patiently() {
  local pause
  for pause in 5 30; do
    if "$@" >artifacts/step.log 2>&1 </dev/null; then
      return
    fi
    printf 'Failed, once more in %d s: %s\n' "$pause" "$*"
    sleep "$pause"
  done
  quietly "$@"
}

case ${1:-} in
  '') ;;
  --filter)
    [[ -n ${2:-} && $# == 2 ]] || fail "--filter needs one expression"
    filter=(--filter "$2")
    ;;
  *) fail "unknown argument $1; see the head of this file" ;;
esac

# --- What the tests need beside the .NET SDK -------------------------------------------------------------------------

missing_packages() {
  command -v redis-server >/dev/null || echo redis-server
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || echo postgresql
  command -v chromium >/dev/null || echo chromium
  command -v node >/dev/null || echo nodejs
  command -v npm >/dev/null || echo npm
  if command -v dpkg-query >/dev/null; then
    local font
    for font in fonts-liberation fonts-noto-color-emoji; do
      dpkg-query --show --showformat '${Status}' "$font" 2>/dev/null | grep -q 'ok installed' || echo "$font"
    done
  fi
}

apt_get() {
  ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

# Both again if one fails: an update that did not get all lists is none that failed, and another update may hold their lock.
update_and_install() {
  apt_get update && apt_get install --yes --no-install-recommends "$@"
}

install_packages() {
  local as_root=()
  if [[ $EUID != 0 ]]; then
    as_root=(sudo --non-interactive)
  fi
  if ! command -v apt-get >/dev/null || ! ${as_root[@]+"${as_root[@]}"} true 2>/dev/null; then
    fail "these packages are missing, and this script may not install them:" "$*" \
      "On Debian or Ubuntu: sudo apt-get update && sudo apt-get install --no-install-recommends $*" \
      "On other systems install a Redis server, PostgreSQL's server programs under /usr/lib/postgresql, Chromium and Node.js."
  fi
  patiently update_and_install "$@"
  # The tests start servers of their own; those that the packages have just started are in the way of nobody but waste.
  local package
  for package in "$@"; do
    case $package in
      redis-server | postgresql) ${as_root[@]+"${as_root[@]}"} service "$package" stop >/dev/null 2>&1 || true ;;
    esac
  done
}

mkdir -p artifacts
sdk=$(sed -n 's/.*"version": *"\([0-9.]*\)".*/\1/p' global.json)
dotnet --version >/dev/null 2>&1 ||
  fail "the .NET SDK $sdk or a later one of its major version is missing: https://dotnet.microsoft.com/download"
export HOME=${HOME:-$(unset HOME && echo ~)}
if [[ ! -w $HOME ]]; then
  export HOME=$PWD/artifacts/home
  mkdir -p "$HOME"
fi

mapfile -t packages < <(missing_packages)
if ((${#packages[@]})); then
  step "Installing ${packages[*]}"
  install_packages "${packages[@]}"
fi

# npm writes this file last, so it is the proof of a complete installation.
npm_folder=tests/openai-node
if [[ -f $npm_folder/package-lock.json && ! $npm_folder/node_modules/.package-lock.json -nt $npm_folder/package-lock.json ]]; then
  step "Installing the npm packages of $npm_folder"
  patiently npm ci --prefix "$npm_folder" --no-audit --no-fund --ignore-scripts
fi

# --- Build -----------------------------------------------------------------------------------------------------------

step "Restoring the locked packages"
patiently dotnet restore AkashChat.sln --locked-mode
step "Building, warnings are errors"
quietly dotnet build AkashChat.sln -c Release --no-restore --nologo -v quiet
# The build has judged style and analyzers; what it does not see is white space. The whole of "dotnet format" would judge
# both once more, for minutes.
step "Checking the layout of the code"
quietly dotnet format whitespace . --folder --verify-no-changes --include src/ tests/

# --- Test ------------------------------------------------------------------------------------------------------------

# Prints how many tests of a result file ended with one of the outcomes.
count() {
  { grep -o '<UnitTestResult [^>]*' "$1" 2>/dev/null || true; } | { grep -cE " outcome=\"($2)\"" || true; }
}

rm -rf "$results"
passed=0 failed=0 skipped=0
for project in tests/*.Tests/*.csproj; do
  suite=$(basename "$project" .csproj)
  step "$suite"
  trx=$results/$suite.trx
  dotnet test "$project" -c Release --no-build --nologo \
    --logger "trx;LogFileName=$suite.trx" --results-directory "$results" \
    --blame-hang --blame-hang-timeout 10m --blame-hang-dump-type none \
    ${filter[@]+"${filter[@]}"} </dev/null && ok=1 || ok=0

  all=$(count "$trx" '[A-Za-z]*') good=$(count "$trx" Passed) idle=$(count "$trx" NotExecuted)
  bad=$((all - good - idle))
  if ((all == 0 && ${#filter[@]} == 0)); then
    printf '%s ran no test.\n' "$suite"
    bad=1
  elif ((ok == 0 && bad == 0)); then
    printf '%s did not come to its end.\n' "$suite"
    bad=1
  fi
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + idle))
done

step "Done"
if ((skipped)); then
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
else
  printf '%d passed, %d failed\n' "$passed" "$failed"
fi
((failed == 0 && passed > 0)) && exit 0 || exit 1
}
