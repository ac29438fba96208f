#!/usr/bin/env bash
# Measures ours and nginx, and fails if a ratio is more than 15 % worse than in baseline.json.
#
#   bench/check.sh            measures, compares
#   bench/check.sh --save     measures everything, and makes it the new baseline
#
# For what it takes from the environment see compare.sh. Give it a machine that does nothing else.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
case ${1:-} in
  '') "$here/compare.sh" ours nginx && exec node "$here/report.mjs" "${RESULTS:-$here/../artifacts/bench/results}" --check "$here/baseline.json" ;;
  --save) "$here/compare.sh" && exec node "$here/report.mjs" "${RESULTS:-$here/../artifacts/bench/results}" --save "$here/baseline.json" ;;
  *) sed -n '2,7s/^# \?//p' "$0"; exit 2 ;;
esac
