"""What hostile models are built with: see cases.py."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))
from tflite_builder import Model  # noqa: E402

CASES = []


class Case:
    def __init__(self, cve, build, message, operator=None):
        self.cve, self.build, self.message, self.operator = cve, build, message, operator
        self.name, self.trigger = build.__name__, " ".join((build.__doc__ or "").split())

    def write(self, path, flatc):
        hostile = Hostile(self.name)
        patches = self.build(hostile)
        hostile.write(path, flatc)
        if patches:
            old, new = patches
            data = path.read_bytes()
            assert data.count(old) == 1, f"{self.name}: {data.count(old)} places to patch"
            path.write_bytes(data.replace(old, new))


def case(cve, message):
    """The model is refused with a message in which the pattern `message` is found; with None it is sound and
    compiled."""
    return lambda build: CASES.append(Case(cve, build, message))


def not_yet(cve, operator):
    """The model is refused because of an operator that effc doesn't take."""
    return lambda build: CASES.append(Case(cve, build, f"operator {operator} is not supported", operator))


class Hostile(Model):
    def __init__(self, name):
        super().__init__(name)
        self.more_subgraphs = []

    def json(self):
        model = super().json()
        model["subgraphs"] += self.more_subgraphs
        for code in model["operator_codes"]:
            if code["builtin_code"] == "CUSTOM":
                code["custom_code"] = "Convolution2DTransposeBias"
        return model

    def f32(self, *shape, **more):
        return self.tensor(shape, "FLOAT32", **more)

    def i8(self, *shape, scale=0.5, **more):
        return self.tensor(shape, "INT8", scale=scale, **more)

    def ints(self, values, shape=None, dtype="INT32"):
        return self.constant([len(values)] if shape is None else shape, dtype, values)

    def floats(self, *shape):
        count = 1
        for size in shape:
            count *= size
        return self.constant(shape, "FLOAT32", [0.5] * count)

    def run(self, name, operands, result, options_type=None, inputs=None, **options):
        """One operator from the model's inputs, by default the first operand, to its output."""
        self.op(name, operands, [result], options_type, **options)
        self.finish([operands[0]] if inputs is None else inputs, [result])
