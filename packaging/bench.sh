#!/usr/bin/env bash
# Prints every figure with its baseline, measured in the same run.
# PARVIS_BENCHTIME sets how long a benchmark runs (default: go's own).
set -euo pipefail
cd "$(dirname "$0")/.."
echo "== whole process"
PARVIS_BENCH=1 go test -count=1 -tags e2e -run TestProcessFigures ./cmd/e2e -v | grep -vE '^(=== |--- |PASS|ok )' || true
for package in ./app/guide ./app/library ./app/session ./app/lots/... ./app/reach ./store/device ./store/hubbolt ./store/hubpg; do
  echo "== $package"
  go test -run '^$' -bench . -benchmem ${PARVIS_BENCHTIME:+-benchtime "$PARVIS_BENCHTIME"} "$package"
done
