//===- FixedPoint.cpp - Fixed-point arithmetic of TFLite ------------------===//
#include "FixedPoint.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace effc::reference;

static constexpr int32_t kMin32 = std::numeric_limits<int32_t>::min();
static constexpr int32_t kMax32 = std::numeric_limits<int32_t>::max();

static int32_t wrappingAdd(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b));
}

static int32_t wrappingSub(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) - static_cast<uint32_t>(b));
}

static int32_t wrappingShiftLeft(int32_t x, int bits) {
  return static_cast<int32_t>(static_cast<uint32_t>(x) << bits);
}

int32_t effc::reference::saturatingRoundingDoublingHighMul(int32_t a, int32_t b) {
  if (a == kMin32 && b == kMin32)
    return kMax32;
  int64_t product = static_cast<int64_t>(a) * b;
  int64_t nudge = product >= 0 ? int64_t(1) << 30 : 1 - (int64_t(1) << 30);
  return static_cast<int32_t>((product + nudge) / (int64_t(1) << 31));
}

int16_t effc::reference::saturatingRoundingDoublingHighMul16(int16_t a, int16_t b) {
  constexpr int16_t min16 = std::numeric_limits<int16_t>::min();
  if (a == min16 && b == min16)
    return std::numeric_limits<int16_t>::max();
  int32_t product = static_cast<int32_t>(a) * b;
  int32_t nudge = product >= 0 ? 1 << 14 : 1 - (1 << 14);
  return static_cast<int16_t>((product + nudge) / (1 << 15));
}

int32_t effc::reference::roundingDivideByPowerOfTwo(int32_t x, int exponent) {
  int64_t divisor = int64_t(1) << exponent;
  int64_t magnitude = std::abs(static_cast<int64_t>(x));
  int64_t quotient = (magnitude + divisor / 2) / divisor;
  return static_cast<int32_t>(x < 0 ? -quotient : quotient);
}

int16_t effc::reference::roundingDivideByPowerOfTwo16(int16_t x, int exponent) {
  int16_t mask = static_cast<int16_t>((int64_t(1) << exponent) - 1);
  int16_t remainder = x & mask;
  int16_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return static_cast<int16_t>((x >> exponent) + (remainder > threshold ? 1 : 0));
}

int32_t effc::reference::saturatingMultiplyByPowerOfTwo(int32_t x, int exponent) {
  int64_t product = static_cast<int64_t>(x) * (int64_t(1) << exponent);
  return static_cast<int32_t>(std::clamp<int64_t>(product, kMin32, kMax32));
}

Multiplier effc::reference::makeMultiplier(double real) {
  if (real == 0)
    return {};
  if (!std::isfinite(real))
    return {kMax32, 30};
  Multiplier result;
  double fraction = std::frexp(real, &result.shift);
  int64_t fixed = std::llround(fraction * (int64_t(1) << 31));
  if (std::abs(fixed) == int64_t(1) << 31) {
    fixed /= 2;
    ++result.shift;
  }
  if (result.shift < -31)
    return {};
  if (result.shift > 30)
    return {real < 0 ? -kMax32 : kMax32, 30};
  result.value = static_cast<int32_t>(fixed);
  return result;
}

int32_t effc::reference::scale(int32_t x, Multiplier multiplier) {
  int left = std::max(multiplier.shift, 0);
  int right = std::max(-multiplier.shift, 0);
  int32_t shifted = wrappingShiftLeft(x, left);
  return roundingDivideByPowerOfTwo(saturatingRoundingDoublingHighMul(shifted, multiplier.value),
                                    right);
}

int32_t effc::reference::scaleWide(int64_t x, Multiplier multiplier) {
  int64_t reduced = multiplier.value < 0x7fff0000 ? (multiplier.value + (1 << 15)) >> 16 : 0x7fff;
  // A wide enough shift right always remains: TFLite limits the shift to 7.
  int right = 15 - std::min(multiplier.shift, 14);
  uint64_t product = static_cast<uint64_t>(x) * static_cast<uint64_t>(reduced);
  uint64_t rounded = product + (uint64_t(1) << (right - 1));
  return static_cast<int32_t>(static_cast<int64_t>(rounded) >> right);
}

