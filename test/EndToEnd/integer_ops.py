"""Operators of Net on integers."""

import math

from fixed_point import LIMITS, clamp, quantize_multiplier, rescale, rescale_by, rounding_shift
from tflite_builder import float32


class IntegerOps:
    def requantize(self, x, dtype, scale, zero_point):
        data = [clamp(rescale(v - x.zero_point, x.scale / scale) + zero_point, *LIMITS[dtype]) for v in x.data]
        return self.op("QUANTIZE", [x], x.shape, data, dtype=dtype, scale=scale, zero_point=zero_point)

    def cast(self, x, dtype):
        """Between integers; narrower results keep the low bits."""
        bits = {"INT8": 8, "UINT8": 8, "INT16": 16, "INT32": 32, "INT64": 64}[dtype]
        low = 0 if dtype == "UINT8" else -(1 << (bits - 1))
        data = [(int(v) - low) % (1 << bits) + low for v in x.data]
        return self.op("CAST", [x], x.shape, data, "CastOptions", dtype=dtype)

    def quantize(self, x, dtype, scale, zero_point):
        def pick(value):
            quotient = float32(value / float32(scale))
            return clamp(int(math.copysign(math.floor(abs(quotient) + 0.5), quotient)) + zero_point, *LIMITS[dtype])

        return self.op("QUANTIZE", [x], x.shape, [pick(v) for v in x.data], dtype=dtype, scale=scale,
                       zero_point=zero_point)

    def leaky_relu(self, x, alpha, scale, zero_point):
        def pick(value):
            value -= x.zero_point
            if value >= 0:
                return rescale(value, x.scale / scale)
            below = rescale(value, x.scale * abs(alpha) / scale)
            return -below if alpha < 0 else below

        data = [clamp(pick(v) + zero_point, *LIMITS[x.dtype]) for v in x.data]
        return self.op("LEAKY_RELU", [x], x.shape, data, "LeakyReluOptions", dtype=x.dtype, scale=scale,
                       zero_point=zero_point, alpha=alpha)

    def prelu(self, x, slopes, scale, zero_point):
        """With a slope for each place in the last dimension."""
        def pick(value, slope):
            value -= x.zero_point
            if value >= 0:
                return rescale(value, x.scale / scale)
            return rescale(value * (slope - slopes.zero_point), x.scale * slopes.scale / scale)

        data = [clamp(pick(v, slopes.data[i % x.shape[-1]]) + zero_point, *LIMITS[x.dtype])
                for i, v in enumerate(x.data)]
        return self.op("PRELU", [x, slopes], x.shape, data, dtype=x.dtype, scale=scale, zero_point=zero_point)

    def resize_bilinear(self, x, size, corners=False, centers=False):
        """Of signed integers: positions are 1024ths of pixels, products 2^-20ths."""
        def neighbours(position, source, target):
            step = ((source << 10) + target // 2) // target
            if corners and target > 1:
                step = (((source - 1) << 10) + (target - 1) // 2) // (target - 1)
            place = position * step + (step // 2 - 512 if centers else 0)
            low = max(int(place / 1024), 0)
            high = min(int((place + 1023) / 1024), source - 1)
            return (min(low, source - 1), 1024 - (place - (low << 10))), (high, place - (low << 10))

        def pick(n, y, column, channel):
            total = 0
            for iy, down in neighbours(y, x.shape[1], size[0]):
                total += sum(x.at(n, iy, ix, channel) * down * right
                             for ix, right in neighbours(column, x.shape[2], size[1]))
            return rounding_shift(total, 20)

        shape = [x.shape[0], *size, x.shape[3]]
        return self.op("RESIZE_BILINEAR", [x, self.constant([2], "INT32", data=size)], shape,
                       self.gather(shape, pick), "ResizeBilinearOptions", align_corners=corners,
                       half_pixel_centers=centers)

    def shifted_sum(self, name, a, b, scale):
        """ADD or SUB of int16 with scales that are powers of two: one operand is shifted to the right."""
        x, y = ([rounding_shift(v, round(math.log2(scale / t.scale))) for v in t.data] for t in (a, b))
        data = [clamp(p + q if name == "ADD" else p - q, *LIMITS["INT16"]) for p, q in zip(x, y)]
        return self.op(name, [a, b], a.shape, data, {"ADD": "AddOptions", "SUB": "SubOptions"}[name], dtype="INT16",
                       scale=scale, pot_scale_int16=True)

    def mean_quantized(self, x, axis, scale, zero_point):
        """The division is part of the multiplier."""
        count, shape = x.shape[axis], x.shape[:axis] + x.shape[axis + 1:]
        multiplier, exponent = quantize_multiplier(x.scale / scale)
        shift = min(int(math.log2(count)), 32, 31 + exponent)
        multiplier, exponent = (multiplier << shift) // count, exponent - shift

        def pick(*index):
            total = sum(x.at(*index[:axis], k, *index[axis:]) - x.zero_point for k in range(count))
            return clamp(rescale_by(total, multiplier, exponent) + zero_point, *LIMITS[x.dtype])

        return self.op("MEAN", [x, self.constant([1], "INT32", data=[axis])], shape, self.gather(shape, pick),
                       "ReducerOptions", dtype=x.dtype, scale=scale, zero_point=zero_point)

    def mean(self, x, axis):
        """Of integers along one dimension, cut off toward zero."""
        shape = x.shape[:axis] + x.shape[axis + 1:]

        def pick(*index):
            total = sum(x.at(*index[:axis], k, *index[axis:]) for k in range(x.shape[axis]))
            return abs(total) // x.shape[axis] * (1 if total >= 0 else -1)

        return self.op("MEAN", [x, self.constant([1], "INT32", data=[axis])], shape, self.gather(shape, pick),
                       "ReducerOptions")

    def arg_max(self, x, axis):
        shape = x.shape[:axis] + x.shape[axis + 1:]

        def pick(*index):
            row = [x.at(*index[:axis], k, *index[axis:]) for k in range(x.shape[axis])]
            return row.index(max(row))

        return self.op("ARG_MAX", [x, self.constant([], "INT32", data=[axis])], shape, self.gather(shape, pick),
                       "ArgMaxOptions", dtype="INT32", output_type="INT32")

    def resize_nearest(self, x, size):
        """With both align_corners and half_pixel_centers."""
        def place(position, source, target):
            scale = float32((source - 1) / (target - 1)) if target > 1 else float32(source / target)
            return min(math.floor(float32((position + 0.5) * scale) + 0.5), source - 1)

        shape = [x.shape[0], *size, x.shape[3]]
        data = self.gather(shape, lambda n, y, column, c: x.at(n, place(y, x.shape[1], size[0]),
                                                               place(column, x.shape[2], size[1]), c))
        return self.op("RESIZE_NEAREST_NEIGHBOR", [x, self.constant([2], "INT32", data=size)], shape, data,
                       "ResizeNearestNeighborOptions", align_corners=True, half_pixel_centers=True)
