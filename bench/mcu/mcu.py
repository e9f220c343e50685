#!/usr/bin/env python3
"""Counts the instructions of compiled models on microcontrollers, in QEMU.

usage: mcu.py --effc build/release/bin/effc [--machine cortex-m4]... [--ops] [--blocks N] [--json FILE] MODEL...
       mcu.py --effc build/release/bin/effc --baseline baseline.json [--renew] [--machine M]... MODEL...

Prints per model and machine: instructions of one inference and per multiply-accumulate, arena, stack, code and
constants, each beside what TensorFlow Lite Micro with CMSIS-NN needs (peers.json). The input bytes are those that
the peers were measured with. Counts are exact: QEMU runs the program with the plugin test/Machines/count.c. With
--baseline, fails if a model needs more than the file says.
"""

import argparse
import bisect
import collections
import json
import math
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
sys.path += [str(PROJECT / "test/Machines"), str(PROJECT / "test/EndToEnd")]

import machines  # noqa: E402
import tflite_reader  # noqa: E402
from tflite_builder import pack  # noqa: E402

SIZES = {"FLOAT32": 4, "FLOAT16": 2, "INT16": 2, "INT32": 4, "INT64": 8}
HARNESS = {"callPainted", "countStart", "countStop"}
MACHINES = [name for name, machine in machines.MACHINES.items() if machine.emulator[0].startswith("qemu")]
COMPARED = ("instructions", "arena", "code", "constants")
TOLERANCE = 0.02  # by which a model may exceed the baseline
CALLS = 2  # how often harness.c invokes the model
SKIPPED = 77


def count_bytes(tensor):
    return SIZES.get(tensor.dtype, 1) * math.prod(tensor.shape)


def make_input(graph):
    """The bytes that the peers were measured with; floats are made of one each."""
    data, state = bytearray(), 12345
    for tensor in graph.inputs:
        elements = []
        is_float = tensor.dtype == "FLOAT32"
        for _ in range(math.prod(tensor.shape) if is_float else count_bytes(tensor)):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            elements.append(state >> 24)
        data += pack("FLOAT32", [(x - 128) / 128 for x in elements]) if is_float else bytes(elements)
    return bytes(data)


def build_plugin(options):
    plugin = options.work / "count.so"
    if not plugin.exists():
        machines.check([options.cc, "-shared", "-fPIC", "-O2", PROJECT / "test/Machines/count.c", "-o", plugin])
    return plugin


class Program:
    """A model, compiled and linked for a machine."""

    def __init__(self, options, machine, model):
        self.options, self.machine = options, machine
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=options.work))
        report = self.folder / "report.json"
        machines.check([options.effc, model, "-o", self.folder / "m0.o", "--name=m0", *machine.effc, *options.option,
                        f"--report=json={report}"])
        self.report = json.loads(report.read_text())
        self.graph = tflite_reader.read(model)
        machines.write_models(self.folder / "models.h", [("m0", self.graph)])
        self.path = machines.build(machine, options, self.folder, [self.folder / "m0.o"])
        self.functions = self.read_symbols()

    def read_symbols(self):
        """(address, name) of the functions, in order."""
        listed = machines.check([self.options.nm, "--defined-only", self.path]).splitlines()
        found = [line.split() for line in listed]
        return sorted((int(address, 16) & ~1, name) for address, kind, name in found
                      if kind in "tT" and not name.startswith(("$", ".L")))

    def find_function(self, address):
        return self.functions[bisect.bisect_right(self.functions, (address & ~1, "\x7f")) - 1][1]

    def count(self):
        """(address, instructions, runs) of each block that one inference runs, and the bytes of stack it took."""
        places = {name: address for address, name in self.functions}
        plugin = (f"{build_plugin(self.options)},start={places['countStart']},stop={places['countStop']},"
                  f"output={self.folder / 'counts'}")
        runs = [(0, make_input(self.graph), [count_bytes(tensor) for tensor in self.graph.outputs])]
        results, ended = machines.run(self.machine, self.path, self.folder, runs, plugin)
        if not results or results[0].status != "ok":
            raise machines.BuildError(results[0].status if results else ended)
        blocks = []
        for line in (self.folder / "counts").read_text().splitlines():
            address, instructions, times = line.split()
            if self.find_function(int(address, 16)) not in HARNESS:
                blocks.append((int(address, 16), int(instructions), int(times) / CALLS))
        return blocks, results[0].stack

    def print_blocks(self, blocks, number):
        """The blocks in which most instructions are executed, with their code."""
        print(f"  {'of all':>7} {'runs':>10}  block")
        total = sum(instructions * times for _, instructions, times in blocks)
        for address, instructions, times in sorted(blocks, key=lambda b: -b[1] * b[2])[:number]:
            print(f"  {instructions * times / total:7.2%} {times:10,.0f}  {self.find_function(address)}: "
                  f"{instructions} instructions")
            code = machines.check([self.options.objdump, "-d", "--no-show-raw-insn", f"--start-address={address}",
                                   f"--stop-address={address + 4 * instructions}", self.path]).splitlines()
            lines = [line for line in code if ":" in line and "\t" in line][:instructions]
            print("\n".join("      " + line.strip().expandtabs() for line in lines))


