//===- FixedPoint.h - Fixed-point functions at compile time -----*- C++ -*-===//
//
// The fixed-point arithmetic that TFLite's quantized kernels are defined by. A number with k
// integer bits is an i32 that stands for `raw * 2^(k - 31)`.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_CODEGEN_FIXEDPOINT_H
#define EFFC_LIB_CODEGEN_FIXEDPOINT_H

#include <cstdint>

namespace effc {

/// The high 32 bits of `2 * a * b`, rounded to nearest, halves up.
int32_t roundingDoublingHighMultiply(int32_t a, int32_t b);

/// `value / 2^exponent`, halves away from zero.
int32_t roundingShiftRight(int32_t value, int exponent);

/// exp of a number <= 0 with `integerBits` (at most 5) integer bits; no integer bits in the
/// result, where 1 is the largest i32.
int32_t exponentialOfNegative(int32_t raw, int integerBits);

} // namespace effc

#endif
