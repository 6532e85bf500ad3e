#!/usr/bin/env bash
# Writes packaging/sizing.md: what a hub needs for 100 to 100,000 places,
# calculated from unit costs measured on this machine in the same run.
set -euo pipefail
cd "$(dirname "$0")/.."
measured=$(mktemp); trap 'rm -f "$measured"' EXIT
go test -run '^$' -bench 'PlaceYear' -benchtime 1x ./store/storetest/hubtest | tee -a "$measured" >&2
for store in hubbolt hubpg; do
  go test -run '^$' -bench 'Accept' -benchtime 60x "./store/$store" | sed "s/^Benchmark/$store-/" | tee -a "$measured" >&2
  go test -run '^$' -bench 'Drain' -benchtime 1x "./store/$store" | sed "s/^Benchmark/$store-/" | tee -a "$measured" >&2
done
LC_ALL=C awk -v cores="$(nproc)" -f packaging/sizing.awk "$measured" > packaging/sizing.md
echo "packaging/sizing.md" >&2
