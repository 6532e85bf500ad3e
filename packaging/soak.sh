#!/usr/bin/env bash
# The long campaigns: every schedule at full size, every fuzz target for a
# minute. Each part prints its figures and how long it took.
#   PARVIS_SOAK_ONLY="journal fuzz:store/codec"   only these parts
#   PARVIS_FUZZTIME=10s                           another time for each target
#   PARVIS_SEED=7879                              one fault schedule, alone
set -euo pipefail
cd "$(dirname "$0")/.."
export PARVIS_SOAK=1
tags=ci,migrated_fynedo
failed=()

wanted() { [ -z "${PARVIS_SOAK_ONLY:-}" ] || [[ " $PARVIS_SOAK_ONLY " == *" $1 "* ]]; }

# part NAME COMMAND…: runs a part if wanted, says what it took, goes on.
part() {
  local name=$1 start=$SECONDS
  shift
  wanted "$name" || return 0
  echo "== $name"
  if "$@"; then
    echo "== $name: good, $((SECONDS - start)) s"
  else
    failed+=("$name")
    echo "== $name: FAILED after $((SECONDS - start)) s"
  fi
}

# tests PACKAGE… [-run PATTERN]: every test, with the figures it logs.
tests() { go test -count=1 -timeout 6h -v "$@" 2>&1 | grep -vE '^(=== |PASS$| *--- PASS)'; }

fuzz() { go test -tags $tags -run '^$' -fuzz "^$2\$" -fuzztime "${PARVIS_FUZZTIME:-60s}" -fuzzminimizetime 5x "$1" | tail -3; }

part journal tests ./store/journal
part device tests ./store/device
part kill tests -run KillNine ./cmd/parvisctl
part hub tests ./store/disk ./store/codec ./store/hubbolt ./store/hubpg ./store/storetest/... ./app/hub/...
part lots tests ./app/lots/...
part relay tests ./app/relay/...
for package in $(go list -tags $tags ./app/... ./store/... ./i18n/... ./ui/...); do
  short=${package#parvis/}
  part=fuzz:$short
  if wanted fuzz; then part=fuzz; fi
  wanted "$part" || continue
  for target in $(grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$short"/*_test.go 2>/dev/null | sed 's/^func //'); do
    part "$part" fuzz "./$short" "$target"
  done
done
echo "== all parts: $SECONDS s"
if [ ${#failed[@]} -gt 0 ]; then
  echo "failed: ${failed[*]}"
  exit 1
fi
