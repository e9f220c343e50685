#!/usr/bin/env python3
"""Measures effc beside its peers in one run on one core; bench/run.sh sets up what this needs.

Each model is compiled once, and then measured in rounds: every engine takes its turn in each round, so that
what disturbs the machine disturbs all of them. The best and the median call of all rounds count. The core's
peak is measured in the same rounds (effc run --profile), and `x limit` is the time by the time that the
multiply-accumulates would take at that peak.
"""

import argparse
import json
import math
import os
import pathlib
import random
import re
import subprocess
import sys

import layers
import models
import page

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def call(command, core=None, cores=1, priority=(), **more):
    pin = [*priority, "taskset", "-c", ",".join(str(core + i) for i in range(cores))] if core is not None else []
    return subprocess.run([*pin, *map(str, command)], capture_output=True, text=True, **more)


def call_json(*arguments, **options):
    """The JSON that a program prints; None if it fails."""
    result = call(*arguments, **options)
    try:
        return json.loads(result.stdout)
    except json.JSONDecodeError:
        print(f"bench: {result.args[0:6]} fails: {(result.stderr or result.stdout).strip()[-200:]}", file=sys.stderr)
        return None


ENGINES = ("effc", "effc_threads", "xnnpack", "xnnpack_threads", "onednn", "onnxruntime", "litert_wasm")
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1"}


