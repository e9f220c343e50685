#!/usr/bin/env bash
# Sets everything up, builds with assertions on, and runs all tests: scripts/test.sh [ctest option...]
# EFFC_PRESET chooses another build (release, asan). Ends with ctest's summary; exits 0 if all passed.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${EFFC_PRESET:-dev}
scripts/build.sh "$preset"
export ASAN_OPTIONS=${ASAN_OPTIONS:-allow_user_poisoning=0:max_malloc_fill_size=0} # as in build.sh
exec ctest --test-dir "build/$preset" -j"$(nproc)" --timeout 900 --output-on-failure "$@"
