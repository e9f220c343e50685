//===- FixedPoint.h - Fixed-point arithmetic of TFLite ----------*- C++ -*-===//
//
// The integer arithmetic that the TFLite reference kernels are defined by, written
// for the evaluator alone: code generation has its own, so that each checks the other.
// Arithmetic that can overflow wraps.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_REFERENCE_FIXEDPOINT_H
#define EFFC_LIB_REFERENCE_FIXEDPOINT_H

#include <cstdint>

namespace effc::reference {

/// `a * b / 2^31`, rounded to nearest, ties upward; saturates in the one case that overflows
/// (both INT32_MIN).
int32_t saturatingRoundingDoublingHighMul(int32_t a, int32_t b);

/// The same on 16 bits: `a * b / 2^15`.
int16_t saturatingRoundingDoublingHighMul16(int16_t a, int16_t b);

/// `x / 2^exponent`, ties away from zero; exponent in [0, 31].
int32_t roundingDivideByPowerOfTwo(int32_t x, int exponent);

/// The same on 16 bits, where TFLite cuts off the mask of the remainder as well: from 2^16 on the
/// result is 1 for any `x` that is not negative, else -1.
int16_t roundingDivideByPowerOfTwo16(int16_t x, int exponent);

/// `x * 2^exponent`, saturating.
int32_t saturatingMultiplyByPowerOfTwo(int32_t x, int exponent);

/// A real number as `value * 2^(shift - 31)`.
struct Multiplier {
  int32_t value = 0;
  int shift = 0;
};

/// `real` with 31 significant bits, ties away from zero. Magnitudes below 2^-32 become 0,
/// those of 2^30 and above the largest multiplier.
Multiplier makeMultiplier(double real);

/// `x * multiplier` rounded twice: after the high multiplication and after the shift right.
int32_t scale(int32_t x, Multiplier multiplier);

/// `x * multiplier` for the 64-bit sums of 16-bit activations: the multiplier is cut to 15
/// bits, then one rounding, ties upward.
int32_t scaleWide(int64_t x, Multiplier multiplier);

/// Below, a fixed-point number with `n` integer bits is an int32 worth `raw * 2^(n - 31)`.

/// `exp(a)` with 0 integer bits, for `a <= 0` with `integerBits` integer bits, at most 5.
int32_t expOfNegative(int32_t a, int integerBits);

/// `1 / (1 + a)` for `a` in [0, 1), both with 0 integer bits.
int32_t oneOverOnePlus(int32_t a);

/// `1 / (1 + exp(-a))` with 0 integer bits, `a` with `integerBits`.
int32_t logistic(int32_t a, int integerBits);

/// `tanh(a)` with 0 integer bits, `a` with `integerBits`.
int32_t tanh(int32_t a, int integerBits);

/// The largest integer whose product with an input multiplier of `shift` stays below
/// `2^integerBits`, as a 32-bit fixed-point number with that many integer bits.
int32_t getInputRadius(int integerBits, int shift);

} // namespace effc::reference

#endif
