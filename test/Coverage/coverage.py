#!/usr/bin/env python3
"""Prints how many lines and branches of lib ran, from the profiles that the tests left, and compares with the limits.

usage: coverage.py --build build/coverage [--uncovered FILE]... [--publish docs/testing.md]

Lines and branches are those of llvm-cov. Headers of LLVM and generated files are left out, and lines with
llvm_unreachable, which cannot run. --uncovered prints the lines of a file that did not run, and the branches that
were only taken one way. Exits with 1 if a limit is missed.
"""

import argparse
import datetime
import fnmatch
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- coverage: begin -->", "<!-- coverage: end -->"

# Percent of lib's lines and branches, and of the lines of each group.
LINES, BRANCHES, GROUP_LINES = 92, 82, 98
GROUPS = {
    "verifier": ["lib/IR/*", "lib/Import/TFLite/Verify*", "lib/Memory/Check*", "lib/Codegen/Check*"],
    "planner": ["lib/Memory/*"],
    "fixed point": ["lib/IR/Quantization*", "lib/Reference/FixedPoint*", "lib/Codegen/FixedPoint*",
                    "lib/Codegen/FloatScale*", "lib/Codegen/Requantize*", "lib/Codegen/ScaledSum*",
                    "lib/Target/ExpandMultiply*"],
}


class Counts:
    """How many lines and branches there are, and how many of them ran."""

    def __init__(self):
        self.lines = self.lines_hit = self.branches = self.branches_hit = 0

    def add(self, other):
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @staticmethod
    def percent(hit, of):
        return 100 * hit / of if of else 100

    @property
    def line_percent(self):
        return self.percent(self.lines_hit, self.lines)

    @property
    def branch_percent(self):
        return self.percent(self.branches_hit, self.branches)


class File:
    """A source file: `lines` from line to count, `branches` from (line, branch) to count."""

    def __init__(self, path):
        self.path, self.lines, self.branches = path, {}, {}
        self.text = (ROOT / path).read_text().splitlines()

    def counts(self):
        counts = Counts()
        counts.lines, counts.branches = len(self.lines), len(self.branches)
        counts.lines_hit = sum(1 for count in self.lines.values() if count)
        counts.branches_hit = sum(1 for count in self.branches.values() if count)
        return counts

    def print_uncovered(self):
        for line in sorted(set(self.lines) | {line for line, _ in self.branches}):
            missed = [branch for (at, branch), count in self.branches.items() if at == line and not count]
            if self.lines.get(line) == 0:
                print(f"{self.path}:{line}: not run: {self.text[line - 1].strip()}")
            elif missed:
                print(f"{self.path}:{line}: not taken {', '.join(missed)}: {self.text[line - 1].strip()}")


def run(*command):
    """What a command prints. Its warnings are left out: llvm-cov has many, all about functions in headers of LLVM."""
    result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if result.returncode != 0:
        sys.exit(f"coverage: {' '.join(map(str, command))}\n{result.stderr}")
    return result.stdout


def read_tracefile(text, build):
    """The files of lib in llvm-cov's lcov output. Paths are relative to the build folder where ccache made them so."""
    files, file = {}, None
    for record in text.splitlines():
        kind, _, rest = record.partition(":")
        if kind == "SF":
            path = (build / rest).resolve()
            inside = path.is_relative_to(ROOT / "lib")
            file = files.setdefault(str(path.relative_to(ROOT)), File(path.relative_to(ROOT))) if inside else None
        elif file and kind == "DA":
            line, count = map(int, rest.split(",")[:2])
            if "llvm_unreachable(" not in file.text[line - 1]:
                file.lines[line] = max(count, file.lines.get(line, 0))
        elif file and kind == "BRDA":
            line, block, branch, count = rest.split(",")
            key = (int(line), f"{block}.{branch}")
            file.branches[key] = max(0 if count == "-" else int(count), file.branches.get(key, 0))
    return files


def collect(build, llvm):
    profiles = sorted((build / "profiles").glob("*.profraw"))
    if not profiles:
        sys.exit(f"coverage: no profiles in {build / 'profiles'}: run scripts/coverage.sh")
    merged = build / "profiles" / "merged.profdata"
    run(f"{llvm}/llvm-profdata", "merge", "-sparse", "--failure-mode=all", "-o", merged, *profiles)
    archives = sorted((build / "lib").glob("libeffc*.a"))
    objects = [f"-object={archive}" for archive in archives[1:]]
    text = run(f"{llvm}/llvm-cov", "export", "-format=lcov", "-unify-instantiations", f"-instr-profile={merged}",
               f"-compilation-dir={build}", archives[0], *objects)
    return read_tracefile(text, build)


def total(files, patterns=("*",)):
    counts = Counts()
    for path, file in files.items():
        if any(fnmatch.fnmatch(path, pattern) for pattern in patterns):
            counts.add(file.counts())
    return counts


def row(name, counts):
    return (f"| {name} | {counts.lines} | {counts.line_percent:.1f} % | {counts.branches} | "
            f"{counts.branch_percent:.1f} % |")


def table(files):
    rows = ["| part | lines | run | branches | taken |", "|---|---|---|---|---|"]
    folders = sorted({path.split("/")[1] for path in files})
    rows += [row(f"`lib/{folder}`", total(files, [f"lib/{folder}/*"])) for folder in folders]
    rows += [row(name, total(files, patterns)) for name, patterns in GROUPS.items()]
    return rows + [row("all of `lib`", total(files))]


def check(files):
    """What misses its limit, as texts."""
    everything = total(files)
    missed = []
    if everything.line_percent < LINES:
        missed.append(f"lib: {everything.line_percent:.2f} % of lines, expected {LINES} %")
    if everything.branch_percent < BRANCHES:
        missed.append(f"lib: {everything.branch_percent:.2f} % of branches, expected {BRANCHES} %")
    for name, patterns in GROUPS.items():
        counts = total(files, patterns)
        if counts.line_percent < GROUP_LINES:
            missed.append(f"{name}: {counts.line_percent:.2f} % of lines, expected {GROUP_LINES} %")
    return missed


def print_low(files):
    for name, patterns in GROUPS.items():
        for path, file in sorted(files.items()):
            counts = file.counts()
            if counts.line_percent < GROUP_LINES and any(fnmatch.fnmatch(path, pattern) for pattern in patterns):
                print(f"{name}: {path}: {counts.lines - counts.lines_hit} of {counts.lines} lines did not run")


def publish(page, rows):
    text = "\n".join(rows + ["", f"Of {datetime.date.today()}."])
    old = page.read_text()
    page.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", old, flags=re.DOTALL))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--llvm", default="/usr/lib/llvm-22/bin")
    parser.add_argument("--uncovered", action="append", default=[])
    parser.add_argument("--publish", type=pathlib.Path)
    options = parser.parse_args()
    files = collect(options.build.resolve(), options.llvm)
    for path in options.uncovered:
        files[path].print_uncovered()
    if options.uncovered:
        return 0
    rows = table(files)
    print("\n".join(rows))
    print_low(files)
    if options.publish:
        publish(options.publish, rows)
    missed = check(files)
    for line in missed:
        print(f"coverage: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
