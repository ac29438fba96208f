#!/usr/bin/env bash
# Takes AkashChat's whole journey against a LiteLLM proxy and prints what differs from what AkashChat expects:
#
#   deployment/check-litellm.sh ENDPOINT [ADMIN_KEY]
#
# Without ADMIN_KEY it is taken from LITELLM_ADMIN_KEY, which no process list shows. A user and a key are made, changed and
# deleted; the two teams are made if they are missing, as AkashChat itself would. No model is called. In a running container
# the same is: dotnet akashchat.dll check-litellm. See docs/litellm.md.
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 2 ] || { [ $# -eq 1 ] && [ -z "${LITELLM_ADMIN_KEY:-}" ]; }; then
  echo "usage: $0 ENDPOINT [ADMIN_KEY]   (or LITELLM_ADMIN_KEY in the environment)" >&2
  exit 2
fi

export LITELLM_API_ENDPOINT="$1"
export LITELLM_ADMIN_KEY="${2:-${LITELLM_ADMIN_KEY:-}}"

exec "$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)/run.sh" check-litellm
