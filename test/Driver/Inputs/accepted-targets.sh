# accepted-targets.sh MODEL OBJECT: compiles for targets with options beside those that are refused.
while read -r options; do
  effc --input-format=mlir "$1" --name=dense --header= $options -o "$2" || exit 1
done <<END
--target=riscv32-unknown-elf -mattr=+e,+c -mabi=ilp32e
--target=riscv32-esp-elf -mattr=+m,+c
--target=thumbv7em-none-eabihf
--target=thumbv7em-none-eabi -mfloat-abi=hard
--target=cortex-m0plus -mfloat-abi=softfp
--target=cortex-m4 -mattr=-vfp2sp -mfloat-abi=soft
--target=cortex-m55 -mattr=-mve.fp
--target=aarch64-linux
--target=aarch64-elf
--target=arm-poky-linux-gnueabi
--target=i686-linux-gnu -mcpu=pentium4
--target=armv7-none-eabihf -mcpu=cortex-r5
--target=x86_64-w64-mingw32
--target=arm-none-eabi -mcpu=cortex-m4
--target=arm-none-eabi -mcpu=cortex-m55 -mfloat-abi=hard
--target=arm-linux-gnueabihf
--target=arm-linux-gnueabihf -mcpu=cortex-a9
--target=powerpcle-linux-gnu
--target=mipsel-linux-gnu -mcpu=mips32r2 -mattr=+msa,+fp64
--target=wasm32-wasi
END
