#!/usr/bin/env bash
# What the tests need beside the Python packages: PostgreSQL >= 15, a Chromium, and poppler's tools.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=()
postgres=0
for folder in /usr/lib/postgresql/*/bin; do
  version=$(basename "$(dirname "$folder")")
  case "$version" in *[!0-9]* | "") continue ;; esac
  if [ "$version" -ge 15 ] && [ -x "$folder/initdb" ]; then postgres=1; fi
done
[ "$postgres" = 1 ] || command -v initdb >/dev/null || wanted+=(postgresql-15)
[ -n "${SAOLANG_CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || wanted+=(chromium)
command -v pdftotext >/dev/null || wanted+=(poppler-utils)
[ ${#wanted[@]} -eq 0 ] || scripts/need-packages.sh "${wanted[@]}"
