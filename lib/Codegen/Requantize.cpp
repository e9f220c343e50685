//===- Requantize.cpp - Fixed-point rescaling of integers -----------------===//
//
// Every quantized op ends by rescaling an integer by a real factor. TFLite's reference kernels
// write the factor as `M * 2^(s - 31)`, 2^30 <= M < 2^31, and compute, for s <= 0 and e = -s,
//
//   y = saturating rounding doubling high multiply(x, M)    (ties up)
//   D = rounding divide by power of two(y, e)               (ties away from zero)
//
// Two roundings, each with a branch on a sign as it is usually written. The first is
// `(x*M + 2^30) >> 31` in 64 bits: the usual form nudges negative products by `1 - 2^30` and
// divides toward zero, which is the same floor. It cannot saturate, for M is positive. The
// second is `(y + 2^(e-1) + (y < 0 ? -1 : 0)) >> e`.
//
// Both merge. With S = 2^31 where x < 0, else 0,
//
//   D = (x*M + 2^30 + 2^(30+e) - S) >> (31 + e)             for e >= 1
//
// (where x < 0 but y = 0, both forms give 0). |x*M| < 2^62 and e <= 31, so 64 bits are
// enough for every x.
//
// Scalars use the merged form: one wide multiply-add, the high word, and a shift. Vectors use
// the two steps: `y` needs one 64-bit addition of a constant and a logical shift (the low 32 of
// the bits that remain are the same as with an arithmetic one, which AVX2 and others lack), and
// the second step stays in 32-bit lanes. There `y + 2^(e-1)` can overflow where nothing is
// known of x, so the general form is `((y + (y >> 31)) >> (e-1)) + 1) >> 1`, one shift more.
//
// A positive shift multiplies x beforehand in 32 bits, wrapping, as the reference does.
//
//===----------------------------------------------------------------------===//
#include "Requantize.h"

using namespace mlir;
using namespace effc;

/// `(x*M + 2^30) >> 31`.
static Lanes highMultiply(Lanes value, Lanes wideMultiplier) {
  Lanes product = value.toInteger(64) * wideMultiplier + (int64_t(1) << 30);
  return product.shiftRightLogical(31).toInteger(32);
}

Lanes effc::roundingDoublingHighMultiply(Lanes a, Lanes b) {
  return highMultiply(a, b.toInteger(64));
}

Lanes effc::roundingDoublingHighMultiply(Lanes a, int32_t b) {
  return highMultiply(a, a.toInteger(64).constant(int64_t(b)));
}

Lanes effc::roundingShiftRight(Lanes value, int exponent) {
  if (exponent == 0)
    return value;
  int signBit = value.getElementType().getIntOrFloatBitWidth() - 1;
  return (((value + (value >> signBit)) >> (exponent - 1)) + 1) >> 1;
}

/// As `roundingShiftRight` where `value + 2^(exponent - 1)` fits 32 bits.
static Lanes boundedRoundingShiftRight(Lanes value, int exponent) {
  return (value + (value >> 31) + (int64_t(1) << (exponent - 1))) >> exponent;
}

/// `value / 2`, halves up: the high multiply by 2^30.
static Lanes halve(Lanes value, int64_t bound) {
  return bound < INT32_MAX ? (value + 1) >> 1 : (value >> 1) + (value & 1);
}

/// The merged form for scalars.
static Lanes scaleScalar(Lanes value, int32_t multiplier, int exponent) {
  Lanes wide = value.toInteger(64);
  Lanes sign = (wide >> 63) << 31;
  int64_t rounding = (int64_t(1) << 30) + (int64_t(1) << (30 + exponent));
  Lanes sum = wide * int64_t(multiplier) + rounding + sign;
  return sum.shiftRightLogical(32).toInteger(32) >> (exponent - 1);
}

Lanes effc::multiplyByQuantizedMultiplier(Lanes value, QuantizedMultiplier factor, int64_t bound) {
  if (factor.multiplier == 0)
    return value.constant(0);
  if (factor.shift > 0) {
    // A factor of one, or any power of two, is no multiplication at all, unless the shift wraps.
    if (factor.multiplier == 1 << 30 && bound <= (int64_t(1) << 31) >> factor.shift)
      return value << (factor.shift - 1);
    return roundingDoublingHighMultiply(value << factor.shift, factor.multiplier);
  }
  int exponent = -factor.shift;
  if (factor.multiplier != 1 << 30 && exponent > 0 && value.getCount() == 1)
    return scaleScalar(value, factor.multiplier, exponent);
  Lanes high = factor.multiplier == 1 << 30
                   ? halve(value, bound)
                   : roundingDoublingHighMultiply(value, factor.multiplier);
  if (exponent == 0)
    return high;
  if (bound + (int64_t(1) << (exponent - 1)) < int64_t(1) << 31)
    return boundedRoundingShiftRight(high, exponent);
  return roundingShiftRight(high, exponent);
}

Lanes effc::multiplyByQuantizedMultiplier(Lanes value, Lanes multiplier, Lanes shift,
                                          bool mayShiftLeft) {
  if (mayShiftLeft)
    value = value << shift.max(0);
  Lanes high = roundingDoublingHighMultiply(value, multiplier);
  Lanes exponent = shift.constant(0) - (mayShiftLeft ? shift.min(0) : shift);
  // Shift by e as by e-1 and by 1, where e is not 0.
  Lanes isShifted = shift < shift.constant(0);
  Lanes before = (high + (high >> 31)) >> (exponent - 1).max(0);
  return isShifted.select((before + 1) >> 1, high);
}

Lanes effc::multiplyWideByQuantizedMultiplier(Lanes value, QuantizedMultiplier factor) {
  int64_t reduced = factor.multiplier < 0x7FFF0000 ? (factor.multiplier + (1 << 15)) >> 16 : 0x7FFF;
  int shift = 15 - factor.shift;
  return ((value * reduced + (int64_t(1) << (shift - 1))) >> shift).toInteger(32);
}

Lanes effc::multiplyWideByQuantizedMultiplier(Lanes value, Lanes multiplier, Lanes shift) {
  Lanes reduced = (multiplier.min(0x7FFEFFFF) + (1 << 15)) >> 16;
  reduced = (multiplier < 0x7FFF0000).select(reduced, reduced.constant(0x7FFF));
  Lanes amount = (shift.constant(15) - shift).toInteger(64);
  Lanes one = amount.constant(1);
  Lanes sum = value * reduced.toInteger(64) + (one << (amount - 1));
  return (sum >> amount).toInteger(32);
}

Lanes effc::narrow(Lanes value, int64_t zeroPoint, IntegerRange range, unsigned bits) {
  return (value + zeroPoint).clamp(range.min, range.max).toInteger(bits);
}
