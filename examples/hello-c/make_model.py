#!/usr/bin/env python3
"""Writes hello.tflite: "exclusive or" as a network of two layers, with weights found by hand."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "test" / "EndToEnd"))
from tflite_builder import Model  # noqa: E402


def main():
    model = Model("exclusive or of two numbers that are 0 or 1")
    x = model.tensor([1, 2], "FLOAT32", name="x")
    # Both hidden values sum the inputs; the second starts to count at 1.
    hidden = model.tensor([1, 2], "FLOAT32", name="hidden")
    model.op("FULLY_CONNECTED", [x, model.constant([2, 2], "FLOAT32", [1, 1, 1, 1], name="hidden/weights"),
                                 model.constant([2], "FLOAT32", [0, -1], name="hidden/bias")],
             [hidden], "FullyConnectedOptions", fused_activation_function="RELU")
    y = model.tensor([1, 1], "FLOAT32", name="y")
    model.op("FULLY_CONNECTED", [hidden, model.constant([1, 2], "FLOAT32", [1, -2], name="y/weights"), -1], [y],
             "FullyConnectedOptions")
    model.finish([x], [y]).write(HERE / "hello.tflite")


if __name__ == "__main__":
    main()
