"""Writes a model of three float convolutions in a row, with all their results: convolutions.py MODEL FLATC"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "EndToEnd"))

from net import Net  # noqa: E402

net = Net(7)
x = net.convolution(net.input([1, 9, 9, 3]), net.constant([24, 3, 3, 3]), net.constant([24]), activation="RELU")
y = net.convolution(x, net.constant([1, 3, 3, 24]), net.constant([24]), depthwise=True)
z = net.convolution(y, net.constant([17, 1, 1, 24]), net.constant([17]))
net.finish(x, y, z).model.write(sys.argv[1], sys.argv[2])
