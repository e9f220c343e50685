#!/usr/bin/env python3
"""Counts the networks of MLPerf Tiny for the tables in docs, which docs/generate.py makes of published.json.

usage: publish.py --effc build/release/bin/effc --models FOLDER published.json
With --check, measures again and fails if the file is off by more than 2 %.
"""

import argparse
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent))
import mcu  # noqa: E402

MODELS = ("kws_ref_model", "vww_96_int8", "pretrainedResnet_quant", "str_ww_ref_model", "ad01_int8")
LIMITS = ("40K", "32K", "30K")
RUNS = [(model, machine, "") for machine in ("cortex-m0plus", "riscv32imc", "cortex-m4") for model in MODELS]
RUNS += [("vww_96_int8", "cortex-m4", f"--max-ram={limit}") for limit in LIMITS]


def measure(options, model, machine, option):
    options.option = [option] if option else []
    row, program, _ = mcu.measure(options, mcu.machines.MACHINES[machine], options.models / f"{model}.tflite")
    stripes = program.report["stripes"]
    return {"model": model, "machine": machine, "option": option,
            **{key: row[key] for key in ("instructions", "macs", "arena", "code", "constants")},
            "stripes": [{key: chain[key] for key in ("stripes", "ops", "recomputed_macs")} for chain in stripes]}


def compare(known, found):
    """What of the file is off by more than the tolerance."""
    wrong = []
    for before, now in zip(known, found):
        for key in ("instructions", "arena", "code", "constants"):
            if abs(now[key] / before[key] - 1) > mcu.TOLERANCE:
                wrong.append(f"{now['machine']} {now['model']} {now['option']}: {now[key]:,} {key}, published {before[key]:,}")
    return wrong if len(known) == len(found) else ["the file has other runs"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--effc", required=True, type=pathlib.Path)
    parser.add_argument("--models", required=True, type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--cc", default="clang-22")
    parser.add_argument("--nm", default="llvm-nm-22")
    options = parser.parse_args()
    options.include = []
    missing = sorted({tool for _, machine, _ in RUNS for tool in mcu.machines.MACHINES[machine].missing()})
    if not all((options.models / f"{model}.tflite").exists() for model in MODELS):
        missing.append(f"the models in {options.models}")
    if missing:
        print(f"skipped: {', '.join(missing)} not found")
        return mcu.SKIPPED
    options.work = pathlib.Path(tempfile.mkdtemp(prefix="mcu."))
    found = [measure(options, *run) for run in RUNS]
    shutil.rmtree(options.work)
    if not options.check:
        options.file.write_text(json.dumps(found, indent=1) + "\n")
        return 0
    wrong = compare(json.loads(options.file.read_text()), found)
    for line in wrong:
        print(f"WRONG {line}")
    if wrong:
        print("if that is wanted: ninja update-mcu-baseline update-docs")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