def measure(options, machine, model):
    program = Program(options, machine, model)
    blocks, stack = program.count()
    functions = collections.Counter()
    for address, instructions, times in blocks:
        functions[program.find_function(address)] += instructions * times
    ops = [{"kind": op["kind"], "macs": op["macs"], "kernel": op.get("kernel", "")} for op in program.report["ops"]]
    calls = collections.Counter(op["kernel"] for op in ops)
    for op in ops:  # equal ops share a kernel
        op["instructions"] = round(functions[op["kernel"]] / calls[op["kernel"]])
    totals = program.report["totals"]
    row = {"model": model.stem, "machine": machine.name, "instructions": round(sum(functions.values())),
           "macs": totals["macs"], "arena": totals["arena_bytes"], "stack": totals["stack_bytes"], "stack_used": stack,
           "code": totals["text_bytes"], "constants": totals["const_bytes"],
           "without_weights": totals["text_bytes"] + totals["const_bytes"]
           - sum(op.get("weight_bytes", 0) for op in program.report["ops"]),
           "functions": {name: round(count) for name, count in functions.most_common()}, "ops": ops}
    return row, program, blocks


def read_peer(row):
    peers = json.loads((HERE / "peers.json").read_text())
    values = peers["targets"].get(row["machine"], {}).get(row["model"])
    return dict(zip(peers["columns"], values)) if values else None


TITLES = ("model", "machine", "instructions", "per MAC", "arena", "stack", "used", "code", "constants", "unweighted")
FORMAT = "{:<28} {:<14} {:>13} {:>8} {:>8} {:>6} {:>6} {:>7} {:>9} {:>10}"


def print_row(row, peer):
    macs = row["macs"] or 1
    print(FORMAT.format(row["model"], row["machine"], f"{row['instructions']:,}", f"{row['instructions'] / macs:.2f}",
                        f"{row['arena']:,}", row["stack"], row["stack_used"], f"{row['code']:,}",
                        f"{row['constants']:,}", f"{row['without_weights']:,}"))
    if peer:
        print(FORMAT.format("  TFLM + CMSIS-NN", "", f"{peer['instructions']:,}", f"{peer['instructions'] / macs:.2f}",
                            f"{peer['arena']:,}", peer["stack"], "", f"{peer['flash']:,}", f"{peer['model']:,}", ""))
        print(FORMAT.format("  ratio", "", f"{row['instructions'] / peer['instructions']:.3f}", "",
                            f"{row['arena'] / peer['arena']:.3f}", f"{row['stack'] / peer['stack']:.3f}", "",
                            f"{row['code'] / peer['flash']:.3f}", f"{row['constants'] / peer['model']:.3f}", ""))


