#!/usr/bin/env python3
"""Compiles hostile models (cases.py) and checks that effc says what is wrong with each.

    hostile.py --effc build/dev/bin/effc [--flatc flatc] [--filter TEXT] [--list] [--work FOLDER]

Each model is compiled and checked. It is refused with its own message, and nothing is left; or it is sound,
compiled, and run. A signal, an internal error, another message and a file that is left are failures.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from cases import CASES

CONTROL = set(map(chr, range(32))) - {"\n"}


def call(arguments, folder):
    done = subprocess.run(arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def check_refused(case, code, text, files):
    if code < 0 or code == 70:
        return f"exit code {code}"
    if case.operator and not re.search(case.message, text):
        return f"{case.operator} has come: state what the operator's own rule says of this model; effc says\n{text}"
    if not re.search(case.message, text):
        return f"expected '{case.message}', found\n{text}"
    if code not in (2, 3):
        return f"exit code {code}, expected 2 or 3"
    if CONTROL & set(text):
        return "control characters in messages"
    return f"leaves {files}" if files else None


def try_case(case, effc, flatc, folder):
    """What is wrong, or None."""
    model = folder / "model.tflite"
    case.write(model, flatc)
    code, out, err = call([effc, "model.tflite", "-o", "model.o"], folder)
    files = sorted(path.name for path in folder.iterdir() if path != model)
    if case.message is None:
        if code:
            return f"exit code {code}, expected 0:\n{err}"
        code, out, err = call([effc, "run", "model.tflite", "--out", "result"], folder)
        return f"effc run: exit code {code}\n{err}" if code else None
    problem = check_refused(case, code, err, files)
    if problem:
        return problem
    code, out, err = call([effc, "check", "model.tflite"], folder)
    problem = check_refused(case, code, out + err, [])
    return problem and f"effc check: {problem}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--effc", default="effc")
    parser.add_argument("--flatc", default="flatc")
    parser.add_argument("--filter", default="", help="only cases whose CVE or name has this in it")
    parser.add_argument("--name", help="only this case")
    parser.add_argument("--list", action="store_true", help="print the cases as a table")
    parser.add_argument("--work", help="keep the models in this folder")
    arguments = parser.parse_args()
    cases = [case for case in CASES
             if arguments.filter in f"{case.cve} {case.name}" and arguments.name in (None, case.name)]
    if arguments.list:
        for case in cases:
            print(f"| {case.cve or '-'} | `{case.name}` | {case.trigger} |")
        return 0
    failures = 0
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(arguments.work or temporary).resolve()
        for case in cases:
            folder = work / case.name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            problem = try_case(case, str(pathlib.Path(shutil.which(arguments.effc)).resolve()), arguments.flatc, folder)
            if problem:
                failures += 1
                print(f"{case.name} ({case.cve}): {problem}")
    published = {case.cve for case in cases if case.cve}
    print(f"{len(cases)} hostile models, {len(published)} CVEs, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
