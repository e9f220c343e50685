#!/usr/bin/env python3
"""Compares compiled models with expected results, through `effc run` and through objects called from C.

usage: conformance.py --effc build/dev/bin/effc [--all | --sample N] [--option=-O0]... FOLDER...

A folder holds cases as cases.py describes them. --check builds and runs the C program so that stray accesses
are caught (instrument.py). Objects may leave nothing undefined but memcpy, memmove
and memset. Models with operators that effc does not support must be refused with exit code 3 (see
`effc --help`) and a message that names each of them. Exits with 77 if no folder exists.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import cases
import instrument

HERE = pathlib.Path(__file__).resolve().parent
ALLOWED = {"memcpy", "memmove", "memset"}
SKIPPED = 77
UNSUPPORTED_EXIT = 3
BATCH = 24
TIMEOUT = 300
MESSAGE = 2000
MAX_TYPED = 126  # tensors, beyond which the header's function takes arrays


class Batch:
    """A few cases that share one C program. `failures` are pairs of a case and what went wrong."""

    def __init__(self, options, number, batch):
        self.options, self.cases = options, batch
        self.effc_options = list(options.option)
        if options.vary:
            self.effc_options.append(options.vary[number % len(options.vary)])
        self.folder = options.work / f"batch{number}"
        self.folder.mkdir(parents=True)
        self.failures, self.refused = [], 0

    def fail(self, case, message):
        varied = f" ({self.effc_options[-1]})" if self.options.vary else ""
        self.failures.append((case, message + varied))

    def call(self, command, **more):
        return subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, timeout=TIMEOUT, errors="replace", **more)

    def run(self):
        supported = [case for case in self.cases if not case.unsupported]
        for case in self.cases:
            if case.unsupported:
                self.check_refusal(case)
        if "object" in self.options.modes:
            self.run_objects(supported)
        for mode in ("run", "reference"):
            if mode in self.options.modes:
                for case in supported:
                    self.run_in_memory(case, mode)
        if not self.options.keep:
            shutil.rmtree(self.folder)
        return self

    def check_refusal(self, case):
        output = self.folder / "refused.o"
        result = self.call([self.options.effc, case.model, "-o", output])
        missing = [name for name in case.unsupported if name not in result.stderr]
        if result.returncode != UNSUPPORTED_EXIT:
            self.fail(case, f"exit code {result.returncode} for an unsupported model: {last_line(result.stderr)}")
        elif missing:
            self.fail(case, f"the message does not name {', '.join(missing)}")
        elif output.exists():
            self.fail(case, "a refused model left an object behind")
        else:
            self.refused += 1

    def run_in_memory(self, case, mode):
        prefix = self.folder / mode
        extra = ["--reference"] if mode == "reference" else self.effc_options
        for sample in case.samples:
            result = self.call([self.options.effc, "run", case.model, *extra, "--in", *sample.inputs,
                                "--out", prefix])
            if result.returncode != 0:
                self.fail(case, f"effc {mode} exits with {result.returncode}: {last_line(result.stderr)}")
                return
            self.compare(case, sample, prefix, mode)

    def run_objects(self, supported):
        built = []
        for case in supported:
            name = f"m{len(built)}"
            result = self.call([self.options.effc, case.model, "-o", self.folder / f"{name}.o", f"--name={name}",
                                *self.effc_options])
            if result.returncode != 0:
                self.fail(case, f"effc exits with {result.returncode}: {last_line(result.stderr)}")
                continue
            self.check_symbols(case, self.folder / f"{name}.o")
            problem = self.options.instrument.prepare(self, case, name)
            if problem:
                self.fail(case, problem)
                continue
            built.append(case)
        if built and self.link(built):
            self.run_harness(built)

    def check_symbols(self, case, path):
        listed = self.call([self.options.nm, "--undefined-only", "--format=just-symbols", path]).stdout
        unknown = set(listed.split()) - ALLOWED
        if unknown:
            self.fail(case, f"undefined symbols in the object: {' '.join(sorted(unknown))}")
        writable = self.call([self.options.size, "--format=sysv", path]).stdout
        for line in writable.splitlines():
            fields = line.split()
            if len(fields) == 3 and fields[0].split(".")[1:2] in (["data"], ["bss"]) and fields[1] != "0" \
                    and not fields[0].startswith(".data.rel.ro"):
                self.fail(case, f"writable section {fields[0]} of {fields[1]} bytes in the object")

    def link(self, built):
        write_table(self.folder / "models.h", built)
        names = [f"m{i}" for i in range(len(built))]
        objects = [self.folder / f"{name}.o" for name in names]
        includes = [f"-I{folder}" for folder in (self.folder, *self.options.include)]
        result = self.call([self.options.cc, "-std=c11", "-O1", "-Wall", "-Werror", "-D_DEFAULT_SOURCE", *includes,
                            *self.options.instrument.get_flags(self, names), HERE / "harness.c", *objects,
                            *self.options.link, "-o", self.folder / "harness"])
        for case in built if result.returncode != 0 else []:
            self.fail(case, f"the C program does not build: {result.stderr.strip()[:400]}")
        return result.returncode == 0

    def run_harness(self, built):
        runs = [(i, case, s) for i, case in enumerate(built) for s in range(len(case.samples))]
        while runs:
            lines = []
            for index, case, s in runs:
                lines += [str(index), str(self.prefix(index, s)), *map(str, case.samples[s].inputs)]
            (self.folder / "runs").write_text("\n".join(lines) + "\n")
            result = self.call([*self.options.instrument.wrapper, self.folder / "harness", self.folder / "runs"])
            done = len(result.stdout.split())
            for index, case, s in runs[:done]:
                self.compare(case, case.samples[s], self.prefix(index, s), "object")
            if done < len(runs) or result.returncode != 0:
                self.fail(runs[min(done, len(runs) - 1)][1], f"C program ends with {result.returncode} {result.stderr.strip()[:MESSAGE]}")
            runs = runs[done + 1:]

    def prefix(self, index, sample):
        return self.folder / f"m{index}.s{sample}"

    def compare(self, case, sample, prefix, mode):
        for i, expected in enumerate(sample.outputs):
            path = prefix.with_name(f"{prefix.name}.{i}.bin")
            found = path.read_bytes() if path.exists() else b""
            wrong = cases.difference(case, i, found, expected.read_bytes())
            path.unlink(missing_ok=True)
            if wrong:
                self.fail(case, f"{mode}: {wrong}")
                return


def last_line(text):
    """The first error of a tool's messages."""
    lines = text.strip().splitlines() or ["(no message)"]
    return next((line for line in lines if "error:" in line), lines[-1])[:300]


