"""Compiles for targets with each feature that LLVM has for them switched on and off, and with each of its CPUs.

usage: every-feature.py --effc effc --llc llc [--step N] [--targets T,T...] OBJECT MODEL...

Each has to work without a word, or to be refused as a usage error: LLVM must not abort, nor print anything itself.
--step=N takes each N-th option.
"""

import argparse
import re
import subprocess
import sys

# Of each backend, and of machines that effc has kernels of their own for.
TARGETS = ("x86-64", "i686-linux-gnu", "cortex-m0plus", "cortex-m4", "cortex-m55", "cortex-a7", "armv6-linux-gnueabihf",
           "cortex-a53", "riscv32imc", "riscv64gcv", "wasm32", "mipsel-linux-gnu", "mips64el-linux-gnu",
           "powerpc64le-linux-gnu", "loongarch64-linux-gnu", "esp32")
ARCHITECTURES = (("x86-64", "x86_64"), ("cortex-m", "thumbv7em"), ("cortex-a7", "armv7"), ("cortex-a53", "aarch64"),
                 ("riscv32", "riscv32"), ("riscv64", "riscv64"),
                 ("esp32", "xtensa"))


def call(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          timeout=120)


def find_options(llc, target):
    triple = next((arch for prefix, arch in ARCHITECTURES if target.startswith(prefix)), target.split("-")[0])
    text = call([llc, f"-mtriple={triple}", "-mattr=help", "/dev/null", "-o", "/dev/null"]).stdout
    cpus, features = (re.findall(r"^  (\S+) +- ", part, re.M) for part in text.split("Available features"))
    return [f"-mattr={sign}{name}" for name in features for sign in "+-"] + [f"-mcpu={name}" for name in cpus]


def find_fault(effc, target, option, model, output):
    command = [effc, "--input-format=mlir", model, "--name=m", "--header=", f"--target={target}", option, "-o", output]
    result = call(command)
    text = result.stdout.strip()
    if result.returncode not in (0, 1):
        return f"exit code {result.returncode}: {text[:300]}"
    if result.returncode == 0 and text:
        return f"works, but says: {text[:300]}"
    if result.returncode == 1 and ("error: " not in text or "LLVM ERROR" in text):
        return f"is refused with: {text[:300]}"
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--effc", required=True)
    parser.add_argument("--llc", required=True)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument("output")
    parser.add_argument("models", nargs="+")
    options = parser.parse_args()
    tried = faults = place = 0
    for target in options.targets.split(","):
        for option in find_options(options.llc, target):
            place += 1
            if place % options.step:
                continue
            tried += 1
            for model in options.models:
                if fault := find_fault(options.effc, target, option, model, options.output):
                    faults += 1
                    print(f"--target={target} {option} {fault}", flush=True)
                    break
    print(f"tried {tried} options, {faults} faults")
    return 1 if faults or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
