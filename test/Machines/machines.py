"""The machines that tests run compiled models on, and how programs are built for them and started.

Each has the option that effc compiles for it with, the C compiler's options, the files of its
start-up code, and an emulator. `Machine.missing()` names what is not installed.
"""

import dataclasses
import pathlib
import shutil
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# The codes of harness.c.
STATUS = ["ok", "the descriptor and the header's macros differ", "the board has too little memory",
          "too few input bytes", "invoke failed", "the second run differs",
          "wrote outside of the arena and the outputs", "wrote to an input"]
TOO_LARGE = STATUS[2]
SUPPORT_STACK = 256  # for calls of the compiler's support routines, which come on top
TIMEOUT = 600


@dataclasses.dataclass(frozen=True)
class Machine:
    name: str
    description: str
    effc: tuple  # options of effc
    cc: tuple  # options of clang
    sources: tuple
    emulator: tuple  # the command; the program's path comes last
    script: str = ""  # linker script
    support: tuple = ()  # command that prints the path of the compiler's support library
    linker: str = "ld.lld-22"
    assembler: tuple = ()  # where clang's objects are wrong, and its assembly is not
    code_bytes: int = 16 << 20  # for the models of one program
    not_emulated: str = ""  # matches an instruction that the emulator stumbles over
    tools: tuple = ()  # that the emulator's command needs besides

    def missing(self):
        tools = [self.emulator[0], self.linker, *self.support[:1], *self.assembler[:1], *self.tools]
        return [tool for tool in tools if not shutil.which(tool)]

    def plugin(self, arguments):
        """The emulator's command with the plugin count.so."""
        return [self.emulator[0], "-plugin", arguments, *self.emulator[1:]]


def cortex(name, board, cpu, triple, script, gcc, effc=(), description="", code_bytes=3 << 20):
    return Machine(name, description or f"QEMU's {board}", effc or (f"--target={name}",),
                   (f"--target={triple}", f"-mcpu={cpu}", *[o for o in gcc if o.startswith("-mf")]),
                   ("cortex-m.c", "semihosting.c"),
                   ("qemu-system-arm", "-M", board, "-display", "none", "-monitor", "none", "-serial", "none",
                    "-semihosting-config", "enable=on,target=native", "-kernel"),
                   f"{script}.ld", ("arm-none-eabi-gcc", *gcc, "-mthumb", "-print-libgcc-file-name"),
                   code_bytes=code_bytes)


def riscv32(name, cpu, isa, effc):
    return Machine(name, f"QEMU's virt board, -cpu {cpu}", effc, ("--target=riscv32-unknown-elf", *isa),
                   ("riscv32.c", "semihosting.c"),
                   ("qemu-system-riscv32", "-M", "virt", "-cpu", cpu, "-bios", "none", "-display", "none", "-monitor",
                    "none", "-serial", "none", "-semihosting-config", "enable=on,target=native", "-kernel"),
                   "riscv32.ld", ("riscv64-unknown-elf-gcc", *isa, "-print-libgcc-file-name"))


def linux(name, triple, qemu, effc, cc=(), cpu=(), **more):
    return Machine(name, f"{qemu[0]} {' '.join(cpu)}".strip(), effc, (f"--target={triple}", *cc), ("linux.c",),
                   (*qemu, *cpu), **more)


def arm(name, cpu, effc, isa, abi="hard"):
    """32-bit Arm, ARM or Thumb state, without and with NEON."""
    float_abi = f"-mfloat-abi={abi}"
    return linux(name, f"armv7-linux-gnueabi{'hf' if abi == 'hard' else ''}", ("qemu-arm",), effc,
                 (f"-march={isa[0]}", f"-mfpu={isa[1]}", float_abi, "-marm"), ("-cpu", cpu),
                 support=("arm-none-eabi-gcc", *isa[2:], float_abi, "-print-libgcc-file-name"))


