#!/usr/bin/env python3
"""Writes float models with NaN, infinities, zeros of both signs, denormal and huge numbers in their inputs, and what
TFLite's reference kernels make of them: special_numbers.py FOLDER [flatc]

Each operator and fused activation meets each such number, in the vectors of a loop and in what is left of them. Where
TFLite's kernels are undefined (QUANTIZE and CAST of what does not fit), results are those of docs/numerics.md.
"""

import math
import pathlib
import struct
import sys

from net import Net
from tflite_builder import pack

INF, NAN = math.inf, math.nan
LARGEST = struct.unpack("<f", b"\xff\xff\x7f\x7f")[0]
SPECIAL = [NAN, INF, -INF, 0.0, -0.0]
NUMBERS = SPECIAL + [
    1e-40, -1e-40, 1.2e-38, LARGEST, -LARGEST, 2e38, -2e38, 1.0, -1.0, 0.5, -0.5, 2.5, -2.5, 3.0, -3.0, 6.0, 7.0,
    -1.5, 16.7, 88.0, -88.0, -87.5, -104.0, 126.5, 127.5, -128.5, -129.0, 255.5, 256.0, 32767.5, -32769.0, 40000.0,
    2147483520.0, 2147483648.0, -2147483648.0, 3e9, -3e9, 9.2e18, 9.3e18, -9.3e18]
ACTIVATIONS = ["NONE", "RELU", "RELU6", "RELU_N1_TO_1"]
SIZES = [1, 3, 7, 16, 33, 83]


def f32(value):
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(INF, value)


def least(a, b):
    """std::min"""
    return b if b < a else a


def greatest(a, b):
    """std::max"""
    return b if a < b else a


def activate(value, activation):
    """ActivationFunctionWithMinMax: without a bound of its own, infinities become the largest numbers."""
    low, high = {"NONE": (-LARGEST, LARGEST), "RELU": (0.0, LARGEST), "RELU6": (0.0, 6.0),
                 "RELU_N1_TO_1": (-1.0, 1.0)}[activation]
    return least(greatest(f32(value), low), high)


def exp(value):
    return INF if value > 700 else math.exp(value)


def logistic(x):
    return 1.0 if x > 16.619047 else exp(x) if x < -9 else 1 / (1 + exp(-x))


def hard_swish(x):
    return f32(x * least(6.0, greatest(0.0, f32(x + 3)))) / 6


def saturate(value, low, high):
    """An integer; a NaN gives the largest one."""
    return high if not value < high else low if value <= low else int(value)


def divide(a, b):
    return a / b if b else NAN


