#!/usr/bin/env bash
# The long campaigns: every schedule at full size, every fuzz target for a
# minute (PARVIS_FUZZTIME changes it).
set -euo pipefail
cd "$(dirname "$0")/.."
export PARVIS_SOAK=1
go test -count=1 -timeout 6h ./store/... ./app/lots/... ./app/relay/... ./app/hub/...
go list ./app/... ./store/... ./i18n/... | while read -r package; do
  go test -list '^Fuzz' "$package" 2>/dev/null | grep '^Fuzz' | while read -r target; do
    echo "== $package $target"
    go test -run '^$' -fuzz "^$target\$" -fuzztime "${PARVIS_FUZZTIME:-60s}" -fuzzminimizetime 5x "$package"
  done
done
