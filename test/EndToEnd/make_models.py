#!/usr/bin/env python3
"""Writes the project's own test models with inputs and expected outputs: make_models.py FOLDER [flatc]

Each function below is one case, named after it. What single operators compute is tested in depth
elsewhere; here are the shapes of graphs that real converters write.
"""

import math
import pathlib
import sys

from net import Net
from tflite_builder import pack

CASES = []


def case(function):
    CASES.append(function)
    return function


@case
def conv_same_stride(net):
    x = net.input([1, 7, 6, 3])
    return net.convolution(x, net.constant([5, 3, 3, 3]), net.constant([5]), stride=2, activation="RELU")


@case
def conv_without_bias(net):
    return net.convolution(net.input([2, 5, 5, 2]), net.constant([3, 2, 2, 2]), None, padding="VALID")


@case
def conv_dilated_i8(net):
    x = net.input([1, 9, 8, 4], "INT8", 3 / 64, -7)
    weights = net.constant([6, 3, 3, 4], "INT8", [(i + 3) / 512 for i in range(6)], [0] * 6)
    bias = net.constant([6], "INT32", [3 / 64 * (i + 3) / 512 for i in range(6)], [0] * 6)
    return net.convolution(x, weights, bias, dilation=2, scale=7 / 64, zero_point=11)


@case
def conv_u8(net):
    x = net.input([1, 6, 6, 3], "UINT8", 1 / 64, 120)
    weights = net.constant([8, 3, 3, 3], "UINT8", 5 / 256, 131)
    bias = net.constant([8], "INT32", 5 / 256 / 64)
    return net.convolution(x, weights, bias, scale=9 / 64, zero_point=119, activation="RELU")


@case
def depthwise_multiplier_i8(net):
    x = net.input([1, 8, 7, 3], "INT8", 5 / 128, 4)
    weights = net.constant([1, 3, 3, 6], "INT8", [(i + 5) / 512 for i in range(6)], [0] * 6, axis=3)
    bias = net.constant([6], "INT32", [5 / 128 * (i + 5) / 512 for i in range(6)], [0] * 6)
    return net.convolution(x, weights, bias, depthwise=True, stride=2, scale=3 / 64, zero_point=-128,
                           activation="RELU")


@case
def depthwise_windows(net):
    """Windows, strides, dilations and channels that do not divide evenly, of 8 bits."""
    results = []
    for shape, window, multiplier, options in (
            ([1, 7, 6, 24], [3, 3], 1, {}),
            ([2, 8, 15, 17], [3, 3], 1, dict(padding="VALID")),
            ([1, 5, 5, 8], [5, 5], 1, {}),
            ([1, 9, 7, 40], [3, 3], 1, dict(stride=2)),
            ([1, 8, 8, 33], [5, 3], 1, dict(stride=2, padding="VALID")),
            ([1, 10, 9, 12], [3, 3], 1, dict(stride=3)),
            ([1, 9, 8, 16], [3, 3], 1, dict(dilation=2)),
            ([1, 5, 11, 9], [3, 3], 1, dict(dilation=3)),
            ([1, 6, 6, 20], [2, 2], 1, {}),
            ([1, 6, 7, 72], [4, 1], 1, {}),
            ([1, 1, 9, 11], [1, 3], 1, {}),
            ([1, 4, 1, 5], [3, 3], 1, {}),
            ([1, 2, 3, 6], [7, 7], 1, {}),
            ([1, 5, 4, 5], [3, 3], 3, {}),
            ([1, 6, 5, 6], [3, 3], 4, dict(stride=2)),
            ([1, 4, 3, 3], [3, 3], 16, {}),
            ([1, 3, 4, 2], [2, 3], 24, dict(activation="RELU"))):
        dtype, zero = ("UINT8", 121) if len(results) % 3 == 2 else ("INT8", -9)
        channels = shape[3] * multiplier
        x = net.input(shape, dtype, 3 / 128, zero)
        if dtype == "UINT8":
            weights = net.constant([1, *window, channels], "UINT8", 5 / 256, 131)
            scales = [5 / 256] * channels
        else:
            scales = [(i % 7 + 5) / 512 for i in range(channels)]
            weights = net.constant([1, *window, channels], "INT8", scales, [0] * channels, axis=3)
        bias = net.constant([channels], "INT32", [3 / 128 * scale for scale in scales], [0] * channels)
        results.append(net.convolution(x, weights, bias, depthwise=True, scale=5 / 64, zero_point=zero + 5,
                                       **options))
    return tuple(results)


