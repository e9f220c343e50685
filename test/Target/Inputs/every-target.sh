# every-target.sh FLOATS BYTES OBJECT: compiles a float model and an int8 model for each short name, and prints what
# the objects leave undefined; machines that stand for others at further levels, too.
compile() { # model, level, target
  effc --input-format=mlir "$1" --name=m $2 --target=$3 -o "$object" || exit 1
}
object=$3
names=$(effc --print-targets | sed -n '/^$/q; s/^\([a-z][^ ]*\) .*/\1/p')
[ $(echo "$names" | wc -l) -gt 50 ] || exit 1
for target in $names armv7-linux-gnueabihf; do
  compile "$2" -O2 $target
  echo $target int8: $(llvm-nm -u "$object")
  compile "$1" -O2 $target
  echo $target -O2: $(llvm-nm -u "$object")
done
for target in x86-64 x86-64-v4 aarch64 aarch64-i8mm cortex-m0plus cortex-m3 cortex-m4 cortex-m55 cortex-a7 riscv32imc riscv64gcv esp32 esp8266 wasm32; do
  for level in -O0 -Oz; do
    compile "$1" $level $target
    echo $target $level: $(llvm-nm -u "$object")
  done
done
