# other-triples.sh MODEL OBJECT: compiles for triples without a short name and prints what is left undefined.
while read -r options; do
  effc --input-format=mlir "$1" --name=dense --target=$options -o "$2" || exit 1
  echo "$options:" $(llvm-nm -u --format=just-symbols "$2")
done <<END
thumbv8m.base-none-eabi -mcpu=cortex-m23
thumbv8.1m.main-none-eabihf -mcpu=cortex-m85
armv7a-none-eabi -mcpu=cortex-a7 -mfloat-abi=hard
aarch64-none-elf -mcpu=cortex-a76
riscv32-unknown-elf -mattr=+m,+f,+c -mabi=ilp32f
xtensa-unknown-elf -mattr=+windowed,+fp
riscv64-unknown-elf -mattr=+m,+c -mabi=lp64
i686-linux-gnu
mipsel-linux-gnu
powerpc64le-linux-gnu
loongarch64-linux-gnu
arm64-apple-macosx
x86_64-pc-windows-msvc
END
