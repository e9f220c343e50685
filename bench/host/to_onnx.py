#!/usr/bin/python3
"""Rewrites a TFLite model as ONNX so that ONNX Runtime can be timed on it:
    to_onnx.py flatc model.tflite model.onnx

Shapes, types, scales and the graph are the model's, weights are random: time does not depend on them. Images are
NCHW, as ONNX has them, and quantized tensors are in QDQ form, which ONNX Runtime turns into its integer kernels.
Exit code 3: the model has something that is not written here. `to_onnx.py identity out.onnx` writes a model that
copies one number.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "lib/Import/TFLite/tflite.fbs"
sys.path.insert(0, str(ROOT / "test/EndToEnd"))
from tflite_builder import enumerators  # noqa: E402

DTYPES = {"FLOAT32": np.float32, "INT8": np.int8, "UINT8": np.uint8, "INT32": np.int32, "INT64": np.int64}


class Unsupported(Exception):
    pass


def read(flatc, path):
    """The model as flatc's JSON."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([flatc, "-t", "--strict-json", "--defaults-json", "--raw-binary", "-o", folder, SCHEMA, "--", path],
                       check=True)
        return json.loads(next(pathlib.Path(folder).glob("*.json")).read_text())


class Writer:
    def __init__(self, model):
        self.model, self.graph = model, model["subgraphs"][0]
        self.nodes, self.initializers, self.count = [], [], 0
        self.random = np.random.default_rng(1)
        self.floats = {}  # name of each tensor's real numbers
        self.options = {}

    def tensor(self, index):
        return self.graph["tensors"][index]

    def shape(self, index):
        """As ONNX has it."""
        shape = list(self.tensor(index).get("shape", []))
        return [shape[0], shape[3], shape[1], shape[2]] if len(shape) == 4 else shape

    def is_constant(self, index):
        return bool(self.model["buffers"][self.tensor(index).get("buffer", 0)].get("data"))

    def integers(self, index):
        """Values of a constant operand."""
        if not self.is_constant(index):
            raise Unsupported("a computed shape operand")
        data = bytes(self.model["buffers"][self.tensor(index)["buffer"]]["data"])
        return np.frombuffer(data, DTYPES[self.tensor(index)["type"]]).reshape(self.tensor(index).get("shape", []))

    def name(self):
        self.count += 1
        return f"v{self.count}"

    def node(self, kind, inputs, **attributes):
        output = self.name()
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, array):
        name = self.name()
        self.initializers.append(numpy_helper.from_array(np.asarray(array, order="C"), name))
        return name

    def quantization(self, index):
        """Scales and zero points as arrays; None for plain tensors."""
        scales = self.tensor(index).get("quantization", {}).get("scale")
        if not scales or self.tensor(index)["type"] not in ("INT8", "UINT8", "INT32"):
            return None
        zeros = self.tensor(index)["quantization"].get("zero_point") or [0] * len(scales)
        scales, zeros = np.array(scales, np.float32), np.array(zeros, DTYPES[self.tensor(index)["type"]])
        return (scales[0], zeros[0]) if len(scales) == 1 else (scales, zeros)

    def dequantize(self, index, name, axis=0):
        scale, zero = self.quantization(index)
        more = {"axis": axis} if np.ndim(scale) else {}
        return self.node("DequantizeLinear", [name, self.constant(scale), self.constant(zero)], **more)

    def weights(self, index, shape, axis=0):
        """A constant of random numbers."""
        dtype = DTYPES[self.tensor(index)["type"]]
        if dtype == np.float32:
            return self.constant(self.random.uniform(-0.1, 0.1, shape).astype(np.float32))
        low, high = (-20, 20) if dtype != np.uint8 else (100, 156)
        values = self.random.integers(low, high, shape).astype(dtype)
        return self.dequantize(index, self.constant(values), axis)

    def operand(self, index):
        """The real numbers of an operand."""
        if index not in self.floats and self.is_constant(index):
            self.floats[index] = self.weights(index, self.shape(index))
        return self.floats[index]

    def define(self, index, name):
        """Gives a result its value, through its quantization."""
        if self.quantization(index):
            scale, zero = map(self.constant, self.quantization(index))
            self.tensor(index)["onnx"] = self.node("QuantizeLinear", [name, scale, zero])
            name = self.dequantize(index, self.tensor(index)["onnx"])
        else:
            self.tensor(index)["onnx"] = name
        self.floats[index] = name

    def activate(self, name, output):
        kind = self.options.get("fused_activation_function", "NONE")
        if kind == "NONE" or self.quantization(output):  # clamped by the quantization, too
            return name
        if kind == "RELU":
            return self.node("Relu", [name])
        if kind != "RELU6":
            raise Unsupported(kind)
        return self.node("Clip", [name, self.constant(np.float32(0)), self.constant(np.float32(6))])

    def window(self, x, kernel):
        """Attributes of a sliding window; the padding is written out."""
        dilations = [self.options.get(f"dilation_{d}_factor", 1) for d in "hw"]
        strides = [self.options[f"stride_{d}"] for d in "hw"]
        pads = [0] * 4
        if self.options["padding"] == "SAME":
            for d, size in enumerate(self.shape(x)[2:]):
                reach = (kernel[d] - 1) * dilations[d] + 1
                total = max((-(-size // strides[d]) - 1) * strides[d] + reach - size, 0)
                pads[d], pads[d + 2] = total // 2, total - total // 2
        return dict(strides=strides, pads=pads, kernel_shape=kernel), dilations

    def flat(self, index):
        """Elements of a tensor in TFLite's order."""
        shape = self.shape(index)
        if len(shape) == 4 and shape[2] * shape[3] > 1 and shape[1] > 1:
            return self.node("Transpose", [self.operand(index)], perm=[0, 2, 3, 1])
        return self.operand(index)

    def axis(self, axis, rank):
        axis = int(axis) % rank
        return {1: 2, 2: 3, 3: 1}.get(axis, axis) if rank == 4 else axis

    # One function per operator: gets operand and result indices, returns the result's real numbers.

    def conv_2d(self, x, w, b, output):
        o, kh, kw, i = self.tensor(w)["shape"]
        window, dilations = self.window(x, [kh, kw])
        bias = [self.weights(b, [o])] if b >= 0 else []
        return self.node("Conv", [self.operand(x), self.weights(w, [o, i, kh, kw]), *bias], dilations=dilations,
                         group=self.shape(x)[1] // i, **window)

    def depthwise_conv_2d(self, x, w, b, output):
        _, kh, kw, o = self.tensor(w)["shape"]
        window, dilations = self.window(x, [kh, kw])
        bias = [self.weights(b, [o])] if b >= 0 else []
        return self.node("Conv", [self.operand(x), self.weights(w, [o, 1, kh, kw]), *bias], dilations=dilations,
                         group=self.shape(x)[1], **window)

    def fully_connected(self, x, w, b, output):
        o, i = self.tensor(w)["shape"]
        rows = self.node("Reshape", [self.flat(x), self.constant(np.array([-1, i], np.int64))])
        bias = [self.weights(b, [o])] if b >= 0 else []
        return self.node("Gemm", [rows, self.weights(w, [o, i]), *bias], transB=1)

    def pool(self, x, kind):
        window, _ = self.window(x, [self.options["filter_height"], self.options["filter_width"]])
        return self.node(kind, [self.operand(x)], **window)

    def average_pool_2d(self, x, output):
        return self.pool(x, "AveragePool")

    def max_pool_2d(self, x, output):
        return self.pool(x, "MaxPool")

    def mean(self, x, axes, output):
        rank = len(self.shape(x))
        axes = sorted(self.axis(axis, rank) for axis in self.integers(axes).flatten())
        if axes == [2, 3]:
            y = self.node("GlobalAveragePool", [self.operand(x)])
            return y if len(self.shape(output)) == 4 else self.node("Flatten", [y])
        return self.node("ReduceMean", [self.operand(x)], axes=axes, keepdims=int(self.options.get("keep_dims", False)))

    def add(self, a, b, output):
        return self.node("Add", [self.operand(a), self.operand(b)])

    def mul(self, a, b, output):
        return self.node("Mul", [self.operand(a), self.operand(b)])

    def softmax(self, x, output):
        return self.node("Softmax", [self.operand(x)], axis=self.axis(-1, len(self.shape(x))))

    def reshape(self, x, *rest):
        output = rest[-1]
        shape = self.tensor(output).get("shape", [])
        y = self.node("Reshape", [self.flat(x), self.constant(np.array(shape, np.int64))])
        return self.node("Transpose", [y], perm=[0, 3, 1, 2]) if len(shape) == 4 else y

    squeeze = reshape

    def transpose(self, x, order, output):
        order = self.integers(order).tolist()
        if len(order) != 4:
            return self.node("Transpose", [self.operand(x)], perm=order)
        nchw = [0, 3, 1, 2]  # dimension i of ONNX's is nchw[i] of TFLite's
        return self.node("Transpose", [self.operand(x)], perm=[nchw.index(order[d]) for d in nchw])

    def relu(self, x, output):
        return self.node("Relu", [self.operand(x)])

    def relu6(self, x, output):
        return self.node("Clip", [self.operand(x), self.constant(np.float32(0)), self.constant(np.float32(6))])

    def logistic(self, x, output):
        return self.node("Sigmoid", [self.operand(x)])

    def hard_swish(self, x, output):
        return self.node("HardSwish", [self.operand(x)])

    def concatenation(self, *operands):
        *inputs, output = operands
        return self.node("Concat", [self.operand(i) for i in inputs], axis=self.axis(self.options["axis"], len(self.shape(output))))

    def pad(self, x, amounts, output):
        pads = self.integers(amounts)
        pads = pads[[0, 3, 1, 2]] if len(pads) == 4 else pads
        return self.node("Pad", [self.operand(x), self.constant(pads.T.flatten().astype(np.int64))])

    def resize_bilinear(self, x, size, output):
        mode = "align_corners" if self.options.get("align_corners") else \
            "half_pixel" if self.options.get("half_pixel_centers") else "asymmetric"
        return self.node("Resize", [self.operand(x), "", "", self.constant(np.array(self.shape(output), np.int64))],
                         mode="linear", coordinate_transformation_mode=mode)

    def arg_max(self, x, axis, output):
        y = self.node("ArgMax", [self.operand(x)], axis=self.axis(self.integers(axis).flatten()[0], len(self.shape(x))), keepdims=0)
        return self.node("Cast", [y], to=TensorProto.INT32 if self.tensor(output)["type"] == "INT32" else TensorProto.INT64)

    def quantize(self, x, output):
        return self.operand(x)

    dequantize_op = quantize

    def operator(self, entry):
        code = self.model["operator_codes"][entry.get("opcode_index", 0)]
        kind = code["builtin_code"]
        if kind == "ADD":  # models for older readers have their number elsewhere
            kind = enumerators("BuiltinOperator")[code["deprecated_builtin_code"]]
        function = getattr(self, {"DEQUANTIZE": "dequantize_op"}.get(kind, kind.lower()), None)
        if function is None:
            raise Unsupported(kind)
        self.options = entry.get("builtin_options", {})
        output = entry["outputs"][0]
        inputs = list(entry["inputs"])
        if kind in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"):
            inputs += [-1] * (3 - len(inputs))
        self.define(output, self.activate(function(*inputs, output), output))

    def write(self):
        inputs = []
        for number, index in enumerate(self.graph["inputs"]):
            tensor = self.tensor(index)
            if tensor["type"] not in DTYPES:
                raise Unsupported(tensor["type"])
            kind = TensorProto.DataType.Value({"FLOAT32": "FLOAT"}.get(tensor["type"], tensor["type"]))
            name = f"in{number}"
            inputs.append(helper.make_tensor_value_info(name, kind, self.shape(index)))
            self.floats[index] = self.dequantize(index, name) if self.quantization(index) else name
        for entry in self.graph["operators"]:
            self.operator(entry)
        outputs = [onnx.ValueInfoProto(name=self.tensor(index)["onnx"]) for index in self.graph["outputs"]]
        graph = helper.make_graph(self.nodes, "model", inputs, outputs, self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
        model.ir_version = 8
        return model


def make_identity():
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("in0", "out0")]
    graph = helper.make_graph([helper.make_node("Identity", ["in0"], ["out0"])], "identity", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    model.ir_version = 8
    return model


def main():
    if sys.argv[1] == "identity":
        return onnx.save(make_identity(), sys.argv[2])
    flatc, source, target = sys.argv[1:4]
    try:
        model = Writer(read(flatc, source)).write()
    except (Unsupported, KeyError) as problem:
        print(f"to_onnx: {pathlib.Path(source).name}: {problem} is not written", file=sys.stderr)
        sys.exit(3)
    onnx.save(model, target)


if __name__ == "__main__":
    main()
