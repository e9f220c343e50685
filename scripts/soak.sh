#!/usr/bin/env bash
# Runs the long nets for some hours: scripts/soak.sh [HOURS]. Goes on where the last run stopped;
# build/soak has the faults found, the figures and a table. docs/testing.md says what is in it.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh release
exec python3 test/Soak/soak.py --build build/release --work build/soak --hours "${1:-1}" "${@:2}"
