#!/usr/bin/env python3
"""Runs the long nets in turns until the time is over, and keeps their figures.

usage: soak.py --build build/release --work build/soak --hours 2 [--net NAME]... [--publish docs/testing.md]

Each net runs in short turns, one after the other, so that all of them advance however little time there is.
state.json in the work folder says how far each came, for this state of the sources: a run that was stopped goes
on there, and a new commit starts again. --publish writes the table between the marks of a page. Exits with 1 if
anything was found.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- soak: begin -->", "<!-- soak: end -->"


class Net:
    """`command` with {start} and {count} tries cases `start` to `start + count`. `wanted` is how many are
    enough; a net without counts runs once."""

    def __init__(self, name, wanted, count, command, folder=None):
        self.name, self.wanted, self.count, self.command, self.folder = name, wanted, count, command, folder

    def run(self, start, count, log):
        command = [str(part).format(start=start, count=count) for part in self.command]
        result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                errors="replace")
        with log.open("a") as file:
            file.write(f"+ {' '.join(command)}\n{result.stdout}\n")
        return result.returncode, result.stdout


def make_nets(build, work, shared):
    """All nets, the quick ones first."""
    jobs = os.cpu_count() or 1
    effc, faults = build / "bin" / "effc", work / "faults"
    generate, mutate = build / "bin" / "generate-models", build / "bin" / "mutate-models"
    seeds = sorted((build / "test" / "Fuzz" / "seeds").glob("*.tflite")) + sorted(ROOT.glob("examples/*/*.tflite"))
    generated = ["--seed=7", "--start={start}", "--count={count}", f"--jobs={jobs}", "--json", f"--keep={faults}",
                 "--reduce"]
    conformance = [sys.executable, "test/EndToEnd/conformance.py", "--effc", effc, "--cc", "/usr/lib/llvm-22/bin/clang",
                   "--include", "include", "--all", f"-j{jobs}"]
    own = build / "test" / "EndToEnd" / "models"
    folders = [own] + [folder for folder in (shared / "golden", shared / "conformance" / "ops",
                                             shared / "conformance" / "seanet") if shared and folder.is_dir()]
    nets = [
        Net("hostile models", 1, 1, [sys.executable, "test/Hostile/hostile.py", "--effc", effc]),
        Net("sweep models", 50000, 2000, [generate, "sweep", *generated]),
        Net("random graphs", 20000, 500, [generate, "graphs", *generated]),
        Net("special floats", 5000, 1000, [generate, "sweep", "--type=float32", "--specials", *generated]),
        Net("mutants", 200000, 5000, [mutate, "--seed=7", "--start={start}", "--count={count}", f"--keep={faults}",
                                      f"--effc={effc}", "--sample=200", "--json", *seeds]),
        Net("graphs on other machines", 1000, 40, [sys.executable, "test/Soak/machines.py", "--generate", generate,
                                                   "--effc", effc, "--start={start}", "--count={count}"]),
    ]
    for check in ("memcheck", "address", "thread", "before-constants", "behind-constants"):
        more = ["--option=--threads=3", "--option=--split-from=0", "--link=test/EndToEnd/fresh_threads.c",
                "--link=-pthread"] if check == "thread" else []
        nets.append(Net(f"all cases, {check}", 1, 1, [*conformance, "--check", check, *more, *folders]))
    nets.append(Net("each rule off", 1, 1, [sys.executable, "test/Rules/rules.py", "run", "--jobs", str(jobs)]))
    return nets


def count_bugs(code, output):
    """Bugs that a turn found: as its line of figures says, else whether it failed."""
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            figures = json.loads(line)
            found = figures.get("bugs", figures.get("mismatches", 0))
            return found or int(code not in (0, 1)), figures.get("striped", 0)
    return int(code not in (0, 77)), 0


def read_state(path, commit):
    state = json.loads(path.read_text()) if path.exists() else {}
    return state if state.get("commit") == commit else {"commit": commit, "nets": {}}


def format_table(state, nets):
    lines = [f"Commit {state['commit']}, {state.get('date', '')}:", "", "| net | cases | in stripes | bugs | minutes |",
             "|---|--:|--:|--:|--:|"]
    for net in nets:
        done = state["nets"].get(net.name)
        if done:
            lines.append(f"| {net.name} | {done['cases']:,} | {done['striped'] or ''} | {done['bugs']} | "
                         f"{done['seconds'] / 60:.0f} |")
    return "\n".join(lines)


def publish(page, table):
    text = page.read_text()
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.S)
    page.write_text(pattern.sub(lambda _: f"{BEGIN}\n{table}\n{END}", text))


def run_turns(nets, state, path, options):
    """Gives each net a turn, again and again, until all have enough or the time is over."""
    end = time.monotonic() + options.hours * 3600
    active = list(nets)
    while active and time.monotonic() < end:
        for net in list(active):
            done = state["nets"].setdefault(net.name, {"cases": 0, "bugs": 0, "striped": 0, "seconds": 0.0})
            if done["cases"] >= net.wanted or time.monotonic() >= end:
                active.remove(net)
                continue
            began = time.monotonic()
            code, output = net.run(done["cases"], min(net.count, net.wanted - done["cases"]), options.work / "log.txt")
            bugs, striped = count_bugs(code, output)
            done["cases"] += min(net.count, net.wanted - done["cases"])
            done["bugs"] += bugs
            done["striped"] += striped
            done["seconds"] += time.monotonic() - began
            state["date"] = datetime.date.today().isoformat()
            path.write_text(json.dumps(state, indent=1))
            print(f"{net.name}: {done['cases']} of {net.wanted}, {done['bugs']} bugs", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--net", action="append", help="only nets whose name contains this")
    parser.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared", help="golden data, if there")
    parser.add_argument("--publish", type=pathlib.Path, help="page to write the table to")
    options = parser.parse_args()
    options.build, options.work = options.build.resolve(), options.work.resolve()
    (options.work / "faults").mkdir(parents=True, exist_ok=True)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    path = options.work / "state.json"
    state = read_state(path, commit.strip() or "unknown")
    nets = [net for net in make_nets(options.build, options.work, options.shared)
            if not options.net or any(part in net.name for part in options.net)]
    run_turns(nets, state, path, options)
    table = format_table(state, nets)
    (options.work / "summary.md").write_text(table + "\n")
    print(table)
    if options.publish:
        publish(options.publish, table)
    return int(any(done["bugs"] for done in state["nets"].values()))


if __name__ == "__main__":
    sys.exit(main())
