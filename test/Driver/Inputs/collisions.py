"""Tries every pair of files that a compilation reads and writes under every kind of second name.

    collisions.py model.mlir folder

For each pair one file is given twice: by the same path, by another spelling of it, by a symbolic link
and by a hard link. The command must end with exit code 1, name both, and leave the folder as it was.
"""
import itertools
import os
import shutil
import subprocess
import sys

MAP = '{"regions": [{"name": "S", "kind": "SRAM", "size": "64K", "speed": 2}, ' \
      '{"name": "F", "kind": "flash", "size": "1M", "speed": 1}]}'
INPUTS = ["model", "map"]
OUTPUTS = ["output", "header", "depfile", "report"]


def command(paths):
    return ["effc", "--input-format=mlir", paths["model"], "--target=cortex-m4",
            "--memory-map=" + paths["map"], "-o", paths["output"], "--header=" + paths["header"],
            "-MD", "-MF", paths["depfile"], "--report=json=" + paths["report"]]


def snapshot(folder):
    state = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        state[name] = (os.path.islink(path), open(path, "rb").read() if os.path.exists(path) else None)
    return state


def second_name(kind, path, folder):
    if kind == "same":
        return path
    if kind == "dots":
        return os.path.join(folder, ".", "..", os.path.basename(folder), os.path.basename(path))
    if not os.path.exists(path):
        return None  # a link needs something to point to
    other = os.path.join(folder, "link")
    (os.symlink if kind == "symlink" else os.link)(path, other)
    return other


def main(model, folder):
    failures = tried = 0
    for first, second in itertools.combinations(INPUTS + OUTPUTS, 2):
        if second in INPUTS:
            continue
        for kind, exists in itertools.product(["same", "dots", "symlink", "hardlink"], [False, True]):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            paths = {name: os.path.join(folder, name) for name in INPUTS + OUTPUTS}
            shutil.copy(model, paths["model"])
            open(paths["map"], "w").write(MAP)
            if exists and first in OUTPUTS:
                open(paths[first], "w").write("old")
            other = second_name(kind, paths[first], folder)
            if not other:
                continue
            paths[second] = other
            before = snapshot(folder)
            run = subprocess.run(command(paths), capture_output=True, text=True)
            tried += 1
            said = "would replace" in run.stderr or "would both go to" in run.stderr
            if run.returncode != 1 or not said or snapshot(folder) != before:
                failures += 1
                print(f"{first} and {second}, {kind}: exit code {run.returncode}\n{run.stderr}")
    print(f"{tried} pairs, {failures} failures")


main(*sys.argv[1:])
