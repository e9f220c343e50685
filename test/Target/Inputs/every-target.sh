# every-target.sh MODEL OBJECT: compiles for each short name and prints what the objects leave undefined.
for target in x86-64 x86-64-v2 x86-64-v3 x86-64-v4 native aarch64 aarch64-dotprod aarch64-i8mm cortex-m0plus cortex-m3 cortex-m4 cortex-m7 \
  cortex-m33 cortex-m55 riscv32imc riscv64gcv esp32 esp32s2 esp32s3 esp8266 wasm32 armv7-linux-gnueabihf; do
  for level in -O0 -O2 -Oz; do
    effc --input-format=mlir "$1" --name=dense $level --target=$target -o "$2" || exit 1
    echo $target $level: $(llvm-nm -u "$2")
  done
done
