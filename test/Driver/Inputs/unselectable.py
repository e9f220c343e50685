"""Prints scale.mlir with an intrinsic that only Arm's code generator knows."""

import pathlib
import sys

LINES = """
    %three = arith.constant 3 : i32
    %n = llvm.call_intrinsic "llvm.start.loop.iterations.i32"(%three) : (i32) -> i32
    %used = llvm.inline_asm has_side_effects "", "=r,0" %n : (i32) -> i32
"""
head, kernel, rest = pathlib.Path(sys.argv[1]).read_text().partition("attributes {effc.kernel} {")
print(head + kernel + LINES + rest)
