#!/usr/bin/env bash
# Make the virtual environment .venv with Python >= 3.11 (3.11 first: the lock files were made with it).
# Debian keeps the venv module's wheels in a package of its own; where it is missing it is installed through apt.
set -euo pipefail
cd "$(dirname "$0")/.."

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  echo "Python >= 3.11 is missing. On Debian 12: apt-get install python3 python3-venv" >&2
  return 1
}

if [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; then
  exit 0
fi
python=$(find_python)
rm -rf .venv
if ! "$python" -m venv .venv 2>/dev/null; then
  rm -rf .venv
  version=$("$python" -c 'import sys; print(f"python3.{sys.version_info.minor}-venv")')
  echo "The venv module of $python lacks pip; installing $version" >&2
  scripts/need-packages.sh "$version"
  "$python" -m venv .venv
fi