def print_ops(row):
    print(f"  {'instructions':>13} {'MACs':>11} {'per MAC':>8}  op")
    for index, op in enumerate(row["ops"]):
        per_mac = f"{op['instructions'] / op['macs']:.2f}" if op["macs"] else ""
        print(f"  {op['instructions']:13,} {op['macs']:11,} {per_mac:>8}  {index} {op['kind']} {op['kernel']}")
    kernels = {op["kernel"] for op in row["ops"]}
    for name, count in row["functions"].items():
        if name not in kernels:
            print(f"  {count:13,} {'':>11} {'':>8}  {name}")


def print_means(rows):
    ratios = collections.defaultdict(list)
    for row in rows:
        if row["peer"]:
            ratios[row["machine"]].append(row["instructions"] / row["peer"]["instructions"])
    for machine, values in ratios.items():
        mean = math.exp(sum(map(math.log, values)) / len(values))
        print(f"{machine}: {mean:.3f} of the peer's instructions in the geometric mean of {len(values)} models, "
              f"at most {max(values):.3f}")


def compare(options, rows):
    """What is larger than the baseline allows; the baseline gets the rows if it is to be renewed."""
    known = json.loads(options.baseline.read_text()) if options.baseline.exists() else {}
    worse = []
    for row in rows:
        found = {key: row[key] for key in COMPARED}
        before = known.setdefault(row["machine"], {}).get(row["model"])
        if options.renew or before is None:
            known[row["machine"]][row["model"]] = found
        for key in COMPARED if before else []:
            change = found[key] / before[key] - 1
            if change > TOLERANCE:
                worse.append(f"{row['machine']} {row['model']}: {found[key]:,} {key}, {change:+.1%} of {before[key]:,}")
            elif change < -TOLERANCE:
                print(f"better: {row['machine']} {row['model']}: {found[key]:,} {key}, {change:+.1%}; --renew keeps it")
        if before is None and not options.renew:
            worse.append(f"{row['machine']} {row['model']}: not in {options.baseline.name}")
    if options.renew:
        options.baseline.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
        return []
    return worse


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="+", type=pathlib.Path)
    parser.add_argument("--effc", required=True, type=pathlib.Path)
    parser.add_argument("--machine", action="append", choices=MACHINES, help="default: cortex-m4")
    parser.add_argument("--option", action="append", default=[], help="option for effc, as --option=-Os")
    parser.add_argument("--ops", action="store_true", help="print every op, and other functions")
    parser.add_argument("--blocks", type=int, default=0, metavar="N", help="print the N hottest blocks of code")
    parser.add_argument("--json", type=pathlib.Path, help="write all that was measured to this file")
    parser.add_argument("--baseline", type=pathlib.Path, help="compare with this file")
    parser.add_argument("--renew", action="store_true", help="write the baseline instead")
    parser.add_argument("--cc", default="clang-22")
    parser.add_argument("--nm", default="llvm-nm-22")
    parser.add_argument("--objdump", default="llvm-objdump-22")
    parser.add_argument("--work", type=pathlib.Path, help="folder for what is made")
    options = parser.parse_args()
    options.include = []
    return options


def main():
    options = parse()
    chosen = [machines.MACHINES[name] for name in options.machine or ["cortex-m4"]]
    missing = sorted({tool for machine in chosen for tool in machine.missing()})
    if missing:
        print(f"skipped: {', '.join(missing)} not found")
        return SKIPPED
    options.work = pathlib.Path(tempfile.mkdtemp(prefix="mcu.", dir=options.work))
    rows = []
    print(FORMAT.format(*TITLES))
    for model in options.models:
        for machine in chosen:
            row, program, blocks = measure(options, machine, model)
            row["peer"] = read_peer(row)
            rows.append(row)
            print_row(row, row["peer"])
            if options.ops:
                print_ops(row)
            if options.blocks:
                program.print_blocks(blocks, options.blocks)
    print_means(rows)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")
    shutil.rmtree(options.work)
    worse = compare(options, rows) if options.baseline else []
    for message in worse:
        print(f"WORSE {message}")
    if worse:
        print("if that is wanted: ninja update-mcu-baseline")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