def xtensa(name, cpu, core, features, script="xtensa", defines=("-DWINDOWED",)):
    """LLVM 22 has no CPUs of Xtensa for clang, and misplaces literals in objects."""
    chosen = [option for feature in features for option in ("-Xclang", "-target-feature", "-Xclang", f"+{feature}")]
    return Machine(name, f"QEMU's sim board, -cpu {core}", (f"--target={name}",),
                   ("--target=xtensa", "-fomit-frame-pointer", *chosen, *defines), ("xtensa.c", "support.c"),
                   ("qemu-system-xtensa", "-M", "sim", "-cpu", core, "-display", "none", "-monitor", "none", "-serial",
                    "none", "-semihosting", "-kernel"), f"{script}.ld", linker="xtensa-lx106-elf-ld",
                   assembler=("llvm-mc-22", "--triple=xtensa", f"--mcpu={cpu}", "--filetype=obj"))


def pc(name, cpu, effc):
    return Machine(name, f"a PC in Bochs, {cpu}", effc, ("--target=x86_64-none-elf", "-fomit-frame-pointer"), ("pc.c",),
                   (sys.executable, str(HERE / "pc.py"), cpu), "pc.ld", tools=("bochs", "llvm-objcopy-22"),
                   # Bochs 2.7 scales the address of its EVEX form wrongly, and takes infinities for zero
                   not_emulated=r" 62 .*\tvpextrw|\tvcmpneqps\t.*%k")