@case
def pad_then_depthwise(net):
    padded = net.pad(net.input([1, 6, 6, 8]), [(0, 0), (1, 2), (2, 1), (0, 0)])
    return net.convolution(padded, net.constant([1, 3, 3, 8]), net.constant([8]), depthwise=True, padding="VALID")


@case
def transposed_convolutions(net):
    """A kernel that is no square has other padding above than at the left."""
    x = net.input([1, 4, 4, 3], "INT8", 1 / 32, 3)
    weights = net.constant([5, 5, 2, 3], "INT8", [(i + 3) / 512 for i in range(5)], [0] * 5)
    return (net.transpose_conv(x, weights, [8, 8], 2, scale=1 / 8, zero_point=-4),
            net.transpose_conv(net.input([2, 3, 5, 2]), net.constant([4, 2, 5, 2]), [3, 5], 1))


@case
def pads_of_quantized(net):
    x = net.pad(net.input([1, 4, 5, 3], "INT8", 1 / 32, 17), [(0, 0), (2, 1), (0, 3), (1, 1)])
    return x, net.pad(net.input([3, 3], "UINT8", 1 / 32, 200), [(1, 0), (0, 1)])


@case
def fully_connected_i8(net):
    x = net.input([3, 33], "INT8", 3 / 64, -5)
    weights = net.constant([17, 33], "INT8", 1 / 128)
    return net.fully_connected(x, weights, net.constant([17], "INT32", 3 / 64 / 128), scale=5 / 64, zero_point=3)


@case
def fully_connected_filter_zero_point(net):
    """Signed weights with a zero point, so that `weight - zero point` needs more than 8 bits."""
    x = net.input([3, 33], "INT8", 3 / 64, -5)
    y = net.fully_connected(x, net.constant([17, 33], "INT8", 1 / 128, 17), net.constant([17], "INT32", 3 / 64 / 128),
                            scale=1 / 2, zero_point=3, activation="RELU")
    return y, net.fully_connected(y, net.constant([5, 17], "INT8", 1 / 128, -128), None, scale=4, zero_point=-7)


@case
def fully_connected_computed_filter(net):
    weights = net.input([6, 20], "INT8", 1 / 128, -90)
    return net.fully_connected(net.input([2, 20], "INT8", 1 / 64, 3), weights, None, scale=1 / 4, zero_point=9)


@case
def fully_connected_i16_filter_zero_point(net):
    x = net.input([2, 19], "INT16", 1 / 4096)
    return net.fully_connected(x, net.constant([7, 19], "INT8", 1 / 128, 100), net.constant([7], "INT32", 2**-19),
                               scale=1 / 512)


@case
def fully_connected_of_image(net):
    x = net.input([2, 3, 3, 2])
    return net.softmax(net.fully_connected(x, net.constant([10, 18]), net.constant([10])))


@case
def add_broadcast_i8(net):
    a = net.input([1, 4, 5, 6], "INT8", 3 / 64, 2)
    b = net.input([6], "INT8", 5 / 256, -9)
    return net.binary("ADD", a, b, "AddOptions", scale=1 / 16, zero_point=-3)


@case
def sums_of_power_of_two_scales(net):
    a, b = net.input([3, 20], "INT16", 1 / 4096), net.input([3, 20], "INT16", 1 / 512)
    return net.shifted_sum("ADD", a, b, 1 / 512), net.shifted_sum("SUB", b, a, 1 / 512)


@case
def sums_of_i16(net):
    a, b = net.input([3, 20], "INT16", 3 / 4096), net.input([20], "INT16", 5 / 4096)
    return (net.binary("ADD", a, b, "AddOptions", scale=7 / 4096),
            net.binary("SUB", a, b, "SubOptions", scale=1 / 1024, activation="RELU"))


