#!/usr/bin/env bash
# Sets up what is missing, configures once, and builds: scripts/build.sh PRESET
# EFFC_SHARED_DIR, if set, is the folder with the golden data; empty means none.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1

scripts/deps.sh
# Equal sources give equal objects wherever the checkout lies.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
# A precompiled header makes no difference to what is compiled with it.
export CCACHE_SLOPPINESS=pch_defines,time_macros
# LLVM's libraries have no sanitizers: they write where their headers poison, and leave unset what they don't count.
export ASAN_OPTIONS=${ASAN_OPTIONS:-allow_user_poisoning=0:max_malloc_fill_size=0}
options=()
[ -z "${EFFC_SHARED_DIR+set}" ] || options+=("-DEFFC_SHARED_DIR=$EFFC_SHARED_DIR")
if [ ! -f "build/$preset/build.ninja" ] || [ ${#options[@]} -gt 0 ]; then
  cmake --preset "$preset" "${options[@]}" --log-level=NOTICE
fi
echo "build: build/$preset with $(nproc) jobs"
quiet=()
[ -t 1 ] || quiet=(--quiet)
ninja -C "build/$preset" -j"$(nproc)" "${quiet[@]}"
