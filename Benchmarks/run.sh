#!/usr/bin/env bash
# Runs every benchmark with a built `dialer` and prints one JSON line for each figure. Usage: run.sh DIALER
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
python3 "$here/plan.py" "$1" 100000
python3 "$here/plan.py" "$1" 1000000