@case
def mul_i8_relu(net):
    a = net.input([2, 7], "INT8", 1 / 32, 5)
    b = net.constant([2, 1], "INT8", 3 / 128, -2)
    return net.binary("MUL", a, b, "MulOptions", scale=3 / 32, zero_point=-20, activation="RELU")


@case
def sub_of_scalar(net):
    return net.binary("SUB", net.input([3, 4]), net.constant([]), "SubOptions")


@case
def activations_of_i64(net):
    a, b = net.input([2, 5], "INT64"), net.constant([5], "INT64", data=[-3, 2, 5, 1000, 0])
    six = net.binary("SUB", a, b, "SubOptions", activation="RELU6")
    return six, net.binary("MUL", a, b, "MulOptions", activation="RELU"), net.binary("ADD", b, a, "AddOptions")


@case
def arithmetic_of_i16(net):
    """Without scales int16 is an integer like others, which wraps."""
    a, b = net.input([2, 5], "INT16"), net.constant([5], "INT16", data=[-3, 32767, 5, -32768, 7])
    product = net.binary("MUL", a, b, "MulOptions", activation="RELU6")
    return net.binary("ADD", a, b, "AddOptions"), net.binary("ADD", b, a, "AddOptions", activation="RELU"), product


@case
def means_of_integers(net):
    """The sum of three large 32-bit numbers needs more bits than they have."""
    large = net.constant([2, 3], "INT32", data=[2**31 - 2000, 2**31 - 1500, 2**30, 1500 - 2**31, 1007 - 2**31, -11])
    x = net.binary("ADD", net.input([2, 3], "INT32"), large, "AddOptions")
    return net.mean(x, 1), net.mean(x, 0), net.mean(net.input([2, 4, 3], "INT64"), 1)


@case
def mean_of_quantized(net):
    x = net.input([3, 6, 5], "INT8", 3 / 64, -90)
    return net.mean_quantized(x, 1, 1 / 16, 7), net.mean_quantized(x, 2, 1 / 64, -100)


@case
def softmax_beta(net):
    return net.softmax(net.input([4, 11]), beta=0.375)


@case
def arg_max_of_bool(net):
    return net.arg_max(net.input([4, 6], "BOOL"), 1), net.arg_max(net.input([2, 3, 3], "BOOL"), 0)


@case
def arg_max_of_bytes(net):
    """Rows of neighbouring bytes, with many equal ones; 256 places are more than a byte can number."""
    results = []
    for dtype, count in (("INT8", 8), ("UINT8", 21), ("INT8", 40), ("UINT8", 255), ("INT8", 256), ("UINT8", 7)):
        x = net.input([5, 3, count], dtype, 1 / 32, 3)
        x.data[:] = [max(value, 120) if index % 2 else value for index, value in enumerate(x.data)]
        results.append(net.arg_max(x, 2))
    return tuple(results)


@case
def casts_of_bytes(net):
    x = net.input([300], "UINT8")
    return net.cast(x, "INT32"), net.cast(x, "INT16"), net.cast(net.input([9], "BOOL"), "INT64"), net.cast(x, "INT8")


@case
def quantize_extremes(net):
    """Zero points at the ends, and values beyond the range of the result."""
    x = net.input([64])
    return (net.quantize(x, "INT16", 1 / 8192, 0), net.quantize(x, "UINT8", 1 / 64, 255),
            net.quantize(x, "INT8", 1 / 128, -128))


@case
def slopes(net):
    """Slopes below zero too; int16 has no table to fall back on."""
    wide, narrow = net.input([70], "INT16", 1 / 1024), net.input([3, 5, 8], "INT8", 3 / 64, -9)
    return (net.leaky_relu(wide, -0.375, 1 / 2048, 0), net.leaky_relu(narrow, 0.25, 1 / 16, 5),
            net.leaky_relu(narrow, -0.5, 3 / 64, 100), net.prelu(narrow, net.constant([8], "INT8", 1 / 64, 20), 1 / 8, 3))


