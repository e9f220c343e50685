"""Models of any size, one function for each way in which a graph can be large.

Each takes a number and returns a Model; FAMILIES names them with the size to measure. Operators are small, so
that what is measured is the compiler and not the arithmetic of a few large ones; but for the families of one
large layer, whose weights are appended to the file.
"""

import pathlib
import random
import struct
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "test/EndToEnd"))

from tflite_builder import Model  # noqa: E402

SHAPE = [1, 4, 4, 8]
MARK = b"weights are here"  # replaced by as many bytes as a layer wants


class Graph:
    """Float operators on tensors of one shape, unless told otherwise."""

    def __init__(self):
        self.model, self.inputs, self.constants = Model(), [], {}
        self.large = 0  # bytes to put in place of MARK

    def input(self, shape=SHAPE, dtype="FLOAT32", **options):
        self.inputs.append(self.model.tensor(shape, dtype, **options))
        return self.inputs[-1]

    def shape(self, tensor):
        return self.model.tensors[tensor]["shape"]

    def op(self, name, inputs, shape=None, options_type=None, dtype="FLOAT32", scale=None, zero_point=0, version=1,
           **options):
        result = self.model.tensor(shape or self.shape(inputs[0]), dtype, scale, zero_point)
        return self.model.op(name, inputs, [result], options_type, version, **options)[0]

    def add(self, a, b):
        return self.op("ADD", [a, b], options_type="AddOptions")

    def integers(self, values):
        key = tuple(values)
        if key not in self.constants:
            self.constants[key] = self.model.constant([len(values)], "INT32", values)
        return self.constants[key]

    def reshape(self, x, shape):
        return self.op("RESHAPE", [x, self.integers(shape)], shape, "ReshapeOptions", new_shape=shape)

    def slice(self, x, begin, size):
        return self.op("SLICE", [x, self.integers(begin), self.integers(size)], size, "SliceOptions")

    def concat(self, parts, axis=3):
        shape = list(self.shape(parts[0]))
        shape[axis] = sum(self.shape(part)[axis] for part in parts)
        return self.op("CONCATENATION", parts, shape, "ConcatenationOptions", axis=axis)

    def weights(self, shape, dtype, **options):
        """A constant whose bytes are those of MARK, repeated."""
        self.large = struct.calcsize({"FLOAT32": "f", "FLOAT16": "e", "INT8": "b"}[dtype])
        for size in shape:
            self.large *= size
        self.model.buffers.append(MARK)
        return self.model.tensor(shape, dtype, buffer=len(self.model.buffers) - 1, **options)

    def finish(self, *outputs):
        self.model.finish(self.inputs, outputs)
        return self

    def write(self, path, flatc="flatc"):
        self.model.write(path, flatc)
        if self.large:
            grow(pathlib.Path(path), self.large)


def grow(path, size):
    """Moves the buffer that holds MARK to the end of the file, where it gets `size` bytes."""
    data = bytearray(path.read_bytes())
    vector = data.index(MARK) - 4
    field = next(at for at in range(0, vector, 4) if at + struct.unpack_from("<I", data, at)[0] == vector)
    data += bytes(-(len(data) + 4) % 16)
    struct.pack_into("<I", data, field, len(data) - field)
    block = bytes(random.Random(1).randbytes(1 << 20))
    with open(path, "wb") as file:
        file.write(data + struct.pack("<I", size))
        for start in range(0, size, len(block)):
            file.write(block[:min(len(block), size - start)])


# Many operators.

def chain(n):
    """Each operator reads the one before."""
    g = Graph()
    x = g.input()
    for i in range(n):
        x = g.op(("LOGISTIC", "TANH", "RELU6")[i % 3], [x])
    return g.finish(x)


def views(n):
    """A chain of reshapes, every other one of which is computed on."""
    g = Graph()
    x = g.input()
    for i in range(n):
        if i % 4 == 3:
            x = g.op("TANH", [x])
        else:
            x = g.reshape(x, [[1, 16, 8], [1, 128], SHAPE][i % 4])
    return g.finish(x)


def slices(n):
    """Slices of slices, each a row less."""
    g = Graph()
    x = g.input([n + 1, 4])
    for i in range(n):
        x = g.slice(x, [1, 0], [n - i, 4])
    return g.finish(x)


