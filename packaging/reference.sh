#!/usr/bin/env bash
# Fetches the opening_hours library (LGPL-3.0, development only) once into the
# user's cache: tests compare our opening times with its own. Nothing of it is
# committed nor shipped. PARVIS_REFERENCE names another folder. Without npm or
# network it says so and the tests go without, except in continuous integration.
set -euo pipefail
version=3.15.0
dir=${PARVIS_REFERENCE:-${XDG_CACHE_HOME:-$HOME/.cache}/parvis/opening_hours}
if grep -qs "\"version\": \"$version\"" "$dir/node_modules/opening_hours/package.json"; then exit 0; fi
echo "parvis: fetching the opening_hours library $version (once)" >&2
mkdir -p "$(dirname "$dir")"
work=$(mktemp -d "$(dirname "$dir")/.fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts "opening_hours@$version" >/dev/null; then
  echo "parvis: it could not be fetched" >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
fi
rm -rf "$dir"
mv "$work" "$dir"