def write_table(path, built):
    """The header that harness.c includes: all models and a typed call of each."""
    lines = [f'#include "m{i}.h"' for i in range(len(built))]
    for i, case in enumerate(built):
        arguments = [f"inputs[{k}]" for k in range(len(case.graph.inputs))]
        arguments += [f"outputs[{k}]" for k in range(len(case.graph.outputs))]
        if len(arguments) > MAX_TYPED:
            arguments = ["inputs", "outputs"]
        lines += ["static int32_t call%d(const void *const *inputs, void *const *outputs, void *arena) {" % i,
                  f"  return m{i}_invoke(arena, {', '.join(arguments)});", "}"]
    lines += ["static const struct entry {", "  const effc_model *model;",
              "  int32_t (*call)(const void *const *, void *const *, void *);",
              "  size_t arena_size, arena_align;", "} entries[] = {"]
    lines += [f"  {{&m{i}_model, call{i}, M{i}_ARENA_SIZE, M{i}_ARENA_ALIGN}}," for i in range(len(built))]
    path.write_text("\n".join(lines + ["};", ""]))


def select(options):
    """The cases of all folders: each that matches the filter, or every N-th of each family."""
    chosen, seen = [], collections.Counter()
    for folder in options.folders:
        for case in cases.find(folder):
            if options.filter and options.filter not in case.name:
                continue
            count = seen[case.family]
            seen[case.family] += 1
            if options.all or not case.in_series or (count + options.offset) % options.sample == 0:
                chosen.append(case)
    return chosen