def fan_out(n):
    """One input with n readers, all of them outputs' parts."""
    g = Graph()
    x = g.input()
    parts = [g.op("TANH", [x]) for _ in range(n)]
    while len(parts) > 1:
        parts = [g.add(*parts[i:i + 2]) if i + 1 < len(parts) else parts[i] for i in range(0, len(parts), 2)]
    return g.finish(parts[0])


def fan_in(n):
    """A concatenation of n computed pieces."""
    g = Graph()
    x = g.input()
    return g.finish(g.concat([g.op("TANH", [x]) for _ in range(n)]))


def deep_adds(n):
    """A sum of n results, one after the other, which were all computed before."""
    g = Graph()
    x = g.input()
    parts = [g.op("TANH", [x]) for _ in range(n // 2)]
    total = parts[0]
    for part in parts[1:]:
        total = g.add(total, part)
    return g.finish(total)


def dag(n):
    """Each operator reads one or two of the last hundred results."""
    g, choose = Graph(), random.Random(2)
    values = [g.input()]
    for _ in range(n):
        a, b = choose.choice(values[-100:]), choose.choice(values[-100:])
        values.append(g.add(a, b) if a != b else g.op("TANH", [a]))
    used = {i for op in g.model.operators for i in op["inputs"]}
    return g.finish(*[v for v in values if v not in used])


def web(n):
    """Each operator reads the one before and any earlier one: long lives."""
    g, choose = Graph(), random.Random(3)
    values = [g.input()]
    for _ in range(n):
        values.append(g.add(values[-1], choose.choice(values)) if len(values) > 2 else g.op("TANH", [values[-1]]))
    return g.finish(values[-1])


def grid(n):
    """A square of sums, each of what is above and what is to the left."""
    g = Graph()
    side = int(n**0.5)
    row = [g.input()]
    for _ in range(side - 1):
        row.append(g.op("TANH", [row[-1]]))
    for _ in range(side - 1):
        new = [g.op("TANH", [row[0]])]
        for above in row[1:]:
            new.append(g.add(above, new[-1]))
        row = new
    return g.finish(row[-1])


def ladder(n):
    """Two chains with rungs."""
    g = Graph()
    a = b = g.input()
    for _ in range(n // 2):
        a, b = g.op("TANH", [b]) if a == b else g.add(a, b), g.op("LOGISTIC", [a])
    return g.finish(g.add(a, b))


def dense_blocks(n):
    """Concatenations of all that a block computed before, split and computed on (DenseNet's form)."""
    g = Graph()
    x = g.input()
    block = 12
    for _ in range(n // (3 * block)):
        parts = [x]
        for _ in range(block):
            whole = g.concat(parts) if len(parts) > 1 else parts[0]
            y = g.op("TANH", [whole])
            parts.append(g.slice(y, [0, 0, 0, 0], SHAPE))
        x = parts[-1]
    return g.finish(x)


def split_join(n):
    """Halves are taken, computed in place and joined again, n / 4 times."""
    g = Graph()
    x = g.input()
    for i in range(n // 4):
        half = [1, 4, 4, 4]
        a, b = g.slice(x, [0, 0, 0, 0], half), g.slice(x, [0, 0, 0, 4], half)
        x = g.concat([g.op("RELU", [b]), a] if i % 2 else [a, g.op("TANH", [b])])
    return g.finish(x)


def dense(n):
    """Fully connected layers of int8 with weights of their own."""
    g = Graph()
    x = g.input([1, 16], "INT8", scale=1 / 16)
    choose = random.Random(4)
    for _ in range(n):
        weights = g.model.constant([16, 16], "INT8", [choose.randint(-127, 127) for _ in range(256)], scale=1 / 256)
        bias = g.model.constant([16], "INT32", [choose.randint(-99, 99) for _ in range(16)], scale=1 / 4096)
        x = g.op("FULLY_CONNECTED", [x, weights, bias], [1, 16], "FullyConnectedOptions", "INT8", 1 / 16)
    return g.finish(x)


def shapes(n):
    """Operators of which no two have the same shape, so that no two share a kernel."""
    g = Graph()
    x = g.input([1, n + 1])
    for i in range(n):
        x = g.op("TANH", [g.slice(x, [0, 0], [1, n - i])])
    return g.finish(x)


# Many tensors at the border.

def many_inputs(n):
    g = Graph()
    parts = [g.input([1, 4]) for _ in range(n)]
    return g.finish(g.concat(parts, axis=1))


def many_outputs(n):
    g = Graph()
    x = g.input([1, 4])
    return g.finish(*[g.op("TANH", [x]) for _ in range(n)])


def same_output(n):
    g = Graph()
    x = g.input([4])
    return g.finish(*[g.op("RELU", [x])] * n)


# One large layer: n megabytes of weights.

def fully_connected(n, dtype="INT8"):
    g = Graph()
    inputs = 1024
    outputs = n * 1000000 // inputs // {"INT8": 1, "FLOAT16": 2, "FLOAT32": 4}[dtype]
    if dtype == "INT8":
        x = g.input([1, inputs], "INT8", scale=1 / 16)
        weights = g.weights([outputs, inputs], "INT8", scale=1 / 256)
        result = {"dtype": "INT8", "scale": 4.0}
    else:
        x = g.input([1, inputs])
        weights = g.weights([outputs, inputs], dtype)
        if dtype == "FLOAT16":
            weights = g.op("DEQUANTIZE", [weights])
        result = {}
    return g.finish(g.op("FULLY_CONNECTED", [x, weights, -1], [1, outputs], "FullyConnectedOptions", **result))


def fully_connected_f32(n):
    return fully_connected(n, "FLOAT32")


def fully_connected_f16(n):
    return fully_connected(n, "FLOAT16")


def convolution(n):
    g = Graph()
    depth = 512
    outputs = n * 1000000 // (9 * depth)
    x = g.input([1, 8, 8, depth], "INT8", scale=1 / 16)
    scales = [1 / 256 + i / 2**20 for i in range(outputs)]
    weights = g.weights([outputs, 3, 3, depth], "INT8", scale=scales)
    return g.finish(g.op("CONV_2D", [x, weights, -1], [1, 8, 8, outputs], "Conv2DOptions", "INT8", 4.0, padding="SAME",
                         stride_h=1, stride_w=1, dilation_h_factor=1, dilation_w_factor=1))


# Images of n by n pixels.

def spatial(n):
    g = Graph()
    x = g.input([1, n, n, 3], "INT8", scale=1 / 16)
    int8 = {"dtype": "INT8", "scale": 1 / 16}
    kernel = g.model.constant([3, 3, 3, 3], "INT8", [i % 17 - 8 for i in range(81)], scale=1 / 64)
    y = g.op("CONV_2D", [x, kernel, -1], None, "Conv2DOptions", **int8, padding="SAME", stride_h=1, stride_w=1,
             dilation_h_factor=1, dilation_w_factor=1)
    y = g.op("ADD", [x, y], None, "AddOptions", **int8)
    y = g.op("AVERAGE_POOL_2D", [y], [1, n // 2, n // 2, 3], "Pool2DOptions", **int8, version=2, padding="VALID", stride_w=2,
             stride_h=2, filter_width=2, filter_height=2)
    y = g.op("RESIZE_BILINEAR", [y, g.integers([n, n])], [1, n, n, 3], "ResizeBilinearOptions", **int8)
    return g.finish(g.op("SOFTMAX", [y], None, "SoftmaxOptions", dtype="INT8", scale=1 / 256, zero_point=-128, beta=1))


# Family, size to measure, what the size counts.
FAMILIES = {
    **{f.__name__: (f, 50000, "ops") for f in (chain, views, slices, fan_out, fan_in, deep_adds, dag, web, grid, ladder,
                                               dense_blocks, split_join)},
    "dense": (dense, 10000, "layers"),
    "shapes": (shapes, 2000, "kernels"),
    "many_inputs": (many_inputs, 10000, "inputs"),
    "many_outputs": (many_outputs, 10000, "outputs"),
    "same_output": (same_output, 30000, "outputs"),
    **{f.__name__: (f, 200, "MB") for f in (fully_connected, fully_connected_f32, fully_connected_f16, convolution)},
    "spatial": (spatial, 4096, "pixels a side"),
}
