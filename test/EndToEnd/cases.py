"""Finds the cases of a folder and compares results with what they expect.

Two layouts: `<case>/{model.tflite,inK.bin,outK.bin}`, and golden data, `golden/<model>/{io.json,
sN.inK.bin,sN.outK.bin}` with `models/<model>.tflite` beside `golden`.
"""

import collections
import math
import re

import tflite_reader
from tflite_builder import unpack

# A sample: input files, files of the expected outputs.
Sample = collections.namedtuple("Sample", "inputs outputs")
FLOAT_TOLERANCE = 1e-5
HUGE = 1e30  # beside such floats the others would all be within the tolerance

# Operators that effc does not compile yet: models with one must be refused, and the operator named.
UNSUPPORTED = {"CUSTOM", "SVDF", "UNIDIRECTIONAL_SEQUENCE_LSTM", "DIV"}


class Case:
    def __init__(self, family, name, model, samples, integer_tolerance=0):
        self.family, self.name, self.model, self.samples = family, name, model, samples
        self.integer_tolerance = integer_tolerance
        self.graph = tflite_reader.read(model)
        # Sampling takes cases of a numbered series only.
        self.in_series = not name.endswith(family.split("/")[-1]) and family != "golden"
        self.unsupported = sorted(set(self.graph.operators) & UNSUPPORTED)


def numbered(folder, pattern):
    """The files `pattern % 0`, `pattern % 1` ... that exist."""
    files, number = [], 0
    while (folder / (pattern % number)).exists():
        files.append(folder / (pattern % number))
        number += 1
    return files


def op_cases(folder):
    for case in sorted(folder.iterdir()):
        if not (case / "model.tflite").exists():
            continue
        in_seanet = folder.name == "seanet"
        family = re.sub(r"\d+$" if in_seanet else r"_\d{3}$", "", case.name)
        sample = Sample(numbered(case, "in%d.bin"), numbered(case, "out%d.bin"))
        yield Case(f"{folder.name}/{family}", f"{folder.name}/{case.name}", case / "model.tflite", [sample],
                   integer_tolerance=1 if in_seanet and family == "sub" else 0)


def golden_cases(folder):
    for case in sorted(folder.iterdir()):
        model = folder.parent / "models" / f"{case.name}.tflite"
        samples, number = [], 1
        while (case / f"s{number}.out0.bin").exists():
            samples.append(Sample(numbered(case, f"s{number}.in%d.bin"), numbered(case, f"s{number}.out%d.bin")))
            number += 1
        if samples and model.exists():
            yield Case("golden", f"golden/{case.name}", model, samples)


def find(folder):
    return list(golden_cases(folder) if folder.name == "golden" else op_cases(folder))


def wrong_floats(found, expected):
    """Places that differ by too much of the largest magnitude, huge ones by too much of their own."""
    largest = max((abs(e) for e in expected if abs(e) < HUGE), default=0.0)
    return [i for i, (f, e) in enumerate(zip(found, expected))
            if f != e and not (f != f and e != e)
            and not (math.isfinite(e) and abs(f - e) <= FLOAT_TOLERANCE * (abs(e) if abs(e) >= HUGE else largest))]


def difference(case, output, found, expected):
    """What is wrong with the bytes `found` of output number `output`, or None."""
    if len(found) != len(expected):
        return f"output {output} has {len(found)} bytes, expected {len(expected)}"
    dtype = case.graph.outputs[output].dtype
    if found == expected:
        return None
    found, expected = unpack(dtype, found), unpack(dtype, expected)
    if dtype == "FLOAT32":
        wrong = wrong_floats(found, expected)
    else:
        wrong = [i for i, (f, e) in enumerate(zip(found, expected)) if abs(f - e) > case.integer_tolerance]
    if not wrong:
        return None
    first = wrong[0]
    return (f"output {output}: {len(wrong)} of {len(expected)} elements differ, first at {first}: "
            f"found {found[first]}, expected {expected[first]}")
