#!/usr/bin/env bash
# Install the named Debian packages unless they are there. Needs root or sudo without a password; otherwise it says
# what is missing and stops.
set -euo pipefail
missing=()
for package in "$@"; do
  dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    echo "Missing packages: ${missing[*]}. Install them as root: apt-get install ${missing[*]}" >&2
    exit 2
  fi
fi
if ! command -v apt-get >/dev/null; then
  echo "Missing: ${missing[*]} (Debian names), and there is no apt-get here. Install them by your system's means." >&2
  exit 2
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q </dev/null
"${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}" </dev/null
