#!/usr/bin/env python3
"""Writes random graphs as cases and runs them on every emulated machine in turn: a part of soak.py.

usage: machines.py --generate generate-models --effc effc --start=S --count=N
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "Machines"))
import machines  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--generate", required=True)
    parser.add_argument("--effc", required=True)
    parser.add_argument("--start", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    options = parser.parse_args()
    names = sorted(machines.MACHINES)
    name = names[options.start // options.count % len(names)]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([options.generate, "write", "graphs", "--seed=7", f"--start={options.start}",
                        f"--count={options.count}", folder], check=True, stdout=subprocess.DEVNULL)
        return subprocess.run([sys.executable, ROOT / "test" / "Machines" / "run_cases.py", "--effc", options.effc,
                               "--machine", name, "--all", folder]).returncode


if __name__ == "__main__":
    sys.exit(main())
