#!/usr/bin/env python3
"""Writes small models of the shapes that microcontrollers run: make_models.py FOLDER [flatc]

Their weights are pseudo-random: they are there to count instructions, not to recognise anything.
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "test/EndToEnd"))

from tflite_builder import Model  # noqa: E402


class Network:
    """A chain of int8 layers; `shape` is that of the last one's result."""

    def __init__(self, shape):
        self.model, self.state = Model(), 1
        self.shape, self.scale = shape, 1 / 64
        self.input = self.last = self.model.tensor(shape, "INT8", self.scale, -5, name="input")

    def random(self, count, low, high):
        values = []
        for _ in range(count):
            self.state = (self.state * 1664525 + 1013904223) & 0xFFFFFFFF
            values.append(low + (self.state >> 16) % (high - low + 1))
        return values

    def parameters(self, shape, axis, channels, depth):
        """Weights and biases, with one scale per channel, and the scale that suits the sums' size."""
        scales = [(i % 13 + 20) / 8192 for i in range(channels)]
        count = 1
        for extent in shape:
            count *= extent
        weights = self.model.constant(shape, "INT8", self.random(count, -127, 127), scale=scales, axis=axis)
        bias = self.model.constant([channels], "INT32", self.random(channels, -2000, 2000),
                                   scale=[self.scale * s for s in scales])
        return weights, bias, self.scale * depth**0.5 / 16

    def add(self, name, inputs, shape, scale, options_type, **options):
        self.shape, self.scale = shape, scale
        result = self.model.tensor(shape, "INT8", scale, -128 if options.get("fused_activation_function") else 3)
        self.last = self.model.op(name, inputs, [result], options_type, version=3, **options)[0]
        return self.last

    def convolution(self, channels, size, stride=1, activation="RELU", depthwise=False):
        batch, height, width, depth = self.shape
        channels = depth if depthwise else channels
        shape = [1, *size, depth] if depthwise else [channels, *size, depth]
        weights, bias, scale = self.parameters(shape, 3 if depthwise else 0, channels,
                                               size[0] * size[1] * (1 if depthwise else depth))
        options = {"depth_multiplier": 1} if depthwise else {}
        return self.add("DEPTHWISE_CONV_2D" if depthwise else "CONV_2D", [self.last, weights, bias],
                        [batch, -(-height // stride), -(-width // stride), channels], scale,
                        "DepthwiseConv2DOptions" if depthwise else "Conv2DOptions", padding="SAME", stride_h=stride,
                        stride_w=stride, dilation_h_factor=1, dilation_w_factor=1,
                        **({"fused_activation_function": activation} if activation else {}), **options)

    def join(self, a, b):
        return self.add("ADD", [a, b], self.shape, self.scale, "AddOptions", fused_activation_function="RELU")

    def pool(self):
        batch, height, width, depth = self.shape
        quantization = self.model.tensors[self.last]["quantization"]
        self.shape = [batch, 1, 1, depth]
        result = self.model.tensor(self.shape, "INT8", quantization["scale"][0], quantization["zero_point"][0])
        self.last = self.model.op("AVERAGE_POOL_2D", [self.last], [result], "Pool2DOptions", version=2, padding="VALID",
                                  stride_w=1, stride_h=1, filter_width=width, filter_height=height)[0]

    def dense(self, channels, activation=None):
        depth = 1
        for extent in self.shape[1:]:
            depth *= extent
        weights = self.model.constant([channels, depth], "INT8", self.random(channels * depth, -127, 127),
                                      scale=1 / 300)
        bias = self.model.constant([channels], "INT32", self.random(channels, -2000, 2000), scale=self.scale / 300)
        self.add("FULLY_CONNECTED", [self.last, weights, bias], [1, channels], self.scale * depth**0.5 / 16,
                 "FullyConnectedOptions", **({"fused_activation_function": activation} if activation else {}))

    def softmax(self):
        result = self.model.tensor(self.shape, "INT8", 1 / 256, -128)
        self.last = self.model.op("SOFTMAX", [self.last], [result], "SoftmaxOptions", version=2, beta=1.0)[0]

    def write(self, path, flatc):
        self.model.finish([self.input], [self.last]).write(path, flatc)


def separable():
    """Depthwise-separable convolutions on a spectrogram, as in keyword spotting."""
    net = Network([1, 25, 10, 1])
    net.convolution(32, (10, 4), stride=2)
    for _ in range(2):
        net.convolution(0, (3, 3), depthwise=True)
        net.convolution(32, (1, 1))
    net.pool()
    net.dense(12)
    net.softmax()
    return net


def residual():
    """Residual blocks on a small colour image, as in image classification."""
    net = Network([1, 16, 16, 3])
    net.convolution(16, (3, 3))
    shortcut = net.last
    net.convolution(16, (3, 3))
    net.convolution(16, (3, 3), activation=None)
    net.join(shortcut, net.last)
    net.convolution(32, (3, 3), stride=2)
    net.pool()
    net.dense(10)
    return net


def autoencoder():
    """Fully connected layers, as in anomaly detection."""
    net = Network([1, 320])
    for channels in (64, 64, 8, 64, 64):
        net.dense(channels, "RELU")
    net.dense(320)
    return net


def main(folder, flatc="flatc"):
    for function in (separable, residual, autoencoder):
        function().write(pathlib.Path(folder) / f"{function.__name__}.tflite", flatc)


if __name__ == "__main__":
    main(*sys.argv[1:])
