#!/usr/bin/env python3
"""Installs effc into a prefix, and builds a user's project against it, as CMakeLists.txt says.

The project uses the compiler's library, and effc_add_model() in both forms. A model that changes must
be compiled again; without a change nothing may be done.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "EndToEnd"))
from tflite_builder import Model  # noqa: E402


def run(*command):
    result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stdout}")
    return result.stdout


def write_model(path, factor, flatc):
    """y = factor * x"""
    model = Model()
    x = model.tensor([1, 1], "FLOAT32")
    y = model.tensor([1, 1], "FLOAT32")
    weights = model.constant([1, 1], "FLOAT32", [factor])
    model.op("FULLY_CONNECTED", [x, weights, -1], [y], "FullyConnectedOptions")
    model.finish([x], [y]).write(path, flatc)


def expect(condition, message):
    if not condition:
        sys.exit(f"FAIL: {message}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("build", "cmake", "libdir", "cc", "cxx", "flatc", "work"):
        parser.add_argument(f"--{option}", required=True)
    options = parser.parse_args()
    work = pathlib.Path(options.work)
    shutil.rmtree(work, ignore_errors=True)
    prefix, build, model = work / "prefix", work / "build", work / "scale.tflite"
    run(options.cmake, "--install", options.build, "--prefix", prefix)
    # Nothing of the build folder is needed from here on.
    write_model(model, 3, options.flatc)
    run(options.cmake, "-S", HERE / "consumer", "-B", build, "-G", "Ninja", f"-DMODEL={model}",
        f"-Deffc_DIR={prefix / options.libdir / 'cmake/effc'}", f"-DCMAKE_C_COMPILER={options.cc}",
        f"-DCMAKE_CXX_COMPILER={options.cxx}")
    run(options.cmake, "--build", build)
    for program in ("from-library", "into-program", "with-threads"):
        expect(run(build / program) == "15\n", f"{program}: expected 3 * 5")
    print(run(build / "compile", model))
    expect("no work to do" in run(options.cmake, "--build", build), "a second build does something")

    write_model(model, 4, options.flatc)
    run(options.cmake, "--build", build)
    for program in ("from-library", "into-program", "with-threads"):
        expect(run(build / program) == "20\n", f"{program}: the changed model was not compiled again")
    shutil.rmtree(work)
    print("installed tree works")


if __name__ == "__main__":
    main()
