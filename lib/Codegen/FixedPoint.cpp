//===- FixedPoint.cpp - Fixed-point functions at compile time -------------===//
#include "FixedPoint.h"
#include <algorithm>
#include <limits>

using namespace effc;

static constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
static constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

int32_t effc::roundingDoublingHighMultiply(int32_t a, int32_t b) {
  if (a == kMin && b == kMin)
    return kMax;
  return static_cast<int32_t>((int64_t(a) * b + (int64_t(1) << 30)) >> 31);
}

int32_t effc::roundingShiftRight(int32_t value, int exponent) {
  if (exponent == 0)
    return value;
  int64_t half = int64_t(1) << (exponent - 1);
  return static_cast<int32_t>((value + half - (value < 0)) >> exponent);
}

/// exp(a) for a in [-1/4, 0), no integer bits: the Taylor series at -1/8.
static int32_t exponentialOfSmall(int32_t a) {
  constexpr int32_t kExpMinusEighth = 1895147668, kThird = 715827883;
  int32_t x = a + (1 << 28);
  int32_t x2 = roundingDoublingHighMultiply(x, x);
  int32_t x3 = roundingDoublingHighMultiply(x2, x);
  int32_t x4 = roundingDoublingHighMultiply(x2, x2);
  int32_t cubic = roundingDoublingHighMultiply(roundingShiftRight(x4, 2) + x3, kThird);
  int32_t rest = roundingShiftRight(cubic + x2, 1);
  return kExpMinusEighth + roundingDoublingHighMultiply(kExpMinusEighth, x + rest);
}

int32_t effc::exponentialOfNegative(int32_t raw, int integerBits) {
  // exp(-2^k) for k from -2 on.
  static constexpr int32_t kFactors[] = {1672461947, 1302514674, 790015084, 290630308,
                                         39332535,   720401,     242};
  if (raw == 0)
    return kMax;
  int fractionBits = 31 - integerBits;
  int32_t quarter = 1 << (fractionBits - 2);
  int32_t small = (raw & (quarter - 1)) - quarter;
  int64_t rescaled = int64_t(small) * (int64_t(1) << integerBits);
  int32_t result =
      exponentialOfSmall(static_cast<int32_t>(std::clamp<int64_t>(rescaled, kMin, kMax)));
  int32_t remainder = small - raw;
  for (int exponent = -2; exponent <= 4 && exponent < integerBits; ++exponent)
    if (remainder & (1 << (fractionBits + exponent)))
      result = roundingDoublingHighMultiply(result, kFactors[exponent + 2]);
  return result;
}