@case
def resized_images(net):
    x, y = net.input([1, 4, 5, 3], "INT8", 1 / 32, 3), net.input([2, 3, 3, 9], "INT16", 1 / 4096)
    return (net.resize_bilinear(x, [7, 3], centers=True), net.resize_bilinear(x, [6, 9], corners=True),
            net.resize_bilinear(y, [5, 5]), net.resize_bilinear(y, [2, 7], centers=True))


@case
def scaled_images(net):
    """Bytes by powers of two: all weights are multiples of 1/16 (1/8), or some are not."""
    results = []
    for dtype in ("INT8", "UINT8"):
        small, large = net.input([2, 3, 4, 5], dtype, 1 / 32, 3), net.input([1, 3, 2, 21], dtype, 1 / 32, 3)
        results += [net.resize_bilinear(small, [6, 8]), net.resize_bilinear(small, [17, 25], corners=True),
                    net.resize_bilinear(large, [6, 4], centers=True), net.resize_bilinear(large, [12, 8], centers=True),
                    net.resize_bilinear(large, [3, 2]), net.resize_bilinear(large, [48, 4])]
    return tuple(results)


@case
def requantize_wide(net):
    a = net.requantize(net.input([3, 5], "UINT8", 3 / 64, 120), "INT16", 1 / 1024, 0)
    b = net.requantize(net.input([3, 5], "INT32", 1 / 64, 300), "INT8", 3 / 16, -5)
    return a, b


@case
def nearest_with_corners_and_centers(net):
    x = net.input([1, 5, 4, 3], "INT8", 1 / 32, 1)
    return net.resize_nearest(x, [9, 3]), net.resize_nearest(x, [1, 7])


@case
def pad_with_computed_value(net):
    value = net.input([1], "INT8", 1 / 32, 1)
    x = net.pad_v2(net.input([2, 3, 4], "INT8", 1 / 32, 1), [(1, 0), (0, 2), (3, 1)], value)
    return x, net.pad_v2(net.input([5]), [(2, 2)], net.unary("RELU", net.input([]), lambda v: max(v, 0.0)))


@case
def pools_i8(net):
    x = net.input([1, 7, 7, 5], "INT8", 1 / 32, 1)
    average = net.pool("AVERAGE_POOL_2D", x, [3, 2], 2, "SAME")
    return net.pool("MAX_POOL_2D", average, [2, 2], 1, "VALID")


@case
def residual_block_i8(net):
    """The input of a block is also its shortcut: it must live until the addition."""
    x = net.input([1, 6, 6, 8], "INT8", 1 / 32, 0)
    y = net.convolution(x, net.constant([8, 3, 3, 8], "INT8", [1 / 256] * 8, [0] * 8),
                        net.constant([8], "INT32", [1 / 8192] * 8, [0] * 8), scale=1 / 16, zero_point=-128,
                        activation="RELU")
    z = net.convolution(y, net.constant([8, 1, 1, 8], "INT8", [3 / 512] * 8, [0] * 8),
                        net.constant([8], "INT32", [3 / 8192] * 8, [0] * 8), scale=1 / 8, zero_point=6)
    return net.binary("ADD", z, x, "AddOptions", scale=1 / 8, zero_point=-10, activation="RELU")


@case
def chain_of_images_i8(net):
    """Tensors that grow and shrink from convolution to convolution: results lie over inputs, and stripes pay."""
    x = net.input([1, 12, 10, 4], "INT8", 1 / 32, -3)
    y = net.convolution(x, net.constant([16, 1, 1, 4], "INT8", [1 / 128] * 16, [0] * 16),
                        net.constant([16], "INT32", [1 / 4096] * 16, [0] * 16), scale=1 / 16, zero_point=-128,
                        activation="RELU")
    z = net.convolution(y, net.constant([1, 3, 3, 16], "INT8", [3 / 512] * 16, [0] * 16, axis=3),
                        net.constant([16], "INT32", [3 / 8192] * 16, [0] * 16), depthwise=True, stride=2, scale=1 / 8,
                        zero_point=6)
    return net.convolution(z, net.constant([8, 3, 3, 16], "INT8", [1 / 256] * 8, [0] * 8),
                           net.constant([8], "INT32", [1 / 2048] * 8, [0] * 8), scale=1 / 4, zero_point=1)