class FloatNet(Net):
    """Net's operators with what floats do beyond the numbers."""

    def __init__(self, seed, numbers=NUMBERS):
        super().__init__(seed)
        self.numbers = numbers

    def values(self, shape, dtype):
        first = self.random.randrange(len(self.numbers))
        count = math.prod(shape)
        return [f32(self.numbers[(first + i) % len(self.numbers)]) for i in range(count)]

    def settle(self, x, weights, channel, total, scale, zero_point, activation):
        return activate(total, activation)

    @staticmethod
    def combine(name, a, x, b, y, scale, zero_point, activation):
        if name in ("MAXIMUM", "MINIMUM"):
            return x if (x > y if name == "MAXIMUM" else x < y) else y
        return activate({"ADD": x + y, "SUB": x - y, "MUL": x * y}[name], activation)

    def extremum(self, name, a, b):
        shape = a.shape if len(a.shape) >= len(b.shape) else b.shape
        pairs = [(a.data[i % len(a.data)], b.data[i % len(b.data)]) for i in range(math.prod(shape))]
        return self.op(name, [a, b], shape, [self.combine(name, a, x, b, y, None, 0, None) for x, y in pairs],
                       "MaximumMinimumOptions")

    def unary(self, name, x, function, options_type=None, **options):
        return self.op(name, [x], x.shape, [f32(function(v)) for v in x.data], options_type, **options)

    def integers(self, name, x, dtype, options_type=None, scale=None, zero_point=0):
        """CAST, or QUANTIZE where there is a scale."""
        bits = {"INT8": 8, "UINT8": 8, "INT16": 16, "INT32": 32, "INT64": 64}.get(dtype, 1)
        low = 0 if dtype in ("UINT8", "BOOL") else -(1 << (bits - 1))
        high = low + (1 << bits) - 1

        def pick(value):
            if dtype == "BOOL":
                return value != 0
            if not scale:
                return saturate(value, low, high)
            quotient = f32(value / scale)
            if math.isfinite(quotient):
                quotient = math.copysign(math.floor(abs(quotient) + 0.5), quotient)
            return saturate(quotient + zero_point, low, high)

        return self.op(name, [x], x.shape, [pick(v) for v in x.data], options_type, dtype=dtype, scale=scale,
                       zero_point=zero_point)

    def float_pool(self, name, x, size, stride, padding, activation):
        out, front = self.window(x, size, stride, padding)

        def pick(n, y, column, channel):
            values = [x.at(n, iy, ix, channel) for _, _, iy, ix in self.taps(x, size, stride, front, 1, y, column)]
            if name == "AVERAGE_POOL_2D":
                return activate(self.sum(values) / len(values), activation)
            largest = -LARGEST
            for value in values:
                largest = greatest(largest, value)
            return activate(largest, activation)

        shape = [x.shape[0], *out, x.shape[3]]
        return self.op(name, [x], shape, self.gather(shape, pick), "Pool2DOptions", padding=padding,
                       stride_w=stride, stride_h=stride, filter_height=size[0], filter_width=size[1],
                       fused_activation_function=activation)

    @staticmethod
    def sum(values):
        total = 0.0
        for value in values:
            total = f32(total + value)
        return total

    def softmax(self, x, beta=1.0):
        depth, data = x.shape[-1], []
        for start in range(0, len(x.data), depth):
            row, largest = x.data[start : start + depth], -LARGEST
            for value in row:
                largest = greatest(largest, value)
            powers = [exp((v - largest) * beta) for v in row]
            total = self.sum(powers)
            data += [f32(divide(p, total)) for p in powers]
        return self.op("SOFTMAX", [x], x.shape, data, "SoftmaxOptions", beta=beta)

    def reduction(self, name, x, axis):
        shape = [size for d, size in enumerate(x.shape) if d != axis]

        def pick(*index):
            row = [x.at(*index[:axis], i, *index[axis:]) for i in range(x.shape[axis])]
            if name == "ARG_MAX":
                best = 0
                for i, value in enumerate(row):
                    if value == value and (row[best] != row[best] or value > row[best]):
                        best = i
                return best
            return f32(self.sum(row) / (len(row) if name == "MEAN" else 1))

        where = self.constant([] if name == "ARG_MAX" else [1], "INT32", data=[axis])
        if name == "ARG_MAX":
            return self.op(name, [x, where], shape, self.gather(shape, pick), "ArgMaxOptions", dtype="INT32",
                           output_type="INT32")
        return self.op(name, [x, where], shape, self.gather(shape, pick), "ReducerOptions")

    def resize(self, x, size):
        """RESIZE_BILINEAR: all four products count, even by a weight of zero."""
        def neighbours(position, source, target):
            where = f32(position * f32(source / target))
            low = math.floor(where)
            return low, min(math.ceil(where), source - 1), where - low

        def pick(n, y, column, channel):
            y0, y1, down = neighbours(y, x.shape[1], size[0])
            x0, x1, right = neighbours(column, x.shape[2], size[1])
            return f32(x.at(n, y0, x0, channel) * (1 - down) * (1 - right) + x.at(n, y1, x0, channel) * down * (1 - right)
                       + x.at(n, y0, x1, channel) * (1 - down) * right + x.at(n, y1, x1, channel) * down * right)

        shape = [x.shape[0], *size, x.shape[3]]
        return self.op("RESIZE_BILINEAR", [x, self.constant([2], "INT32", data=size)], shape,
                       self.gather(shape, pick), "ResizeBilinearOptions")

    def weights(self, shape):
        return self.constant(shape, data=[f32(self.random.uniform(-2, 2)) for _ in range(math.prod(shape))])


