#!/usr/bin/env python3
"""Measures how time and memory of a compilation grow with the model: scaling.py [option...]

Compiles each family of families.py at a tenth of its size and at its size, and checks it, with `effc check`. Prints a table, writes
the results as JSON, and renews the section on scaling of docs/benchmarks.md.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time

import families

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- begin of scaling -->\n", "<!-- end of scaling -->\n"


def measure(command, limit):
    """Seconds of processor time and of the clock, and the peak of resident memory; None if it fails."""
    begin = time.monotonic()
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)))
    message = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        print(f"scaling: {command} fails: {message.decode(errors='replace').strip()[-300:]}", file=sys.stderr)
        return None
    return {"cpu_s": round(usage.ru_utime + usage.ru_stime, 2), "wall_s": round(time.monotonic() - begin, 2),
            "peak_mb": round(usage.ru_maxrss * 1024 / 1e6)}


def measure_family(name, size, arguments, work):
    build, _, unit = families.FAMILIES[name]
    path = work / f"{name}.tflite"
    build(size).write(path)
    result = {"family": name, "size": size, "unit": unit, "file_bytes": path.stat().st_size,
              "check": measure([arguments.effc, "check", path], arguments.limit),
              "compile": measure([arguments.effc, path, "-o", work / "model.o", f"--target={arguments.target}"],
                                 arguments.limit)}
    path.unlink()
    return result




def format_rows(result):
    head = ["family", "size", "file MB", "check s", "check MB", "compile s", "compile MB"]
    rows = []
    for entry in result["models"]:
        row = [entry["family"], f"{entry['size']} {entry['unit']}", f"{entry['file_bytes'] / 1e6:.1f}"]
        for key in ("check", "compile"):
            times = entry[key]
            row += [f"{times['cpu_s']:.1f}", str(times["peak_mb"])] if times else ["–", "–"]
        rows.append(row)
    return head, rows


def format_table(result):
    head, rows = format_rows(result)
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) if i < 1 else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(row, widths))) for row in [head, *rows])


def write_page(result):
    head, rows = format_rows(result)
    lines = [f"Measured on {result['date']} at commit {result['commit']}, on {result['machine']}, for {result['target']}: seconds of "
             "processor time and peaks of resident memory, each family at a tenth of its size and at its size. "
             "`bench/scaling/scaling.py` makes the models and renews this table; `bench/scaling/families.py` says what they are.",
             "", "| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1),
             *("| " + " | ".join(row) + " |" for row in rows), ""]
    page = ROOT / "docs/benchmarks.md"
    text = page.read_text()
    section = BEGIN + "\n".join(lines) + END
    if BEGIN in text:
        text = re.sub(re.escape(BEGIN) + ".*" + re.escape(END), lambda _: section, text, flags=re.S)
    else:
        text += "\n## How compiling scales\n\n" + section
    page.write_text(text)


def get_machine():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--effc", default=ROOT / "build/release/bin/effc", type=pathlib.Path)
    parser.add_argument("--target", default="x86-64-v3")
    parser.add_argument("--filter", default="", help="families whose name contains this")
    parser.add_argument("--scale", default=1.0, type=float, help="of all sizes")
    parser.add_argument("--limit", default=600, type=int, help="seconds of processor time for a run")
    parser.add_argument("--json", default=ROOT / "docs/scaling.json", type=pathlib.Path)
    parser.add_argument("--no-docs", action="store_true", help="print only")
    arguments = parser.parse_args()
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True)
    result = {"date": datetime.date.today().isoformat(), "commit": commit.stdout.strip() or "unknown",
              "machine": get_machine(), "target": arguments.target, "models": []}
    with tempfile.TemporaryDirectory() as folder:
        for name, (_, size, _) in families.FAMILIES.items():
            if arguments.filter not in name:
                continue
            for part in (0.1, 1):
                entry = measure_family(name, max(int(size * part * arguments.scale), 4), arguments, pathlib.Path(folder))
                result["models"].append(entry)
                print(f"scaling: {name} {entry['size']}: {entry['compile']}", file=sys.stderr)
    print(format_table(result))
    if not arguments.no_docs:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")
        write_page(result)


if __name__ == "__main__":
    main()
