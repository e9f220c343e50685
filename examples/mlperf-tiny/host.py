#!/usr/bin/env python3
"""Drives the firmware over QEMU's serial port as the benchmark's host does: host.py firmware.elf

Loads sample digits, lets the device classify them, and checks every answer.
"""

import pathlib
import re
import selectors
import subprocess
import sys
import time

SAMPLES = pathlib.Path(__file__).resolve().parents[1] / "digits/samples.h"
QEMU = ["qemu-system-arm", "-M", "mps2-an386", "-display", "none", "-monitor", "none", "-serial", "stdio", "-kernel"]
TIMEOUT = 120
CHUNK = 31  # bytes per db command: with it, 65 characters, and a device keeps 80


class Device:
    def __init__(self, firmware):
        self.process = subprocess.Popen([*QEMU, firmware], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.pending = ""

    def wait(self):
        """The lines up to m-ready."""
        end = time.monotonic() + TIMEOUT
        while "m-ready\r\n" not in self.pending:
            if time.monotonic() > end or not self.selector.select(TIMEOUT):
                raise SystemExit(f"no answer within {TIMEOUT} s, only {self.pending!r}")
            data = self.process.stdout.read(4096)
            if not data:
                raise SystemExit(f"the emulator ended after {self.pending!r}")
            self.pending += data.decode("ascii", "replace")
        answer, _, self.pending = self.pending.partition("m-ready\r\n")
        return answer.split("\r\n")[:-1]

    def send(self, command):
        self.process.stdin.write(f"{command}%".encode())
        return self.wait()

    def close(self):
        self.process.kill()
        self.process.wait()


def check(found, expected):
    """Compares the lines of an answer with regular expressions."""
    if len(found) != len(expected) or not all(map(re.fullmatch, expected, found)):
        raise SystemExit(f"found {found}, expected {expected}")


def read_samples():
    for label, pixels in re.findall(r"\{(\d), \{([\d,]+)\}\}", SAMPLES.read_text()):
        yield int(label), bytes(map(int, pixels.split(",")))


def load(device, data):
    check(device.send(f"db load {len(data)}"), [re.escape(f"m-[Expecting {len(data)} bytes]")])
    for start in range(0, len(data), CHUNK):
        is_last = start + CHUNK >= len(data)
        check(device.send(f"db {data[start : start + CHUNK].hex()}"), ["m-load-done"] if is_last else [])


def classify(device, data):
    """The class that the device answers, and the microseconds of a call."""
    load(device, data)
    results = r"m-results-\[(\d\.\d{3},){9}\d\.\d{3}\]"
    answer = device.send("infer 2 1")
    check(answer, ["m-warmup-start-1", "m-warmup-done", "m-infer-start-2", r"m-lap-us-\d+", r"m-lap-us-\d+",
                   "m-infer-done", results])
    check(device.send("results"), [re.escape(answer[-1])])
    values = [float(value) for value in answer[-1][len("m-results-[") : -1].split(",")]
    laps = [int(line.rpartition("-")[2]) for line in answer[3:5]]
    return values.index(max(values)), (laps[1] - laps[0]) / 2


def check_errors(device):
    for command, answer in (("nonsense", "e-[Unknown command: nonsense]"),
                            ("db", "e-[Command 'db' requires a subcommand]"),
                            ("db load", "e-[Command 'db load' requires the # of bytes]"),
                            ("db load 0", "e-[Command 'db load' must be >0 bytes]"),
                            ("db load 785", "e-[Supplied buffer size exceeds maximum of 784]"),
                            ("infer 0", "e-[Inference iterations must be >0]"),
                            ("infer 1 -1", "e-[Inference warmup must be >=0]")):
        check(device.send(command), [re.escape(answer)])
    check(device.send("db load 9"), [re.escape("m-[Expecting 9 bytes]")])
    check(device.send("db 123"), [re.escape("e-[Insufficent number of hex digits]")])
    check(device.send("db 12g4"), [re.escape("e-[Invalid hex digit 'g4']")])
    check(device.send("db 00112233445566778899"), ["m-load-done"])
    check(device.send("db print"), ["m-buffer-12-00-11-22-33-44-55-66", "m-buffer-77"])


def main(firmware):
    device = Device(firmware)
    try:
        check(device.wait(), ["m-timestamp-mode-performance", r"m-lap-us-\d+", "m-init-done"])
        check(device.send("name"), [re.escape("m-name-dut-[effc]")])
        check(device.send("profile"), [r"m-profile-\[.*\]", re.escape("m-model-[digits]")])
        check(device.send("timestamp"), [r"m-lap-us-\d+"])
        check_errors(device)
        right, microseconds = 0, []
        samples = list(read_samples())[::4]
        for label, data in samples:
            found, time_of_one = classify(device, data)
            right += found == label
            microseconds.append(time_of_one)
        print(f"{right} of {len(samples)} digits right, {sorted(microseconds)[len(microseconds) // 2]:.0f} us each")
        return 0 if right == len(samples) else 1
    finally:
        device.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
