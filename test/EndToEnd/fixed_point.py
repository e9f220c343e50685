"""TFLite's fixed-point arithmetic: 32-bit sums, a multiplier of 31 bits with two roundings, ties away from zero."""

import math

LIMITS = {"INT8": (-128, 127), "UINT8": (0, 255), "INT16": (-32768, 32767)}


def quantize_multiplier(real):
    fraction, exponent = math.frexp(real)
    multiplier = math.floor(fraction * (1 << 31) + 0.5)
    if multiplier == 1 << 31:
        multiplier, exponent = multiplier // 2, exponent + 1
    return multiplier, exponent


def rounding_shift(value, bits):
    """value / 2^bits to nearest, ties away from zero."""
    if bits == 0:
        return value
    rounded = (abs(value) + (1 << (bits - 1))) >> bits
    return rounded if value >= 0 else -rounded


def rescale(value, real):
    return rescale_by(value, *quantize_multiplier(real))


def rescale_by(value, multiplier, exponent):
    product = (value << max(exponent, 0)) * multiplier
    nudge = (1 << 30) if product >= 0 else 1 - (1 << 30)
    high = abs(product + nudge) >> 31
    return rounding_shift(high if product + nudge >= 0 else -high, max(-exponent, 0))


def clamp(value, low, high):
    return max(low, min(high, value))