/// The product of fixed-point numbers; the result has the sum of their integer bits.
static int32_t multiply(int32_t a, int32_t b) { return saturatingRoundingDoublingHighMul(a, b); }

/// `exp(a)` for `a` in [-1/4, 0), both with 0 integer bits: a Taylor series about -1/8.
static int32_t expOfSmallNegative(int32_t a) {
  constexpr int32_t expOfMinusOneEighth = 1895147668;
  constexpr int32_t oneThird = 715827883;
  int32_t x = wrappingAdd(a, 1 << 28);
  int32_t x2 = multiply(x, x);
  int32_t x3 = multiply(x2, x);
  int32_t x4 = multiply(x2, x2);
  int32_t x4Over4 = roundingDivideByPowerOfTwo(x4, 2);
  int32_t tail =
      roundingDivideByPowerOfTwo(wrappingAdd(multiply(wrappingAdd(x4Over4, x3), oneThird), x2), 1);
  return wrappingAdd(expOfMinusOneEighth, multiply(expOfMinusOneEighth, wrappingAdd(x, tail)));
}

int32_t effc::reference::expOfNegative(int32_t a, int integerBits) {
  if (a == 0)
    return kMax32;
  int fractionBits = 31 - integerBits;
  int32_t quarter = 1 << (fractionBits - 2);
  // a = r - n / 4 with r in [-1/4, 0); exp(-n / 4) is a product of constants, one per bit of n.
  int32_t remainder = (a & (quarter - 1)) - quarter;
  int32_t result = expOfSmallNegative(saturatingMultiplyByPowerOfTwo(remainder, integerBits));
  uint32_t quarters = static_cast<uint32_t>(wrappingSub(remainder, a));
  // exp(-2^e) with 0 integer bits, for e = -2, -1, ... 4.
  static constexpr int32_t factors[] = {1672461947, 1302514674, 790015084, 290630308,
                                        39332535,   720401,     242};
  for (int e = -2; e < integerBits && e <= 4; ++e)
    if (quarters & (uint32_t(1) << (fractionBits + e)))
      result = multiply(result, factors[e + 2]);
  return result;
}

/// `2 / (1 + a)` with 2 integer bits for `a` in [0, 1) with none: three Newton steps.
static int32_t twoOverOnePlus(int32_t a) {
  constexpr int32_t fortyEightSeventeenths = 1515870810;
  constexpr int32_t minusThirtyTwoSeventeenths = -1010580540;
  constexpr int32_t one = 1 << 29;
  int64_t sum = static_cast<int64_t>(a) + kMax32;
  int32_t half = static_cast<int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
  int32_t x = wrappingAdd(fortyEightSeventeenths, multiply(half, minusThirtyTwoSeventeenths));
  for (int step = 0; step < 3; ++step) {
    int32_t error = wrappingSub(one, multiply(half, x));
    x = wrappingAdd(x, saturatingMultiplyByPowerOfTwo(multiply(x, error), 2));
  }
  return x;
}

int32_t effc::reference::oneOverOnePlus(int32_t a) {
  return saturatingMultiplyByPowerOfTwo(twoOverOnePlus(a), 1);
}

int32_t effc::reference::logistic(int32_t a, int integerBits) {
  if (a == 0)
    return 1 << 30;
  int32_t negative = a > 0 ? -a : a;
  int32_t ofPositive = oneOverOnePlus(expOfNegative(negative, integerBits));
  return a > 0 ? ofPositive : kMax32 - ofPositive;
}

int32_t effc::reference::tanh(int32_t a, int integerBits) {
  if (a == 0)
    return 0;
  int32_t negative = a > 0 ? -a : a;
  // (1 - x) / (1 + x) for x = exp(-2 |a|); one integer bit more doubles the number.
  int32_t x = expOfNegative(negative, integerBits + 1);
  int32_t result = saturatingMultiplyByPowerOfTwo(wrappingSub(twoOverOnePlus(x), 1 << 29), 2);
  return a > 0 ? result : -result;
}

int32_t effc::reference::getInputRadius(int integerBits, int shift) {
  double radius = std::ldexp(double((1 << integerBits) - 1), 31 - integerBits - shift);
  return static_cast<int32_t>(std::min<double>(std::floor(radius), kMax32));
}
