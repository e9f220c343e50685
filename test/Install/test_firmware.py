#!/usr/bin/env python3
"""Installs effc and builds users' firmware against it, with cross toolchains, and runs it in QEMU.

The machine is that of the toolchain's flags, or TARGET names it. An object for the hard-float ABI that
passes no floats is linked into programs of every ABI. What is not installed is skipped.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
MACHINES = PROJECT / "test/Machines"
sys.path.insert(0, str(HERE.parent / "EndToEnd"))
from tflite_builder import Model  # noqa: E402

SKIPPED = 77
M4 = "-mcpu=cortex-m4 -mthumb"
SEMIHOSTING = ("-display", "none", "-monitor", "none", "-serial", "none", "-semihosting-config",
               "enable=on,target=native", "-kernel")
ARM = ("arm-none-eabi-gcc", "cortex-m.c", "mps2.ld", ("qemu-system-arm", "-M", "mps2-an386"))
RISCV = ("riscv64-unknown-elf-gcc", "riscv32.c", "riscv32.ld",
         ("qemu-system-riscv32", "-M", "virt", "-cpu", "rv32,f=false,d=false", "-bios", "none"))
XTENSA = ("xtensa-lx106-elf-gcc", "xtensa.c", "lx106.ld", ("qemu-system-xtensa", "-M", "sim", "-cpu", "lx106"))
# name, toolchain, its flags, CMAKE_SYSTEM_PROCESSOR, TARGET, the options that effc must get
CASES = [
    ("m4-hard", ARM, f"{M4} -mfloat-abi=hard -mfpu=fpv4-sp-d16", "arm", "", "--target=cortex-m4 -mfloat-abi=hard"),
    ("m4-softfp", ARM, f"{M4} -mfloat-abi=softfp -mfpu=fpv4-sp-d16", "arm", "", "-mfloat-abi=softfp"),
    ("m4-soft", ARM, f"{M4} -mfloat-abi=soft", "arm", "", "-mfloat-abi=soft"),
    ("m3", ARM, "-mcpu=cortex-m3 -mthumb", "arm", "", "--target=cortex-m3"),
    ("m0", ARM, "-mcpu=cortex-m0 -mthumb", "arm", "", "--target=cortex-m0plus -mcpu=cortex-m0"),
    # A model for the hard-float ABI in programs of other ABIs, and the other way round.
    ("hard-in-softfp", ARM, f"{M4} -mfloat-abi=softfp -mfpu=fpv4-sp-d16", "arm", "cortex-m4", "--target=cortex-m4"),
    ("hard-in-soft", ARM, f"{M4} -mfloat-abi=soft", "arm", "cortex-m4", "--target=cortex-m4"),
    ("soft-in-hard", ARM, f"{M4} -mfloat-abi=hard -mfpu=fpv4-sp-d16", "arm", "cortex-m3", "--target=cortex-m3"),
    ("rv32imc", RISCV, "-march=rv32imc_zicsr -mabi=ilp32", "riscv", "", "--target=riscv32-unknown-elf -mabi=ilp32"),
    ("esp8266", XTENSA, "", "xtensa", "", "--target=esp8266"),
]


class Failure(Exception):
    pass


def run(*command):
    result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            timeout=300)
    if result.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}\n{result.stdout}")
    return result.stdout


def write_model(path, flatc):
    """y = 3 * x, in bytes"""
    model = Model()
    x = model.tensor([1, 1], "INT8", scale=1.0)
    y = model.tensor([1, 1], "INT8", scale=1.0)
    weights = model.constant([1, 1], "INT8", [3], scale=1.0)
    model.op("FULLY_CONNECTED", [x, weights, -1], [y], "FullyConnectedOptions")
    model.finish([x], [y]).write(path, flatc)


def configure(options, source, build, *definitions):
    output = run(options.cmake, "-S", source, "-B", build, "-G", "Ninja",
                 f"-Deffc_DIR={options.prefix / options.libdir / 'cmake/effc'}", *definitions)
    if "CMake Warning" in output:
        raise Failure(f"configuring is not quiet:\n{output}")
    return output


def cross(compiler, flags, processor):
    return ["-DCMAKE_SYSTEM_NAME=Generic", f"-DCMAKE_SYSTEM_PROCESSOR={processor}", f"-DCMAKE_C_COMPILER={compiler}",
            f"-DCMAKE_C_FLAGS={flags}", "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY"]


def check_case(options, case):
    name, (compiler, start, script, emulator), flags, processor, target, expected = case
    build = options.work / name
    configure(options, HERE / "firmware", build, *cross(compiler, flags, processor), f"-DMODEL={options.model}",
              f"-DTARGET={target}", f"-DMACHINES={MACHINES}", f"-DSTART={start}", f"-DSCRIPT={script}")
    commands = run(options.cmake, "--build", build, "--verbose")
    if expected not in commands:
        raise Failure(f"{name}: effc was not called with '{expected}':\n{commands}")
    run(*emulator, *SEMIHOSTING, build / "firmware")
    print(f"{name}: ok")


def check_unknown(options):
    """Nothing says which machine: the error says how to say it."""
    try:
        configure(options, HERE / "firmware", options.work / "unknown", *cross("arm-none-eabi-gcc", "", "arm"),
                  f"-DMODEL={options.model}", f"-DMACHINES={MACHINES}", "-DSTART=cortex-m.c", "-DSCRIPT=mps2.ld")
    except Failure as failure:
        if "TARGET" in str(failure):
            print("unknown machine: refused")
            return
        raise
    raise Failure("a model was taken without a target")


def check_cpp(options):
    configure(options, HERE / "cpp", options.work / "cpp", f"-DMODEL={options.model}", f"-DCMAKE_CXX_COMPILER={options.cxx}")
    run(options.cmake, "--build", options.work / "cpp")
    run(options.work / "cpp/program")
    print("project without C: ok")


def check_example(options):
    """examples/bare-metal, as its CMakeLists.txt says."""
    source, build = PROJECT / "examples/bare-metal", options.work / "bare-metal"
    configure(options, source, build, f"-DCMAKE_TOOLCHAIN_FILE={source / 'arm-none-eabi.cmake'}")
    output = run(options.cmake, "--build", build, "--target", "run")
    if "20 of 20 right" not in output:
        raise Failure(f"examples/bare-metal:\n{output}")
    print("examples/bare-metal: ok")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("build", "cmake", "libdir", "cxx", "flatc", "work"):
        parser.add_argument(f"--{option}", required=True)
    options = parser.parse_args()
    options.work = pathlib.Path(options.work).resolve()
    shutil.rmtree(options.work, ignore_errors=True)
    options.prefix, options.model = options.work / "prefix", options.work / "scale.tflite"
    run(options.cmake, "--install", options.build, "--prefix", options.prefix)
    write_model(options.model, options.flatc)
    missing = {tool for _, (compiler, _, _, emulator), *_ in CASES for tool in (compiler, emulator[0])
               if not shutil.which(tool)}
    check_cpp(options)
    for case in CASES:
        if not missing & {case[1][0], case[1][3][0]}:
            check_case(options, case)
    if not missing & {ARM[0], ARM[3][0]}:
        check_unknown(options)
        check_example(options)
    shutil.rmtree(options.work)
    if missing:
        print(f"skipped in part: {', '.join(sorted(missing))} not found")
        return SKIPPED
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"FAIL: {failure}")