SOFT, HARD = "-mfloat-abi=soft", "-mfloat-abi=hard"
XTENSA = ("density", "nsa", "mul16", "mul32", "rvector", "exception")
WINDOWED = (*XTENSA, "windowed", "coprocessor", "sext", "minmax", "mul32high", "div32")
RVV = ("-march=rv64gcv", "-mabi=lp64d", "-mcmodel=medany")
# Architecture and FPU for clang; what chooses GCC's library.
ARMV6 = ("armv6", "vfpv2", "-march=armv5te+fp", "-marm")
ARMV7 = ("armv7-a", "vfpv3-d16", "-march=armv7-a+fp", "-mthumb")
ROUND_TO_ZERO = r"vfcvt\.rtz"  # an assertion of QEMU 7.2 fails
MACHINES = {machine.name: machine for machine in (
    cortex("cortex-m0", "microbit", "cortex-m0plus", "thumbv6m-none-eabi", "microbit", ("-mcpu=cortex-m0plus", SOFT),
           code_bytes=240 << 10),
    cortex("cortex-m0plus", "mps2-an385", "cortex-m0plus", "thumbv6m-none-eabi", "mps2", ("-mcpu=cortex-m0plus", SOFT),
           description="QEMU's mps2-an385, with traps on misaligned accesses"),
    cortex("cortex-m3", "mps2-an385", "cortex-m3", "thumbv7m-none-eabi", "mps2", ("-mcpu=cortex-m3", SOFT)),
    cortex("cortex-m4", "mps2-an386", "cortex-m4", "thumbv7em-none-eabihf", "mps2", ("-mcpu=cortex-m4", HARD)),
    cortex("cortex-m7", "mps2-an500", "cortex-m7", "thumbv7em-none-eabihf", "an500", ("-mcpu=cortex-m7", HARD)),
    cortex("cortex-m33", "mps2-an505", "cortex-m33", "thumbv8m.main-none-eabihf", "an505", ("-mcpu=cortex-m33", HARD)),
    cortex("cortex-m55", "mps3-an547", "cortex-m55", "thumbv8.1m.main-none-eabihf", "an547",
           ("-mcpu=cortex-m55", HARD)),
    cortex("cortex-m23", "mps2-an505", "cortex-m23", "thumbv8m.base-none-eabi", "an505", ("-mcpu=cortex-m23", SOFT),
           description="QEMU's mps2-an505, with traps on misaligned accesses"),
    cortex("cortex-m85", "mps3-an547", "cortex-m85", "thumbv8.1m.main-none-eabihf", "an547", ("-mcpu=cortex-m55", HARD)),
    # Triples with options instead of short names.
    cortex("cortex-m4-softfp", "mps2-an386", "cortex-m4", "thumbv7em-none-eabi", "mps2",
           ("-mcpu=cortex-m4", "-mfloat-abi=softfp", "-mfpu=fpv4-sp-d16"),
           ("--target=thumbv7em-none-eabi", "-mcpu=cortex-m4", "-mfloat-abi=softfp")),
    cortex("cortex-m4-soft", "mps2-an386", "cortex-m4", "thumbv7em-none-eabi", "mps2", ("-mcpu=cortex-m4", SOFT),
           ("--target=cortex-m4", SOFT)),
    riscv32("riscv32imc", "rv32,f=false,d=false", ("-march=rv32imc", "-mabi=ilp32"), ("--target=riscv32imc",)),
    riscv32("riscv32imac", "rv32,f=false,d=false", ("-march=rv32imac", "-mabi=ilp32"), ("--target=riscv32imac",)),
    riscv32("riscv32imafc", "rv32,d=false", ("-march=rv32imafc", "-mabi=ilp32f"), ("--target=riscv32imafc",)),
    arm("armv6", "arm1176", ("--target=armv6-linux-gnueabihf",), ARMV6),
    arm("armv7", "cortex-a9", ("--target=armv7-linux-gnueabihf",), ARMV7),
    arm("armv7-neon", "cortex-a9", ("--target=armv7-linux-gnueabihf", "-mattr=+neon"), ARMV7),
    arm("thumbv7", "cortex-a9", ("--target=thumbv7-linux-gnueabihf",), ARMV7),
    *[arm(name, name, (f"--target={name}",), ARMV7) for name in ("cortex-a7", "cortex-a8", "cortex-a15")],
    arm("cortex-a9", "cortex-a9", ("--target=armv7-linux-gnueabi", "-mcpu=cortex-a9"), ARMV7, "softfp"),
    arm("cortex-r5", "cortex-r5f", ("--target=cortex-r5",), ARMV7),
    arm("armv8", "max", ("--target=armv8-linux-gnueabihf",), ARMV7),
    *[arm(name, "max", (f"--target={name}",), ARMV7) for name in ("cortex-a32", "cortex-r52")],
    linux("aarch64", "aarch64-linux-gnu", ("qemu-aarch64",), ("--target=aarch64",), cpu=("-cpu", "cortex-a53")),
    linux("aarch64-dotprod", "aarch64-linux-gnu", ("qemu-aarch64",), ("--target=aarch64-dotprod",),
          cpu=("-cpu", "cortex-a76")),
    linux("aarch64-i8mm", "aarch64-linux-gnu", ("qemu-aarch64",), ("--target=aarch64-i8mm",), cpu=("-cpu", "max")),
    linux("aarch64-sve", "aarch64-linux-gnu", ("qemu-aarch64",), ("--target=aarch64", "-mattr=+sve"),
          cpu=("-cpu", "max,sve512=on")),
    *[linux(name, "aarch64-linux-gnu", ("qemu-aarch64",), (f"--target={name}",), cpu=("-cpu", name))
      for name in ("cortex-a53", "cortex-a76")],
    linux("riscv64gc", "riscv64-linux-gnu", ("qemu-riscv64",), ("--target=riscv64gc",),
          ("-march=rv64gc", *RVV[1:]), ("-cpu", "rv64")),
    *[linux(f"riscv64-vlen{bits}", "riscv64-linux-gnu", ("qemu-riscv64",), ("--target=riscv64gcv",), RVV,
            ("-cpu", f"rv64,v=true,vlen={bits}"), not_emulated=ROUND_TO_ZERO) for bits in (128, 256, 512)],
    pc("x86-64-v4", "corei7_skylake_x", ("--target=x86-64-v4",)),
    pc("x86-64-vnni", "corei7_icelake_u", ("--target=x86-64-v4", "-mcpu=icelake-server")),
    xtensa("esp32", "esp32", "de233_fpu", (*WINDOWED, "fp", "bool")),
    xtensa("esp32s2", "esp32", "dc233c", WINDOWED),
    xtensa("esp8266", "esp8266", "lx106", XTENSA, "lx106", ()),
    Machine("wasm32", "WebAssembly in Node", ("--target=wasm32",), ("--target=wasm32", "-msimd128"), ("wasm.c",),
            ("node", str(HERE / "wasm.mjs")), linker="wasm-ld-22"),
)}


def call(command, **more):
    return subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=TIMEOUT, errors="replace", **more)


class BuildError(Exception):
    pass