@case
def space_to_channels_i8(net):
    """Cells of 2 x 2 pixels become pixels of four times the channels: a result as large as its input, in its place."""
    x = net.input([1, 8, 8, 4], "INT8", 1 / 32, -3)
    y = net.convolution(x, net.constant([4, 1, 1, 4], "INT8", [1 / 128] * 4, [0] * 4),
                        net.constant([4], "INT32", [1 / 4096] * 4, [0] * 4), scale=1 / 16, zero_point=5)
    z = net.convolution(y, net.constant([16, 2, 2, 4], "INT8", [3 / 512] * 16, [0] * 16),
                        net.constant([16], "INT32", [3 / 8192] * 16, [0] * 16), stride=2, padding="VALID", scale=1 / 8,
                        zero_point=-20)
    return net.convolution(z, net.constant([8, 1, 1, 16], "INT8", [1 / 256] * 8, [0] * 8),
                           net.constant([8], "INT32", [1 / 2048] * 8, [0] * 8), scale=1 / 4, zero_point=1)


@case
def large_scales_i8(net):
    """Output scales around 1/2: those above it round once, those below twice. Sums of both signs."""
    scales = [(i + 11) / 32 for i in range(8)]  # of the channels: 11/32 to 18/32
    bias = net.constant([8], "INT32", scales, [0] * 8, data=[3, -5, 1, 0, -1, 2, 7, -2])
    few = [(0, 1, 0, -1, 0)[i % 5] for i in range(72)]
    x = net.input([1, 5, 6, 8], "INT8", 1.0, -3)
    y = net.convolution(x, net.constant([8, 1, 1, 8], "INT8", scales, [0] * 8, data=few[:64]), bias, scale=1.0,
                        zero_point=5)
    z = net.convolution(y, net.constant([1, 3, 3, 8], "INT8", scales, [0] * 8, axis=3, data=few), bias,
                        depthwise=True, scale=1.0, zero_point=-7)
    return net.convolution(z, net.constant([8, 1, 1, 8], "INT8", scales, [0] * 8, data=few[:64]), bias, scale=1.0,
                           zero_point=-128, activation="RELU")


@case
def input_is_output(net):
    x = net.input([2, 3])
    return x, net.unary("RELU", x, lambda v: max(v, 0.0))


@case
def output_twice(net):
    y = net.unary("RELU", net.input([2, 3]), lambda v: max(v, 0.0))
    return y, y


@case
def output_of_constant(net):
    net.input([2])
    return net.constant([2, 2])


@case
def unused_input(net):
    net.input([4])
    return net.unary("RELU6", net.input([5]), lambda v: min(max(v, 0.0), 6.0))


@case
def output_used_further(net):
    """Both the result of an operator and what follows from it are outputs."""
    y = net.unary("RELU", net.input([1, 3, 3, 4]), lambda v: max(v, 0.0))
    return y, net.reshape(y, [9, 4]), net.binary("ADD", y, y, "AddOptions")


@case
def reshape_only(net):
    return net.reshape(net.input([2, 6], "INT8", 1 / 4, 3), [3, 4])


@case
def same_operand_twice(net):
    x = net.input([1, 4])
    both = net.concat([x, x], 1)
    return net.binary("MUL", both, both, "MulOptions")


@case
def dead_operator(net):
    x = net.input([3])
    net.unary("RELU", x, lambda v: max(v, 0.0))
    return net.binary("ADD", x, x, "AddOptions")


@case
def nested_concat(net):
    a, b, c = (net.input([1, 2, 3, n], "INT8", 1 / 8, 1) for n in (1, 4, 2))
    inner = net.concat([a, b], 3)
    return net.concat([inner, c, inner], 3), inner


@case
def split_and_join(net):
    left, middle, right = net.split(net.input([2, 6, 3], "INT16", 1 / 128), 1, 3)
    return net.concat([right, left], 1), middle


@case
def slices_backwards(net):
    x = net.input([4, 7])
    return net.strided_slice(x, [3, 1], [-5, 7], [-2, 3]), net.strided_slice(x, [0, 0], [4, 7], [2, 2])


