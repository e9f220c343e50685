"""Models of the usual kinds with random weights, so that a fresh machine has something to measure."""

import math
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "test/EndToEnd"))
from tflite_builder import Model  # noqa: E402

SCALE, WEIGHT_SCALE = 1 / 32, 1 / 512


class Network:
    """Layers one after the other, in float32 or int8 (weights quantized by channel)."""

    def __init__(self, shape, quantized):
        self.model, self.quantized, self.random = Model(), quantized, random.Random(1)
        self.shape = list(shape)
        self.x = self.input = self.result()

    def result(self):
        if self.quantized:
            return self.model.tensor(self.shape, "INT8", SCALE, -3)
        return self.model.tensor(self.shape, "FLOAT32")

    def weights(self, shape, channels, axis):
        count = math.prod(shape)
        if not self.quantized:
            spread = math.sqrt(3 * channels / count)
            weights = self.model.constant(shape, "FLOAT32", [self.random.uniform(-spread, spread) for _ in range(count)])
            return [weights, self.model.constant([channels], "FLOAT32", [0.1] * channels)]
        scales = [WEIGHT_SCALE * (1 + (c % 7) / 8) for c in range(channels)]
        values = [self.random.randint(-127, 127) for _ in range(count)]
        weights = self.model.constant(shape, "INT8", values, scale=scales, zero_point=[0] * channels, axis=axis)
        bias = self.model.constant([channels], "INT32", [100] * channels, scale=[SCALE * s for s in scales],
                                   zero_point=[0] * channels)
        return [weights, bias]

    def convolution(self, channels, size, stride=1, activation="RELU", depthwise=False):
        inputs = self.shape[3]
        shape = [1, size, size, inputs] if depthwise else [channels, size, size, inputs]
        operands = [self.x, *self.weights(shape, channels, 3 if depthwise else 0)]
        self.shape = [1, -(-self.shape[1] // stride), -(-self.shape[2] // stride), channels]
        options = dict(padding="SAME", stride_w=stride, stride_h=stride, dilation_w_factor=1, dilation_h_factor=1,
                       fused_activation_function=activation)
        if depthwise:
            options["depth_multiplier"] = 1
        name = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
        self.x = self.model.op(name, operands, [self.result()],
                               "DepthwiseConv2DOptions" if depthwise else "Conv2DOptions", **options)[0]
        return self

    def depthwise(self, stride=1, size=3):
        return self.convolution(self.shape[3], size, stride, depthwise=True)

    def add(self, other):
        self.x = self.model.op("ADD", [self.x, other], [self.result()], "AddOptions", fused_activation_function="NONE")[0]
        return self

    def pool(self):
        height, width = self.shape[1:3]
        self.shape = [1, 1, 1, self.shape[3]]
        self.x = self.model.op("AVERAGE_POOL_2D", [self.x], [self.result()], "Pool2DOptions", padding="VALID", stride_w=1,
                               stride_h=1, filter_width=width, filter_height=height, fused_activation_function="NONE")[0]
        return self

    def dense(self, outputs, activation="NONE"):
        inputs = math.prod(self.shape)
        operands = [self.x, *self.weights([outputs, inputs], outputs, 0)]
        self.shape = [1, outputs]
        self.x = self.model.op("FULLY_CONNECTED", operands, [self.result()], "FullyConnectedOptions",
                               fused_activation_function=activation)[0]
        return self

    def write(self, path, flatc):
        self.model.finish([self.input], [self.x]).write(path, flatc)


def keywords(quantized):
    """Depthwise separable, few channels: a spectrogram."""
    net = Network([1, 49, 10, 1], quantized).convolution(64, 5, 2)
    for _ in range(4):
        net.depthwise().convolution(64, 1)
    return net.pool().dense(12)


def mobile(quantized):
    """MobileNetV1 0.25 on 96x96 images."""
    net = Network([1, 96, 96, 3], quantized).convolution(8, 3, 2)
    for channels, stride in [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (128, 1),
                             (128, 1), (128, 1), (256, 2), (256, 1)]:
        net.depthwise(stride).convolution(channels, 1)
    return net.pool().dense(2)


def inverted(quantized):
    """Inverted residuals of MobileNetV2 at 56x56 to 7x7."""
    net = Network([1, 56, 56, 24], quantized)
    for channels, stride, repeats in [(24, 1, 1), (32, 2, 2), (64, 2, 2), (96, 1, 1), (160, 2, 1)]:
        for index in range(repeats):
            before, inputs = net.x, net.shape[3]
            net.convolution(inputs * 6, 1).depthwise(stride if index == 0 else 1).convolution(channels, 1, activation="NONE")
            if inputs == channels and (index or stride == 1):
                net.add(before)
    return net.pool().dense(10)


def residual(quantized):
    """ResNet-8 on 32x32 images."""
    net = Network([1, 32, 32, 3], quantized).convolution(16, 3)
    for channels, stride in [(16, 1), (32, 2), (64, 2)]:
        before, shape = net.x, net.shape
        net.convolution(channels, 3, stride).convolution(channels, 3, activation="NONE")
        if stride == 2:
            main, net.x, net.shape = net.x, before, shape
            before = net.convolution(channels, 1, 2, activation="NONE").x
            net.x = main
        net.add(before)
    return net.pool().dense(10)


def autoencoder(quantized):
    """Fully connected: bound by the memory that weights stream from."""
    net = Network([1, 640], quantized)
    for outputs in [128, 128, 128, 128, 8, 128, 128, 128, 128]:
        net.dense(outputs, "RELU")
    return net.dense(640)


def write_models(folder, flatc, wanted=""):
    """Writes each network in both types if its name contains `wanted`, unless it is there; returns the paths."""
    paths = []
    for network in (keywords, mobile, inverted, residual, autoencoder):
        for quantized in (True, False):
            path = pathlib.Path(folder) / f"own_{network.__name__}_{'int8' if quantized else 'float'}.tflite"
            if wanted not in path.stem:
                continue
            if not path.exists():
                network(quantized).write(path, flatc)
            paths.append(path)
    return paths
