"""Writes TFLite models: JSON that flatc turns into the binary by the project's own schema.

    model = Model("add")
    a = model.tensor([1, 4], "FLOAT32", name="a")
    b = model.constant([4], "FLOAT32", [1.0, 2.0, 3.0, 4.0])
    c = model.op("ADD", [a, b], [model.tensor([1, 4], "FLOAT32")], "AddOptions")[0]
    model.finish(inputs=[a], outputs=[c]).write("add.tflite")

Only Python's standard library is used.
"""

import json
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "lib/Import/TFLite/tflite.fbs"
FORMATS = {"FLOAT32": "f", "FLOAT16": "e", "INT8": "b", "UINT8": "B", "INT16": "h", "INT32": "i",
           "INT64": "q", "BOOL": "?", "FLOAT64": "d", "UINT32": "I", "UINT16": "H", "UINT64": "Q"}


def pack(dtype, values):
    """The little-endian bytes of `values`."""
    return struct.pack(f"<{len(values)}{FORMATS[dtype]}", *values)


def unpack(dtype, data):
    return list(struct.unpack(f"<{len(data) // struct.calcsize(FORMATS[dtype])}{FORMATS[dtype]}", data))


def float32(value):
    """`value` rounded to the nearest float."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def enumerators(enum):
    """The names of an enumeration of the schema, in order."""
    body = re.search(rf"enum {enum}\b[^{{]*{{(.*?)}}", SCHEMA.read_text(), re.S).group(1)
    return re.findall(r"[A-Z]\w*", re.sub(r"//.*", "", body))


class Model:
    def __init__(self, description=""):
        self.description = description
        self.tensors, self.operators, self.codes = [], [], []
        self.buffers = [b""]  # buffer 0 is the empty one
        self.inputs, self.outputs = [], []

    def tensor(self, shape, dtype, scale=None, zero_point=0, axis=0, name=None, buffer=0):
        """Adds a tensor and returns its number. `scale` and `zero_point` are numbers, or lists along `axis`."""
        entry = {"shape": list(shape), "type": dtype, "buffer": buffer,
                 "name": name or f"t{len(self.tensors)}"}
        if scale is not None:
            scales = scale if isinstance(scale, list) else [scale]
            points = zero_point if isinstance(zero_point, list) else [zero_point] * len(scales)
            entry["quantization"] = {"scale": [float32(s) for s in scales], "zero_point": points,
                                     "quantized_dimension": axis}
        self.tensors.append(entry)
        return len(self.tensors) - 1

    def constant(self, shape, dtype, values, **options):
        self.buffers.append(pack(dtype, values))
        return self.tensor(shape, dtype, buffer=len(self.buffers) - 1, **options)

    def op(self, name, inputs, outputs, options_type=None, version=1, **options):
        """Adds an operator and returns its outputs; an absent operand is -1."""
        key = (name, version)
        if key not in self.codes:
            self.codes.append(key)
        entry = {"opcode_index": self.codes.index(key), "inputs": list(inputs), "outputs": list(outputs)}
        if options_type:
            entry["builtin_options_type"] = options_type
            entry["builtin_options"] = options
        self.operators.append(entry)
        return list(outputs)

    def finish(self, inputs, outputs):
        self.inputs, self.outputs = list(inputs), list(outputs)
        return self

    def json(self):
        numbers = {name: number for number, name in enumerate(enumerators("BuiltinOperator"))}
        codes = [{"builtin_code": name, "deprecated_builtin_code": min(numbers[name], 127), "version": version}
                 for name, version in self.codes]
        graph = {"tensors": self.tensors, "inputs": self.inputs, "outputs": self.outputs,
                 "operators": self.operators, "name": "main"}
        buffers = [{"data": list(data)} if data else {} for data in self.buffers]
        return {"version": 3, "operator_codes": codes, "subgraphs": [graph],
                "description": self.description, "buffers": buffers}

    def write(self, path, flatc="flatc"):
        path = pathlib.Path(path)
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "model.json"
            source.write_text(json.dumps(self.json()))
            subprocess.run([flatc, "--binary", "-o", folder, str(SCHEMA), str(source)], check=True,
                           stdout=subprocess.DEVNULL)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source.with_suffix(".tflite"), path)