def report(options, chosen, batches, seconds):
    failures = [failure for batch in batches for failure in batch.failures]
    refused = sum(batch.refused for batch in batches)
    failed = {case.name for case, _ in failures}
    for case, message in sorted(failures, key=lambda failure: failure[0].name)[: options.show]:
        print(f"FAIL {case.name}: {message}")
    if len(failures) > options.show:
        print(f"... and {len(failures) - options.show} more messages")
    families = collections.Counter(case.family for case in chosen)
    bad = collections.Counter(case.family for case in chosen if case.name in failed)
    for family in sorted(bad):
        print(f"{family}: {bad[family]} of {families[family]} fail")
    manner = " ".join([*options.modes, *filter(None, [options.check]), *options.option])
    print(f"conformance: {len(chosen) - len(failed) - refused} of {len(chosen)} cases pass, {refused} refused as "
          f"expected, {len(failed)} fail, in {seconds:.0f} s ({manner})")
    return 1 if failures else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--effc", required=True, type=pathlib.Path)
    parser.add_argument("--cc", default="cc")
    parser.add_argument("--nm", default="/usr/lib/llvm-22/bin/llvm-nm", type=pathlib.Path)
    parser.add_argument("--size", default="/usr/lib/llvm-22/bin/llvm-size", type=pathlib.Path)
    parser.add_argument("--include", action="append", default=[], help="folder with effc-abi/effc_model.h")
    parser.add_argument("--mode", action="append", dest="modes", choices=["object", "run", "reference"],
                        help="default: object and run")
    parser.add_argument("--option", action="append", default=[], help="option for effc, as --option=-O0")
    parser.add_argument("--link", action="append", default=[], help="source or flag for the C program")
    parser.add_argument("--vary", action="append", default=[], help="option for effc; batches take turns")
    parser.add_argument("--check", choices=instrument.NAMES, help="catch stray accesses of objects: instrument.py")
    parser.add_argument("--all", action="store_true", help="all cases instead of a sample")
    parser.add_argument("--sample", type=int, default=8, help="every N-th case of a series; others always")
    parser.add_argument("--offset", type=int, default=0, help="where the sample starts")
    parser.add_argument("--filter", default="", help="only cases whose name contains this")
    parser.add_argument("--show", type=int, default=40, help="messages to print")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--work", type=pathlib.Path, help="folder for what is made, kept with --keep")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    options.modes = options.modes or (["object"] if options.check else ["object", "run"])
    options.instrument = instrument.find(options.check, options)
    return options


def main():
    options = parse()
    options.folders = [folder for folder in options.folders if folder.is_dir()]
    if not options.folders:
        print("skipped: no folder with cases")
        return SKIPPED
    if not options.instrument:
        print(f"skipped: a tool for --check={options.check} is not installed")
        return SKIPPED
    options.work = pathlib.Path(tempfile.mkdtemp(prefix="conformance.", dir=options.work))
    start = time.monotonic()
    chosen = select(options)
    # Neighbours differ in size, so every batch gets cases of all families.
    count = max(1, len(options.vary), -(-len(chosen) // BATCH))
    batches = [Batch(options, i, chosen[i::count]) for i in range(count)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        batches = list(pool.map(Batch.run, batches))
    if not options.keep:
        shutil.rmtree(options.work)
    return report(options, chosen, batches, time.monotonic() - start)


if __name__ == "__main__":
    sys.exit(main())
