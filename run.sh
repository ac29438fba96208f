#!/usr/bin/env bash
# Builds AkashChat when its sources changed and runs it. Needs only the .NET SDK that global.json names.
#
#   ./run.sh [--port N] [--data DIR] [--upstream URL] …   start the server (akashchat serve)
#   ./run.sh key | check | rehearse | check-litellm | health | import-litellm …
#                                                         run that command of the same program
#   ./run.sh help                                         list commands and options
#
# Every build lies in artifacts/run/<hash of its sources>, so that a running server keeps the files it started from.
set -euo pipefail

root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd -P)
builds=$root/artifacts/run
sdk=$(sed -n 's/.*"version": *"\([0-9.]*\)".*/\1/p' "$root/global.json")
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

fail() {
  printf 'run.sh: %s\n' "$@" >&2
  exit 1
}

# Equal sources are one build. The sum covers names and contents, so deleted and older files count too.
hash_sources() {
  (
    cd "$root"
    find src ./*.props global.json BannedSymbols.txt .editorconfig -type f ! -path '*/bin/*' ! -path '*/obj/*' -print0 |
      LC_ALL=C sort -z | xargs -0 cksum | cksum | tr ' ' '-'
  )
}

require_sdk() {
  (cd "$root" && dotnet --version >/dev/null 2>&1) || fail \
    "this repository needs the .NET SDK $sdk or a later one of its major version. Installed:" \
    "$(dotnet --list-sdks 2>/dev/null | sed 's/ .*//' | tr '\n' ' ')" \
    "Install it from https://dotnet.microsoft.com/download and start again."
}

# Without a home to write to, the SDK keeps its own files and the packages under artifacts/; where packages come from
# stays as the user has set it.
ensure_home() {
  export HOME=${HOME:-$(unset HOME && echo ~)}
  if [[ ! -w $HOME ]]; then
    export DOTNET_CLI_HOME=${DOTNET_CLI_HOME:-$root/artifacts/home}
    export NUGET_PACKAGES=${NUGET_PACKAGES:-$root/artifacts/home/packages}
    mkdir -p "$DOTNET_CLI_HOME/.nuget/NuGet"
    if [[ -r $HOME/.nuget/NuGet/NuGet.Config ]]; then
      cp "$HOME/.nuget/NuGet/NuGet.Config" "$DOTNET_CLI_HOME/.nuget/NuGet/"
    fi
  fi
}

build() {
  local new=$builds/.new log=$root/artifacts/run.log locked=()
  require_sdk
  ensure_home
  [[ -f $root/src/Web/packages.lock.json ]] && locked=(-p:RestoreLockedMode=true)
  printf 'Building AkashChat; the first time takes about a minute …\n' >&2
  rm -rf "$new"
  # A folder of its own for the intermediate files: tests and editors may build at the same time. The checks of the code
  # are test.sh's; here a newer SDK's new warning must not keep anybody from starting. Build servers would outlive this
  # script and hold its locks.
  (cd "$root" && dotnet publish src/Web/Web.csproj -c Release -o "$new" --artifacts-path artifacts/build --nologo -v quiet \
    -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false ${locked[@]+"${locked[@]}"} --disable-build-servers 9>&-) >"$log" 2>&1 || {
    cat "$log" >&2
    fail "the build failed."
  }
  rm -rf "$1"
  mv "$new" "$1"
}

# A server holds a shared lock on its build as long as it lives; what nobody holds and nobody wants any more goes.
prune() {
  local old
  for old in "$builds"/*/; do
    if [[ ${old%/} != "$1" ]] && flock --nonblock "$old" true; then
      rm -rf "$old"
    fi
  done
}

lock() { if command -v flock >/dev/null; then flock "$@"; fi; }

command -v dotnet >/dev/null || fail \
  "the .NET SDK is missing. This repository needs version $sdk or later." \
  "Install it from https://dotnet.microsoft.com/download and start again."

mkdir -p "$builds"
exec 9>"$root/artifacts/run.lock"
lock --nonblock 9 || {
  printf 'Waiting for another build …\n' >&2
  lock 9
}
current=$builds/$(hash_sources)
[[ -f $current/akashchat.dll ]] || build "$current"
exec 8<"$current"
lock --shared 8
command -v flock >/dev/null && prune "$current"
exec 9>&-

export AKASHCHAT_CONFIG=${AKASHCHAT_CONFIG:-$root/deployment/config.yaml}
# Starts a quarter faster, runs a little slower later: right for a laptop; the container leaves it on.
export DOTNET_TieredPGO=${DOTNET_TieredPGO:-0}
case ${1:-} in
  key | check | rehearse | check-litellm | health | import-litellm | serve) ;;
  help | -h | --help) set -- --help ;;
  *) set -- serve "$@" ;;
esac
exec dotnet "$current/akashchat.dll" "$@"
