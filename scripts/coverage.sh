#!/usr/bin/env bash
# Says how much of lib the tests run: scripts/coverage.sh [ctest option...]
# Builds the coverage preset, runs all tests or those that ctest's options choose, prints a table, and exits
# with 0 if all tests passed and the limits in test/Coverage/coverage.py are met.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh coverage
profiles=$PWD/build/coverage/profiles
rm -rf "$profiles"
# Each program adds its counts to one of a few files of its own.
export LLVM_PROFILE_FILE=$profiles/%4m.profraw
passed=0
ctest --test-dir build/coverage -j"$(nproc)" --timeout 1800 --output-on-failure "$@" || passed=$?
python3 test/Coverage/coverage.py --build build/coverage
exit "$passed"
