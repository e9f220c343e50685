#!/usr/bin/env bash
# Measures effc beside the peers that the registries have, in one run on one core.
# usage: bench/run.sh [option of bench/host/bench.py...]     e.g. --rounds 9 --filter kws --no-docs
# Builds the release preset, installs what is missing (Debian's XNNPACK and oneDNN, npm's ONNX Runtime and LiteRT.js), and writes
# docs/benchmarks.{md,json,svg}. EFFC_SHARED_DIR may name a folder with models/*.tflite to measure, too.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=${EFFC_BUILD_DIR:-$root/build/release}
work=$build/bench
mkdir -p "$work"

"$root/scripts/deps.sh" libxnnpack-dev libpthreadpool-dev libdnnl-dev python3-onnx
[ -f "$build/build.ninja" ] || (cd "$root" && cmake --preset release -DEFFC_ENABLE_TESTS=OFF)
cmake --build "$build" --target effc

/usr/lib/llvm-22/bin/clang++ -std=c++17 -O2 "$root/bench/host/xnnpack.cpp" -lXNNPACK -lpthreadpool -o "$work/xnnpack"
/usr/lib/llvm-22/bin/clang++ -std=c++17 -O2 "$root/bench/host/onednn.cpp" -ldnnl -o "$work/onednn"

# ONNX Runtime and LiteRT.js are optional: they need Node and the npm registry.
if command -v npm >/dev/null; then
  (cd "$work" && [ -d node_modules/onnxruntime-node ] || {
    echo '{"name":"peers","private":true,"type":"module"}' > package.json
    npm install --ignore-scripts --silent --no-audit --no-fund @litertjs/core@2.5.3 onnxruntime-node@1.30.0 ||
      echo "bench: ONNX Runtime and LiteRT.js are not available, measuring without them" >&2
  })
  (cd "$work" && [ ! -d node_modules/onnxruntime-node ] || cp "$root/bench/host/onnx.mjs" .)
  # Its loader is a CommonJS script in a package of modules.
  loader=node_modules/@litertjs/core/wasm/litert_wasm_compat_internal
  (cd "$work" && [ ! -f $loader.js ] || { cp $loader.js litert_loader.cjs; cp $loader.wasm .; cp "$root/bench/host/litert.mjs" .; })
fi

exec python3 "$root/bench/host/bench.py" --effc "$build/bin/effc" --work "$work" "$@"