def check(command):
    result = call(command)
    if result.returncode != 0:
        raise BuildError(f"{pathlib.Path(str(command[0])).name}: {result.stderr.strip()[:500]}")
    return result.stdout


def compile_c(machine, options, source, output, *more):
    command = [options.cc, *machine.cc, "-std=c11", "-O2", "-ffreestanding", "-fno-pic", "-Wall", "-Wextra", "-Werror",
               f"-I{HERE}", *[f"-I{folder}" for folder in options.include], *more, source, "-o"]
    if not machine.assembler:
        check([*command, output, "-c"])
        return
    text = output.with_suffix(".s")
    check([*command, text, "-S"])
    check([*machine.assembler, text, "-o", output])


def build(machine, options, folder, objects):
    """Links the harness, `folder`/models.h and objects made by effc; returns the program's path."""
    common = options.work / machine.name
    parts = [*machine.sources, "memory.c"]
    for source in parts:
        if not (common / f"{source}.o").exists():
            common.mkdir(parents=True, exist_ok=True)
            temporary = folder / f"{source}.o"
            compile_c(machine, options, HERE / source, temporary, "-fno-builtin")
            temporary.replace(common / f"{source}.o")
    compile_c(machine, options, HERE / "harness.c", folder / "harness.o", f"-I{folder}")
    program = folder / "program"
    command = [machine.linker, folder / "harness.o", *[common / f"{source}.o" for source in parts], *objects]
    if machine.linker.startswith("wasm"):
        command += ["--no-entry", "--allow-undefined", "-z", "stack-size=65536"]
    else:
        command += ["-e", "start", "--gc-sections"]
    if machine.script:
        command += ["-L", HERE, "-T", HERE / machine.script]
    if machine.support:
        command.append(check(machine.support).strip())
    check([*command, "-o", program])
    return program


def write_models(path, models):
    """The table for harness.c; `models` are pairs of a name and its graph (tflite_reader.Graph)."""
    lines = [f'#include "{name}.h"' for name, _ in models]
    for name, graph in models:
        arguments = [f"inputs[{k}]" for k in range(len(graph.inputs))]
        arguments += [f"outputs[{k}]" for k in range(len(graph.outputs))]
        if len(arguments) > 126:  # the header's function takes arrays
            arguments = ["inputs", "outputs"]
        lines += [f"static int32_t call_{name}(const void *const *inputs, void *const *outputs, void *arena) {{",
                  "  (void)inputs;",  # constant models have none
                  f"  return {name}_invoke({', '.join(['arena', *arguments])});", "}"]
    lines += ["typedef int32_t invoke_function(const void *const *, void *const *, void *);",
              "static const struct entry {", "  const effc_model *model;", "  invoke_function *call;",
              "  size_t arena_size, arena_align, stack_size;", "} entries[] = {"]
    for name, _ in models:
        macro = name.upper()
        lines.append(f"  {{&{name}_model, call_{name}, {macro}_ARENA_SIZE, {macro}_ARENA_ALIGN, {macro}_STACK_SIZE}},")
    path.write_text("\n".join(lines + ["};", ""]))


@dataclasses.dataclass
class Result:
    status: str
    stack: int
    outputs: list


def run(machine, program, folder, runs, plugin=""):
    """Runs the program on (index, input bytes, sizes of outputs); returns a Result for each one that was begun
    and how the emulator ended."""
    (folder / "runs").write_bytes(b"".join(struct.pack("<I", index) + data for index, data, _ in runs))
    (folder / "results").unlink(missing_ok=True)
    command = machine.plugin(plugin) if plugin else machine.emulator
    ended = call([*command, program.resolve()], cwd=folder)
    data = (folder / "results").read_bytes() if (folder / "results").exists() else b""
    results, place = [], 0
    for _, _, sizes in runs:
        if place + 8 > len(data):
            break
        status, stack = struct.unpack_from("<II", data, place)
        place += 8
        outputs = []
        for size in sizes if status == 0 else []:
            outputs.append(data[place : place + size])
            place += size
        results.append(Result(STATUS[status], stack, outputs))
    return results, f"{machine.emulator[0]} ends with {ended.returncode} {(ended.stderr or ended.stdout).strip()[:300]}"
