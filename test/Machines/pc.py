#!/usr/bin/env python3
"""Runs a program in Bochs, a PC emulator that knows AVX-512.

usage: pc.py CPU PROGRAM

The disk holds, from these sectors on: the boot sector, the program, at RUNS the file `runs` and at RESULTS what becomes
the file `results`. Both begin with a sector that holds their size (pc.c).
"""

import pathlib
import struct
import subprocess
import sys

SECTOR, RUNS, RESULTS, SECTORS = 512, 1 << 15, 1 << 17, 1 << 18
COUNT = 504  # of the boot sector: how many sectors the program has
HERE = pathlib.Path(__file__).resolve().parent
CONFIGURATION = """
cpu: model={cpu}, count=1, ips=200000000, reset_on_triple_fault=0
memory: guest=128, host=128
romimage: file=/usr/share/bochs/BIOS-bochs-legacy
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=disk, path={disk}, mode=flat, cylinders=260, heads=16, spt=63
boot: disk
display_library: rfb, options="timeout=0"
plugin_ctrl: speaker=0, parallel=0, serial=0, sb16=0, es1370=0, e1000=0
sound: driver=dummy
speaker: enabled=0
clock: sync=none
log: {log}
panic: action=fatal
error: action=ignore
info: action=ignore
"""


def make_disk(path, boot, program, runs):
    boot = boot[:COUNT] + struct.pack("<I", -(-len(program) // SECTOR)) + boot[COUNT + 4 :]
    with open(path, "wb") as disk:
        disk.write(boot + program)
        disk.seek(RUNS * SECTOR)
        disk.write(struct.pack("<I", len(runs)).ljust(SECTOR, b"\0") + runs)
        disk.truncate(SECTORS * SECTOR)


def read_results(path):
    with open(path, "rb") as disk:
        disk.seek(RESULTS * SECTOR)
        size = struct.unpack("<I", disk.read(SECTOR)[:4])[0]
        return disk.read(size)


def main():
    cpu, program = sys.argv[1], pathlib.Path(sys.argv[2])
    parts = {name: program.with_name(f"{program.name}.{name}") for name in ("o", "boot", "bin", "disk", "log", "rc", "go")}
    subprocess.run(["clang-22", "--target=x86_64-none-elf", "-c", HERE / "pc-boot.s", "-o", parts["o"]], check=True)
    subprocess.run(["ld.lld-22", "--image-base=0", "-Ttext=0x7c00", "--oformat=binary", parts["o"], "-o", parts["boot"]], check=True)
    subprocess.run(["llvm-objcopy-22", "-O", "binary", program, parts["bin"]], check=True)
    make_disk(parts["disk"], parts["boot"].read_bytes(), parts["bin"].read_bytes(), pathlib.Path("runs").read_bytes())
    parts["rc"].write_text(CONFIGURATION.format(cpu=cpu, disk=parts["disk"], log=parts["log"]))
    parts["go"].write_text("continue\n")  # for builds with a debugger
    subprocess.run(["bochs", "-q", "-f", parts["rc"], "-rc", parts["go"]], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    pathlib.Path("results").write_bytes(read_results(parts["disk"]))
    if "shutdown requested" not in parts["log"].read_text():
        sys.exit(f"bochs ends with: {parts['log'].read_text().strip()[-300:]}")


if __name__ == "__main__":
    main()