def unary_functions(size):
    net = FloatNet(size)
    x = net.input([size])
    return net, [
        net.unary("RELU", x, lambda v: 0.0 if v < 0 else v),
        net.unary("RELU6", x, lambda v: 6.0 if v > 6 else 0.0 if v < 0 else v),
        net.unary("RELU_N1_TO_1", x, lambda v: 1.0 if v > 1 else -1.0 if v < -1 else v),
        net.unary("LOGISTIC", x, logistic),
        net.unary("TANH", x, math.tanh),
        net.unary("ELU", x, lambda v: math.expm1(v) if v < 0 else v),
        net.unary("HARD_SWISH", x, hard_swish),
        net.unary("LEAKY_RELU", x, lambda v: v if v > 0 else v * f32(0.1), "LeakyReluOptions", alpha=f32(0.1)),
        net.unary("LEAKY_RELU", x, lambda v: v if v > 0 else v * 0.0, "LeakyReluOptions", alpha=0.0),
        *(net.integers("CAST", x, dtype, "CastOptions")
          for dtype in ("INT8", "UINT8", "INT16", "INT32", "INT64", "BOOL")),
        *(net.integers("QUANTIZE", x, dtype, scale=scale, zero_point=zero_point)
          for dtype, scale, zero_point in (("INT8", 0.5, -7), ("UINT8", 0.25, 3), ("INT16", 2.0**-9, 0)))]


def binary_functions(size):
    net = FloatNet(size)
    a, b = net.input([size]), net.input([size])
    results = [net.binary(name, a, b, options, activation=activation)
               for name, options in (("ADD", "AddOptions"), ("SUB", "SubOptions"), ("MUL", "MulOptions"))
               for activation in ACTIVATIONS]
    for name in ("MAXIMUM", "MINIMUM"):
        results += [net.extremum(name, a, b), net.extremum(name, a, net.constant([], data=[0.0])),
                    net.extremum(name, net.constant([], data=[6.0]), a)]
    return net, results


def slopes(size):
    """PRELU, with a slope for all elements and with one for each."""
    net = FloatNet(size)
    x = net.input([2, size])
    results = []
    for alpha in (net.constant([1], data=[0.25]), net.constant([1], data=[INF]), net.constant([size])):
        slope = alpha.data * size
        data = [f32(v if v >= 0 else v * slope[i % size]) for i, v in enumerate(x.data)]
        results.append(net.op("PRELU", [x, alpha], x.shape, data))
    return net, results


def rows(size):
    """What goes over rows of `size` elements, many or few of them special."""
    results, net = [], FloatNet(size, [1.0, -2.0, NAN, 3.5, -INF, 0.25, INF, 1e-40, LARGEST, -0.0, -87.9, 2.0, -90.0])
    few = net.input([6, size])
    few.data = [(i * 7 % 11) / 4 for i in range(len(few.data))]
    for row, value in enumerate([NAN, INF, -INF, -LARGEST, 1e-40]):
        few.data[row * size + (row * 5 + size - 1) % size] = f32(value)
    equal = net.input([4, size])
    equal.data = [value for value in (NAN, -INF, INF, -LARGEST) for _ in range(size)]
    for x in (net.input([13, size]), few, equal):
        results += [net.softmax(x), net.reduction("ARG_MAX", x, 1), net.reduction("MEAN", x, 1),
                    net.reduction("SUM", x, 1), net.reduction("ARG_MAX", x, 0), net.reduction("SUM", x, 0)]
    return net, results


def images(channels):
    """Pools and resizing of an image in which many or all numbers of a window are special."""
    net = FloatNet(channels, [1.0, NAN, -2.0, INF, 3.5, -INF, 0.25, NAN, NAN, -0.0, 7.0])
    x = net.input([1, 5, 6, channels])
    results = [net.float_pool(name, x, [2, 2], 2, padding, activation) for name in ("MAX_POOL_2D", "AVERAGE_POOL_2D")
               for padding in ("SAME", "VALID") for activation in ACTIVATIONS]
    nothing = net.input([1, 4, 4, channels])
    nothing.data = [NAN] * len(nothing.data)
    positive = net.unary("RELU", nothing, lambda v: v)
    padded = net.pad(positive, [(0, 0), (1, 1), (1, 1), (0, 0)])
    results += [net.float_pool("MAX_POOL_2D", nothing, [2, 2], 2, "SAME", activation) for activation in ACTIVATIONS]
    results += [net.float_pool("MAX_POOL_2D", padded, [2, 2], 2, "VALID", "NONE"), net.resize(x, [7, 9]),
                net.unary("RELU", net.float_pool("MAX_POOL_2D", positive, [2, 2], 2, "SAME", "NONE"),
                          lambda v: 0.0 if v < 0 else v)]
    return net, results