@case
def transpose_chain(net):
    x = net.transpose(net.input([2, 3, 4, 5]), [0, 2, 3, 1])
    return net.transpose(x, [0, 3, 1, 2]), net.reshape(x, [24, 5])


@case
def rank_zero_and_one(net):
    return net.binary("ADD", net.input([]), net.input([1]), "AddOptions")


@case
def float16_weights(net):
    """Weights are stored as float16 behind a DEQUANTIZE, as converters write them."""
    half = net.constant([3, 4], "FLOAT16", data=[k / 8 - 0.6875 for k in range(12)])
    weights = net.op("DEQUANTIZE", [half], [3, 4], half.data, dtype="FLOAT32")
    return net.fully_connected(net.input([2, 4]), weights, net.constant([3]))


@case
def float16_convolutions(net):
    """Constants so large that they are resources, in a convolution and a depthwise one."""
    def half(shape):
        packed = net.constant(shape, "FLOAT16", data=[k % 13 / 16 - 0.375 for k in range(math.prod(shape))])
        return net.op("DEQUANTIZE", [packed], shape, packed.data, dtype="FLOAT32")

    x = net.convolution(net.input([1, 6, 6, 3]), half([24, 5, 5, 3]), half([24]), stride=2, activation="RELU")
    x = net.convolution(x, half([1, 3, 3, 24]), half([24]), depthwise=True)
    return net.convolution(x, half([28, 1, 1, 24]), half([28]))


@case
def residual_of_more_channels(net):
    """The shortcut gets zero channels behind its own, as in MediaPipe's networks."""
    x = net.convolution(net.input([1, 8, 8, 4]), net.constant([24, 3, 3, 4]), net.constant([24]), activation="RELU")
    for channels in (28, 32):
        y = net.convolution(x, net.constant([1, 3, 3, x.shape[3]]), net.constant([x.shape[3]]), depthwise=True)
        y = net.convolution(y, net.constant([channels, 1, 1, x.shape[3]]), net.constant([channels]))
        shortcut = net.pad(x, [(0, 0), (0, 0), (0, 0), (0, channels - x.shape[3])])
        x = net.binary("ADD", shortcut, y, "AddOptions", activation="RELU")
    return net.pool("MAX_POOL_2D", x, [2, 2], 2, "SAME")


@case
def more_tensors_than_parameters(net):
    """C functions need not take so many, so the header's function takes arrays."""
    inputs = [net.input([1, 2], dtype) for dtype in ["FLOAT32", "INT32"] * 32]
    return tuple(net.reshape(x, [2]) if k % 3 else net.concat([x, x], 1) for k, x in enumerate(inputs))


@case
def small_network(net):
    x = net.input([1, 12, 12, 1])
    x = net.convolution(x, net.constant([8, 3, 3, 1]), net.constant([8]), stride=2, activation="RELU")
    x = net.convolution(x, net.constant([1, 3, 3, 8]), net.constant([8]), depthwise=True, activation="RELU")
    x = net.convolution(x, net.constant([16, 1, 1, 8]), net.constant([16]), activation="RELU")
    x = net.pool("AVERAGE_POOL_2D", x, [6, 6], 1, "VALID")
    logits = net.fully_connected(net.reshape(x, [1, 16]), net.constant([4, 16]), net.constant([4]))
    return net.softmax(logits), logits


def write(function, seed, folder, flatc):
    net = Net(seed)
    result = function(net)
    net.finish(*(result if isinstance(result, tuple) else (result,)))
    net.model.write(folder / "model.tflite", flatc)
    for prefix, values in (("in", net.inputs), ("out", net.outputs)):
        for k, value in enumerate(values):
            (folder / f"{prefix}{k}.bin").write_bytes(pack(value.dtype, value.data))


def main(folder, flatc="flatc"):
    for seed, function in enumerate(CASES):
        write(function, seed, pathlib.Path(folder) / function.__name__.replace("_", "-"), flatc)
    print(f"{len(CASES)} models in {folder}")


if __name__ == "__main__":
    main(*sys.argv[1:])
