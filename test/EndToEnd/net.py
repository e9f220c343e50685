"""Builds a model and computes what it gives at the same time, in plain Python on lists.

Quantized operators follow the definition of TFLite's reference kernels (fixed_point.py). Scales used here
have few significant bits, so that their products are exact.
"""

import itertools
import math
import random

from fixed_point import LIMITS, clamp, rescale
from integer_ops import IntegerOps
from tflite_builder import Model, float32


class Value:
    """A tensor of the model and its elements, row-major."""

    def __init__(self, number, shape, dtype, data, scale, zero_point):
        self.number, self.shape, self.dtype, self.data = number, list(shape), dtype, data
        self.scale, self.zero_point = scale, zero_point

    def strides(self):
        return [math.prod(self.shape[i + 1:]) for i in range(len(self.shape))]

    def at(self, *index):
        return self.data[sum(i * s for i, s in zip(index, self.strides()))]


class Net(IntegerOps):
    def __init__(self, seed):
        self.model, self.random = Model(), random.Random(seed)
        self.inputs, self.outputs = [], []

    def values(self, shape, dtype):
        count = math.prod(shape)
        if dtype == "FLOAT32":
            return [float32(self.random.uniform(-2, 2)) for _ in range(count)]
        if dtype == "BOOL":
            return [self.random.random() < 0.3 for _ in range(count)]
        low, high = LIMITS.get(dtype, (-1000, 1000))
        return [self.random.randint(low, high) for _ in range(count)]

    def input(self, shape, dtype="FLOAT32", scale=None, zero_point=0):
        number = self.model.tensor(shape, dtype, scale, zero_point)
        self.inputs.append(Value(number, shape, dtype, self.values(shape, dtype), scale, zero_point))
        return self.inputs[-1]

    def constant(self, shape, dtype="FLOAT32", scale=None, zero_point=0, axis=0, data=None):
        data = self.values(shape, dtype) if data is None else data
        number = self.model.constant(shape, dtype, data, scale=scale, zero_point=zero_point, axis=axis)
        return Value(number, shape, dtype, data, scale, zero_point)

    def finish(self, *outputs):
        self.outputs = list(outputs)
        self.model.finish([v.number for v in self.inputs], [v.number for v in outputs])
        return self

    def op(self, name, operands, shape, data, options_type=None, like=None, dtype=None, scale=None,
           zero_point=0, **options):
        """Adds an operator with the result `data`; the type is that of `like` unless given."""
        like = like or operands[0]
        if dtype is None:
            dtype, scale, zero_point = like.dtype, like.scale, like.zero_point
        number = self.model.tensor(shape, dtype, scale, zero_point)
        self.model.op(name, [v.number if v else -1 for v in operands], [number], options_type, **options)
        return Value(number, shape, dtype, data, scale, zero_point)

    # Operators that only move data.

    def reshape(self, x, shape):
        new_shape = self.constant([len(shape)], "INT32", data=shape)
        return self.op("RESHAPE", [x, new_shape], shape, x.data, "ReshapeOptions", new_shape=shape)

    def gather(self, shape, pick):
        """Row-major elements of `pick(index)` for every index of `shape`."""
        return [pick(*index) for index in itertools.product(*map(range, shape))]

    def transpose(self, x, order):
        permutation = self.constant([len(order)], "INT32", data=order)
        shape = [x.shape[axis] for axis in order]
        data = self.gather(shape, lambda *i: x.at(*(i[order.index(axis)] for axis in range(len(order)))))
        return self.op("TRANSPOSE", [x, permutation], shape, data, "TransposeOptions")

    def pad(self, x, amounts):
        return self.padded("PAD", x, amounts, [], x.zero_point if x.scale else 0)

    def pad_v2(self, x, amounts, value):
        """With the only element of `value` around."""
        return self.padded("PADV2", x, amounts, [value], value.data[0])

    def padded(self, name, x, amounts, more, outside):
        paddings = self.constant([len(amounts), 2], "INT32", data=[a for pair in amounts for a in pair])
        shape = [size + before + behind for size, (before, behind) in zip(x.shape, amounts)]

        def pick(*index):
            place = [i - before for i, (before, _) in zip(index, amounts)]
            inside = all(0 <= p < size for p, size in zip(place, x.shape))
            return x.at(*place) if inside else outside

        options = {"PAD": "PadOptions", "PADV2": "PadV2Options"}[name]
        return self.op(name, [x, paddings, *more], shape, self.gather(shape, pick), options)

    def concat(self, parts, axis):
        shape = list(parts[0].shape)
        shape[axis] = sum(part.shape[axis] for part in parts)

        def pick(*index):
            place = list(index)
            for part in parts:
                if place[axis] < part.shape[axis]:
                    return part.at(*place)
                place[axis] -= part.shape[axis]

        return self.op("CONCATENATION", parts, shape, self.gather(shape, pick), "ConcatenationOptions", axis=axis)

    def strided_slice(self, x, begin, end, strides):
        operands = [self.constant([len(begin)], "INT32", data=v) for v in (begin, end, strides)]
        ranges = [range(b, e + size if e < 0 else e, s) for b, e, s, size in zip(begin, end, strides, x.shape)]
        shape = [len(r) for r in ranges]
        data = self.gather(shape, lambda *i: x.at(*(r[k] for r, k in zip(ranges, i))))
        return self.op("STRIDED_SLICE", [x, *operands], shape, data, "StridedSliceOptions")

    def split(self, x, axis, count):
        number = self.constant([], "INT32", data=[axis])
        shape = list(x.shape)
        shape[axis] //= count
        parts = []
        for k in range(count):
            def pick(*index, k=k):
                return x.at(*(i + k * shape[axis] if d == axis else i for d, i in enumerate(index)))

            tensor = self.model.tensor(shape, x.dtype, x.scale, x.zero_point)
            parts.append(Value(tensor, shape, x.dtype, self.gather(shape, pick), x.scale, x.zero_point))
        self.model.op("SPLIT", [number.number, x.number], [p.number for p in parts], "SplitOptions", num_splits=count)
        return parts

    # Arithmetic.

    def unary(self, name, x, function, options_type=None, **options):
        """A float operator on each element."""
        return self.op(name, [x], x.shape, [float32(function(v)) for v in x.data], options_type, **options)

    def binary(self, name, a, b, options_type, scale=None, zero_point=0, activation="NONE"):
        """ADD, SUB or MUL with broadcasting."""
        rank = max(len(a.shape), len(b.shape))
        pads = [[1] * (rank - len(v.shape)) + v.shape for v in (a, b)]
        shape = [max(p, q) for p, q in zip(*pads)]

        def operand(value, padded, index):
            place = [0 if size == 1 else i for i, size in zip(index, padded)]
            return value.at(*place[rank - len(value.shape):])

        def pick(*index):
            return self.combine(name, a, operand(a, pads[0], index), b, operand(b, pads[1], index), scale,
                                zero_point, activation)

        wide = a if a.dtype == "FLOAT32" else None
        return self.op(name, [a, b], shape, self.gather(shape, pick), options_type, like=wide, dtype=a.dtype,
                       scale=scale, zero_point=zero_point, fused_activation_function=activation)

    @staticmethod
    def combine(name, a, x, b, y, scale, zero_point, activation):
        if a.scale is None:
            result = {"ADD": x + y, "SUB": x - y, "MUL": x * y}[name]
            if a.dtype == "INT16":
                result = (result + 2**15) % 2**16 - 2**15
            low, high = {"NONE": (result, result), "RELU": (0, max(result, 0)), "RELU6": (0, 6)}[activation]
            return float32(clamp(result, low, high)) if a.dtype == "FLOAT32" else clamp(result, low, high)
        low, high = LIMITS[a.dtype]
        low = max(low, zero_point) if activation == "RELU" else low
        x, y = x - a.zero_point, y - b.zero_point
        if name == "MUL":
            result = rescale(x * y, a.scale * b.scale / scale)
        else:
            widest, more = 2 * max(a.scale, b.scale), 15 if a.dtype == "INT16" else 20
            x, y = rescale(x << more, a.scale / widest), rescale(y << more, b.scale / widest)
            result = rescale(x + y if name == "ADD" else x - y, widest / ((1 << more) * scale))
        return clamp(result + zero_point, low, high)

    def window(self, x, size, stride, padding, dilation=1):
        """Output height and width and, for both, the padding in front (TFLite's SAME and VALID)."""
        reach = [(k - 1) * dilation + 1 for k in size]
        if padding == "VALID":
            return [(i - r) // stride + 1 for i, r in zip(x.shape[1:3], reach)], [0, 0]
        out = [-(-i // stride) for i in x.shape[1:3]]
        total = [max((o - 1) * stride + r - i, 0) for o, r, i in zip(out, reach, x.shape[1:3])]
        return out, [t // 2 for t in total]

    def taps(self, x, size, stride, front, dilation, y, column):
        """Kernel places and input places of those that lie inside the image."""
        for ky, kx in itertools.product(range(size[0]), range(size[1])):
            iy = y * stride - front[0] + ky * dilation
            ix = column * stride - front[1] + kx * dilation
            if 0 <= iy < x.shape[1] and 0 <= ix < x.shape[2]:
                yield ky, kx, iy, ix

    def settle(self, x, weights, channel, total, scale, zero_point, activation):
        """A convolution's sum as an element of its result."""
        if x.dtype == "FLOAT32":
            return float32(max(total, 0.0) if activation == "RELU" else total)
        weight_scale = weights.scale[channel] if isinstance(weights.scale, list) else weights.scale
        low, high = LIMITS[x.dtype]
        low = max(low, zero_point) if activation == "RELU" else low
        return clamp(rescale(total, x.scale * weight_scale / scale) + zero_point, low, high)

    def convolution(self, x, weights, bias, depthwise=False, stride=1, padding="SAME", dilation=1, scale=None,
                    zero_point=0, activation="NONE"):
        """CONV_2D with OHWI weights, or DEPTHWISE_CONV_2D with 1HWC weights."""
        size, channels = weights.shape[1:3], weights.shape[3 if depthwise else 0]
        out, front = self.window(x, size, stride, padding, dilation)
        multiplier = channels // x.shape[3]
        x_zero, w_zero = (x.zero_point, weights.zero_point) if x.scale else (0, 0)
        w_zero = 0 if isinstance(w_zero, list) else w_zero

        def pick(n, y, column, channel):
            total = bias.data[channel] if bias else 0
            for ky, kx, iy, ix in self.taps(x, size, stride, front, dilation, y, column):
                if depthwise:
                    pairs = [(x.at(n, iy, ix, channel // multiplier), weights.at(0, ky, kx, channel))]
                else:
                    pairs = [(x.at(n, iy, ix, c), weights.at(channel, ky, kx, c)) for c in range(x.shape[3])]
                total += sum((p - x_zero) * (q - w_zero) for p, q in pairs)
            return self.settle(x, weights, channel, total, scale, zero_point, activation)

        shape = [x.shape[0], *out, channels]
        options = dict(padding=padding, stride_w=stride, stride_h=stride, dilation_w_factor=dilation,
                       dilation_h_factor=dilation, fused_activation_function=activation)
        if depthwise:
            options["depth_multiplier"] = multiplier
        return self.op("DEPTHWISE_CONV_2D" if depthwise else "CONV_2D", [x, weights, bias], shape,
                       self.gather(shape, pick), "DepthwiseConv2DOptions" if depthwise else "Conv2DOptions",
                       dtype=x.dtype, scale=scale, zero_point=zero_point, **options)

    def transpose_conv(self, x, weights, size, stride, scale=None, zero_point=0):
        """With SAME padding: that of a convolution from the result, of `size`, to `x`."""
        kernel, channels = weights.shape[1:3], weights.shape[0]
        front = [max((i - 1) * stride + k - o, 0) // 2 for i, k, o in zip(x.shape[1:3], kernel, size)]
        x_zero = x.zero_point if x.scale else 0

        def pick(n, y, column, channel):
            total = 0
            for ky, kx in itertools.product(range(kernel[0]), range(kernel[1])):
                iy, ix = y + front[0] - ky, column + front[1] - kx
                if iy % stride or ix % stride or not (0 <= iy // stride < x.shape[1] and 0 <= ix // stride < x.shape[2]):
                    continue
                total += sum((x.at(n, iy // stride, ix // stride, c) - x_zero) * weights.at(channel, ky, kx, c)
                            for c in range(x.shape[3]))
            return self.settle(x, weights, channel, total, scale, zero_point, "NONE")

        shape = [x.shape[0], *size, channels]
        return self.op("TRANSPOSE_CONV", [self.constant([4], "INT32", data=shape), weights, x], shape,
                       self.gather(shape, pick), "TransposeConvOptions", dtype=x.dtype, scale=scale,
                       zero_point=zero_point, padding="SAME", stride_w=stride, stride_h=stride)

    def fully_connected(self, x, weights, bias, scale=None, zero_point=0, activation="NONE"):
        outputs, depth = weights.shape
        x_zero, w_zero = (x.zero_point, weights.zero_point) if x.scale else (0, 0)

        def pick(n, channel):
            total = bias.data[channel] if bias else 0
            total += sum((x.data[n * depth + c] - x_zero) * (weights.at(channel, c) - w_zero) for c in range(depth))
            return self.settle(x, weights, channel, total, scale, zero_point, activation)

        shape = [len(x.data) // depth, outputs]
        return self.op("FULLY_CONNECTED", [x, weights, bias], shape, self.gather(shape, pick),
                       "FullyConnectedOptions", dtype=x.dtype, scale=scale, zero_point=zero_point,
                       fused_activation_function=activation)

    def pool(self, name, x, size, stride, padding):
        out, front = self.window(x, size, stride, padding)

        def pick(n, y, column, channel):
            values = [x.at(n, iy, ix, channel) for _, _, iy, ix in self.taps(x, size, stride, front, 1, y, column)]
            if name == "MAX_POOL_2D":
                return max(values)
            if x.dtype == "FLOAT32":
                return float32(sum(values) / len(values))
            total = sum(values)
            mean = (abs(total) + len(values) // 2) // len(values)
            return clamp(mean if total > 0 else -mean, *LIMITS[x.dtype])

        shape = [x.shape[0], *out, x.shape[3]]
        return self.op(name, [x], shape, self.gather(shape, pick), "Pool2DOptions", padding=padding,
                       stride_w=stride, stride_h=stride, filter_height=size[0], filter_width=size[1])

    def softmax(self, x, beta=1.0):
        depth, data = x.shape[-1], []
        for start in range(0, len(x.data), depth):
            row = x.data[start : start + depth]
            powers = [math.exp((v - max(row)) * beta) for v in row]
            data += [float32(p / sum(powers)) for p in powers]
        return self.op("SOFTMAX", [x], x.shape, data, "SoftmaxOptions", beta=beta)