def convolutions(channels):
    """Convolutions of images with a few special pixels, and what is fused into them."""
    net = FloatNet(channels, [0.5, -1.5, 1.0, 2.0, -0.25, 0.75, -3.0])
    x = net.input([1, 6, 7, 3])
    for place, value in ((4, NAN), (64, INF), (101, -INF)):
        x.data[place] = value
    bias, results = net.constant([channels]), []
    for activation in ACTIVATIONS:
        results.append(net.convolution(x, net.weights([channels, 3, 3, 3]), bias, activation=activation))
        results.append(net.convolution(x, net.weights([channels, 1, 1, 3]), None, activation=activation))
        results.append(net.convolution(x, net.weights([1, 3, 3, 3]), net.constant([3]), depthwise=True, stride=2,
                                       activation=activation))
        wide = net.convolution(x, net.weights([channels, 1, 1, 3]), bias)
        results.append(net.convolution(wide, net.weights([1, 3, 3, channels]), bias, depthwise=True,
                                       activation=activation))
        results.append(net.fully_connected(net.reshape(x, [6, 21]), net.weights([channels, 21]), bias,
                                           activation=activation))
        sum_of_two = net.binary("ADD", wide, net.convolution(x, net.weights([channels, 1, 1, 3]), bias, padding="VALID"),
                                "AddOptions", activation=activation)
        results.append(sum_of_two)
    plain = net.convolution(x, net.weights([channels, 3, 3, 3]), bias)
    results.append(net.unary("RELU", plain, lambda v: 0.0 if v < 0 else v))
    half = net.convolution(x, net.weights([channels, 1, 1, 3]), bias)
    results.append(net.binary("MUL", half, net.constant([channels]), "MulOptions"))
    shifted = net.convolution(x, net.weights([channels, 1, 1, 3]), bias)
    results.append(net.binary("ADD", shifted, net.constant([channels]), "AddOptions", activation="RELU"))
    zero = net.convolution(x, net.weights([channels, 1, 1, 3]), bias)
    results.append(net.extremum("MAXIMUM", zero, net.constant([], data=[0.0])))
    for size, stride in (([12, 14], 2), ([18, 21], 3)):
        for window in (2, 3, 4):
            if window >= stride:
                results.append(net.transpose_conv(x, net.weights([channels, window, window, 3]), size, stride))
    return net, results


def halves(_):
    """float16 constants behind DEQUANTIZE."""
    net = FloatNet(0)
    x = net.input([6])
    x.data = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    half = net.constant([6], "FLOAT16", data=[NAN, INF, -INF, 2.0**-24, -0.0, 65504.0])
    wide = net.op("DEQUANTIZE", [half], [6], half.data, dtype="FLOAT32")
    return net, [net.binary("ADD", x, wide, "AddOptions"), net.extremum("MINIMUM", x, wide)]


CASES = [(unary_functions, SIZES), (binary_functions, SIZES), (slopes, [1, 7, 17]), (rows, SIZES),
         (images, [1, 3, 17, 32]), (convolutions, [1, 8, 17]), (halves, [6])]


def main(folder, flatc="flatc"):
    count = 0
    for function, sizes in CASES:
        for size in sizes:
            net, results = function(size)
            net.finish(*results)
            case = pathlib.Path(folder) / f"{function.__name__.replace('_', '-')}_{size:03}"
            net.model.write(case / "model.tflite", flatc)
            for prefix, values in (("in", net.inputs), ("out", net.outputs)):
                for k, value in enumerate(values):
                    (case / f"{prefix}{k}.bin").write_bytes(pack(value.dtype, value.data))
            count += 1
    print(f"{count} models in {folder}")


if __name__ == "__main__":
    main(*sys.argv[1:])
