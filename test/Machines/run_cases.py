#!/usr/bin/env python3
"""Compares compiled models with expected results on other machines than this one, in emulators.

usage: run_cases.py --effc build/dev/bin/effc --machine cortex-m4 [--all | --sample N] [--option=-Os]... FOLDER...

A folder holds cases as ../EndToEnd/cases.py describes them. Many models share one program (harness.c), which also
checks that they write nothing outside of the arena and the outputs, and how much stack they take. A case whose memory
exceeds the board's is counted as too large. Exits with 77 if an emulator or every folder is missing.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import pathlib
import re
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "EndToEnd"))

import cases  # noqa: E402
import machines  # noqa: E402
from conformance import last_line, select  # noqa: E402

SKIPPED = 77


@dataclasses.dataclass
class Model:
    """A case's object; `size` is what it takes of the board's code memory."""
    case: cases.Case
    name: str
    path: pathlib.Path
    size: int
    stack_extra: int


class Runner:
    def __init__(self, options, machine):
        self.options, self.machine = options, machine
        self.folder = options.work / f"{machine.name}.cases"
        self.folder.mkdir(parents=True)
        self.failures, self.too_large, self.not_emulated, self.compared = [], set(), set(), 0

    def fail(self, case, message):
        self.failures.append((case, message))

    def compile(self, job):
        """The model of a case, or None if effc fails."""
        number, case = job
        name = f"m{number}"
        path = self.folder / f"{name}.o"
        result = machines.call([self.options.effc, case.model, "-o", path, f"--name={name}", *self.machine.effc,
                                *self.options.option])
        if result.returncode != 0:
            self.fail(case, f"effc exits with {result.returncode}: {last_line(result.stderr)}")
            return None
        if not self.is_emulated(path):
            self.not_emulated.add(case.name)
            return None
        undefined = machines.check([self.options.nm, "--undefined-only", "--format=just-symbols", path]).split()
        return Model(case, name, path, path.stat().st_size, machines.SUPPORT_STACK if undefined else 0)

    def is_emulated(self, path):
        code = self.machine.not_emulated and machines.check([self.options.objdump, "-d", path])
        return not code or not re.search(self.machine.not_emulated, code)

    def run_batch(self, number, batch):
        folder = self.folder / f"batch{number}"
        folder.mkdir()
        for model in batch:
            (folder / f"{model.name}.h").symlink_to(self.folder / f"{model.name}.h")
        machines.write_models(folder / "models.h", [(model.name, model.case.graph) for model in batch])
        try:
            program = machines.build(self.machine, self.options, folder, [model.path for model in batch])
        except machines.BuildError as error:
            self.split(number, batch, str(error))
            return
        runs = [(index, model, sample) for index, model in enumerate(batch) for sample in model.case.samples]
        while runs:
            results, ended = machines.run(self.machine, program, folder, [
                (index, b"".join(path.read_bytes() for path in sample.inputs),
                 [path.stat().st_size for path in sample.outputs]) for index, _, sample in runs])
            for (_, model, sample), result in zip(runs, results):
                self.compare(model, sample, result)
            if len(results) < len(runs) and (not results or results[-1].status == "ok"):
                self.fail(runs[len(results)][1].case, ended)
                results.append(None)
            runs = runs[len(results) :]
        shutil.rmtree(folder)

    def split(self, number, batch, error):
        """Links the halves of a batch that does not fit the board."""
        if "will not fit in region" not in error:
            for model in batch:
                self.fail(model.case, error)
        elif len(batch) == 1:
            self.too_large.add(batch[0].case.name)
        else:
            self.run_batch(f"{number}a", batch[::2])
            self.run_batch(f"{number}b", batch[1::2])

    def compare(self, model, sample, result):
        case = model.case
        if result.status == machines.TOO_LARGE:
            self.too_large.add(case.name)
            return
        if result.status != "ok":
            self.fail(case, result.status)
            return
        self.compared += 1
        header = (self.folder / f"{model.name}.h").read_text()
        stack = int(re.search(r"_STACK_SIZE (\d+)u", header).group(1))
        if stack and result.stack > stack + model.stack_extra:
            self.fail(case, f"takes {result.stack} bytes of stack, but the header says {stack}")
        for number, (found, expected) in enumerate(zip(result.outputs, sample.outputs)):
            wrong = cases.difference(case, number, found, expected.read_bytes())
            if wrong:
                self.fail(case, wrong)
                return

    def run(self, chosen):
        supported = [case for case in chosen if not case.unsupported]
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            models = [model for model in pool.map(self.compile, enumerate(supported)) if model]
            batches = list(make_batches(models, self.machine.code_bytes))
            list(pool.map(lambda job: self.run_batch(*job), enumerate(batches)))
        shutil.rmtree(self.folder)
        return supported


def make_batches(models, limit):
    """Groups of models that fit into `limit` bytes of code memory, at most 64 each."""
    batch, size = [], 0
    for model in models:
        if batch and (size + model.size > limit or len(batch) == 64):
            yield batch
            batch, size = [], 0
        batch.append(model)
        size += model.size
    if batch:
        yield batch


def report(options, runner, supported, seconds):
    for case, message in sorted(runner.failures, key=lambda failure: failure[0].name)[: options.show]:
        print(f"FAIL {case.name}: {' '.join(message.split())[:300]}")
    failed = {case.name for case, _ in runner.failures}
    for family, count in sorted(collections.Counter(c.family for c in supported if c.name in failed).items()):
        print(f"{family}: {count} fail")
    large = runner.too_large - failed
    not_run = f"{len(large)} too large"
    if runner.not_emulated:
        not_run += f", {len(runner.not_emulated)} with code that is not emulated"
    passed = len(supported) - len(failed) - len(large) - len(runner.not_emulated)
    print(f"{runner.machine.name}: {passed} of {len(supported)} cases pass, {not_run}, {len(failed)} fail, in "
          f"{seconds:.0f} s ({' '.join([runner.machine.description, *options.option])})")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--effc", required=True, type=pathlib.Path)
    parser.add_argument("--machine", action="append", choices=[*machines.MACHINES], help="default: all")
    parser.add_argument("--cc", default="clang-22")
    parser.add_argument("--nm", default="llvm-nm-22")
    parser.add_argument("--objdump", default="llvm-objdump-22")
    parser.add_argument("--option", action="append", default=[], help="option for effc, as --option=-O0")
    parser.add_argument("--all", action="store_true", help="all cases instead of a sample")
    parser.add_argument("--sample", type=int, default=8, help="every N-th case of a series; others always")
    parser.add_argument("--offset", type=int, default=0, help="where the sample starts")
    parser.add_argument("--filter", default="", help="only cases whose name contains this")
    parser.add_argument("--show", type=int, default=40, help="messages to print")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--work", type=pathlib.Path, help="folder for what is made")
    options = parser.parse_args()
    options.include = []
    return options


def main():
    options = parse()
    options.folders = [folder for folder in options.folders if folder.is_dir()]
    chosen = [machines.MACHINES[name] for name in options.machine or machines.MACHINES]
    missing = sorted({tool for machine in chosen for tool in machine.missing()})
    if missing or not options.folders:
        print(f"skipped: {', '.join(missing)} not found" if missing else "skipped: no folder with cases")
        return SKIPPED
    options.work = pathlib.Path(tempfile.mkdtemp(prefix="machines.", dir=options.work))
    failed = False
    for machine in chosen:
        start = time.monotonic()
        runner = Runner(options, machine)
        supported = runner.run(select(options))
        report(options, runner, supported, time.monotonic() - start)
        failed |= bool(runner.failures) or not runner.compared
    shutil.rmtree(options.work)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