class Best:
    """Of all rounds: the best and the median of the medians."""

    def __init__(self):
        self.least, self.medians, self.layers = math.inf, [], {}

    def add(self, result):
        if result is None:
            return
        self.least = min(self.least, result["min"])
        self.medians.append(result["median"])
        for key, time in result.get("layers", {}).items():
            self.layers[key] = min(time, self.layers.get(key, math.inf))

    def json(self):
        if not self.medians:
            return None
        return {"min_us": round(self.least, 2), "median_us": round(sorted(self.medians)[len(self.medians) // 2], 2)}


class Measurement:
    """One model."""

    def __init__(self, path, options):
        self.path, self.options, self.name = path, options, path.stem
        self.folder = options.work / "models" / path.stem
        self.folder.mkdir(parents=True, exist_ok=True)
        self.engines = {name: Best() for name in ENGINES}
        self.peaks, self.calls = {"float32": 0, "int8": 0}, {}

    def prepare(self):
        """Compiles; returns what is wrong."""
        result = call([self.options.effc, "report", self.path, "--target=native", "--format=json"])
        if result.returncode:
            return f"effc does not compile it: {result.stderr.strip().splitlines()[-1] if result.stderr else ''}"
        self.report = json.loads(result.stdout)
        self.lines, self.share = layers.get_layers(self.report)
        self.inputs = []
        generator = random.Random(1)
        for number, tensor in enumerate(self.report["inputs"]):
            path = self.folder / f"in{number}.bin"
            data = bytearray(generator.randbytes(tensor["bytes"]))
            if tensor["type"].startswith("float"):
                for i in range(3, len(data), 4):  # numbers around 1
                    data[i], data[i - 1] = (data[i] & 0x80) | 0x3e, data[i - 1] | 0x80
            path.write_bytes(data)
            self.inputs.append(path)
        self.onnx = self.folder / "model.onnx"
        if (self.options.work / "onnx.mjs").exists() and \
                call(["/usr/bin/python3", HERE / "to_onnx.py", self.options.flatc, self.path, self.onnx]).returncode:
            self.onnx.unlink(missing_ok=True)
        return self.compile("one", []) or self.compile("threads", ["--threads=2"])

    def compile(self, kind, flags):
        target = self.folder / f"{kind}.o"
        result = call([self.options.effc, self.path, "-o", target, "--name=model", "--target=native", *flags])
        if result.returncode == 0:
            adapters = [ROOT / "sdk/threads/effc_pthreads.c", "-pthread"] if kind == "threads" else []
            result = call([self.options.clang, "-O2", "-std=c11", f"-I{ROOT / 'include'}", "-DMODEL=model_model", HERE / "run.c", target,
                           *adapters, "-o", self.folder / kind])
        return result.stderr.strip()[-200:] if result.returncode else None

    def run(self, engine, command, cores=1, **more):
        result = call_json(command, self.options.core, cores, self.options.priority, **more)
        self.engines[engine].add(result)

    def measure(self):
        """One round."""
        work, budget = self.options.work, self.options.ms
        profile = call_json([self.options.effc, "run", self.path, "--profile", "--format=json", "--runs", "30"],
                            self.options.core, 1, self.options.priority)
        if profile:
            for kind, rate in profile["peak_gmacs"].items():
                self.peaks[kind] = max(rate, self.peaks[kind])
            for index, entry in enumerate(profile["calls"]):
                best = self.calls.setdefault(index, entry)
                best["us"] = min(best["us"], entry["us"])
        self.run("effc", [self.folder / "one", budget, *self.inputs])
        lines = "\n".join(self.lines) + "\n"
        has_xnnpack = self.lines and (work / "xnnpack").exists()
        if has_xnnpack:
            self.run("xnnpack", [work / "xnnpack", budget, 1], input=lines)
        if self.lines and (work / "onednn").exists():
            self.run("onednn", [work / "onednn", budget, 1], input=lines, env=ONE_THREAD)
        if self.onnx.exists():
            self.run("onnxruntime", ["node", work / "onnx.mjs", budget, 1, self.onnx])
        if self.options.threads:
            self.run("effc_threads", [self.folder / "threads", budget, *self.inputs], 2)
        if self.options.threads and has_xnnpack:
            self.run("xnnpack_threads", [work / "xnnpack", budget, 2], 2, input=lines)
        if (work / "litert.mjs").exists() and self.options.litert:
            self.run("litert_wasm", ["node", work / "litert.mjs", budget, self.path, *self.inputs], 2)

    def get_limit(self, peaks):
        return sum(call["macs"] / peaks[call["type"]] / 1e3 for call in self.calls.values() if peaks[call["type"]])

    def get_layers(self):
        """effc's kernel calls beside XNNPACK's operators for the same ops of the model."""
        ops, xnnpack = self.report["ops"], self.engines["xnnpack"].layers
        result = []
        for entry in self.calls.values():
            own = [op for op in entry["ops"] if str(op) in xnnpack]
            result.append({"kernel": entry["kernel"], "ops": [ops[op]["kind"] for op in entry["ops"]],
                           "output": ops[entry["ops"][-1]]["output"] if entry["ops"] else [], "macs": entry["macs"],
                           "effc_us": round(entry["us"], 2),
                           "xnnpack_us": round(sum(xnnpack[str(op)] for op in own), 2) if own else None})
        return result

    def json(self, peaks, published):
        limit = self.get_limit(peaks)
        types = {tensor["type"] for tensor in self.report["inputs"]}
        return {"model": self.name, "type": "/".join(sorted(types)), "macs": self.report["totals"]["macs"],
                "limit_us": round(limit, 2), "xnnpack_macs_share": round(self.share, 4),
                "engines": {name: best.json() for name, best in self.engines.items()},
                "published_times_the_limit": published.get(self.name), "layers": self.get_layers()}


def describe_machine():
    text = pathlib.Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*: (.*)", text)
    flags = set(re.search(r"flags\s*: (.*)", text).group(1).split()) if "flags" in text else set()
    vectors = [flag for flag in ("avx512f", "avx512_vnni", "avx2", "fma") if flag in flags]
    return {"cpu": name.group(1) if name else os.uname().machine, "cores": os.cpu_count(), "vectors": vectors}


def measure_overhead(options):
    """What a call of ONNX Runtime takes with nothing to compute."""
    if not (options.work / "onnx.mjs").exists():
        return None
    model = options.work / "identity.onnx"
    call(["/usr/bin/python3", HERE / "to_onnx.py", "identity", model])
    result = call_json(["node", options.work / "onnx.mjs", options.ms, 1, model], options.core, 1, options.priority)
    return result and round(result["min"], 1)


def find_models(options):
    paths = [ROOT / "examples/digits/digits.tflite"]
    paths += models.write_models(options.work / "own", options.flatc, options.filter)
    if options.shared:
        published = json.loads((HERE / "published.json").read_text())["times_the_limit"]
        wanted = [*published, "ad01_fp32"]
        folder = pathlib.Path(options.shared) / "models"
        paths += [folder / f"{name}.tflite" for name in wanted if (folder / f"{name}.tflite").exists()]
    return [path for path in paths if options.filter in path.stem]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--effc", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder with the peers")
    parser.add_argument("--shared", default=os.environ.get("EFFC_SHARED_DIR", ""), help="folder with models/*.tflite")
    parser.add_argument("--docs", type=pathlib.Path, default=ROOT / "docs", help="where to write benchmarks.*")
    parser.add_argument("--no-docs", action="store_true")
    parser.add_argument("--filter", default="", help="only models whose name contains this")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ms", type=int, default=400, help="time of each engine in each round")
    parser.add_argument("--core", type=int, default=0, help="core to run on; two threads take the next one, too")
    parser.add_argument("--realtime", dest="priority", action="store_const", const=["chrt", "-f", "1"], default=[],
                        help="before all other programs of the machine; only root may")
    parser.add_argument("--no-threads", dest="threads", action="store_false")
    parser.add_argument("--no-litert", dest="litert", action="store_false")
    parser.add_argument("--flatc", default="flatc")
    parser.add_argument("--clang", default="/usr/lib/llvm-22/bin/clang", help="compiles the program around the object")
    options = parser.parse_args()
    options.threads &= os.cpu_count() > options.core + 1

    measurements = []
    for path in find_models(options):
        measurement = Measurement(path, options)
        problem = measurement.prepare()
        if problem:
            print(f"bench: {path.stem}: {problem}", file=sys.stderr)
        else:
            measurements.append(measurement)
    for number in range(options.rounds):
        for measurement in measurements:
            print(f"round {number + 1} of {options.rounds}: {measurement.name}", file=sys.stderr)
            measurement.measure()
    overhead = measure_overhead(options)
    published = json.loads((HERE / "published.json").read_text())
    peaks = {kind: max(m.peaks[kind] for m in measurements) for kind in ("float32", "int8")}
    result = {"machine": describe_machine(), "peak_gmacs": {kind: round(rate, 1) for kind, rate in peaks.items()},
              "rounds": options.rounds, "onnxruntime_overhead_us": overhead, "published": {key: published[key] for key in ("what", "source")},
              "models": [m.json(peaks, published["times_the_limit"]) for m in measurements]}
    print(page.format_table(result))
    if not options.no_docs:
        (options.docs / "benchmarks.json").write_text(json.dumps(result, indent=1) + "\n")
        (options.docs / "benchmarks.md").write_text(page.format_page(result))
        (options.docs / "benchmarks.svg").write_text(page.draw(result))


if __name__ == "__main__":
    main()
