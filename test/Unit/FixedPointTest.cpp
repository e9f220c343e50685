#include "../../lib/Reference/FixedPoint.h"
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace effc::reference;

static constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
static constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

TEST(FixedPoint, HighMulSaturatesItsOneOverflow) {
  EXPECT_EQ(saturatingRoundingDoublingHighMul(kMin, kMin), kMax);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(kMin, kMax), -kMax);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(kMax, kMax), kMax - 1);
  EXPECT_EQ(saturatingRoundingDoublingHighMul16(INT16_MIN, INT16_MIN), INT16_MAX);
}

TEST(FixedPoint, HighMulRoundsTiesUpward) {
  // 2^30 is one half.
  EXPECT_EQ(saturatingRoundingDoublingHighMul(1, 1 << 30), 1);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(-1, 1 << 30), 0);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(3, 1 << 30), 2);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(-3, 1 << 30), -1);
  EXPECT_EQ(saturatingRoundingDoublingHighMul16(3, 1 << 14), 2);
  EXPECT_EQ(saturatingRoundingDoublingHighMul16(-3, 1 << 14), -1);
}

TEST(FixedPoint, DivisionRoundsTiesAwayFromZero) {
  EXPECT_EQ(roundingDivideByPowerOfTwo(3, 1), 2);
  EXPECT_EQ(roundingDivideByPowerOfTwo(-3, 1), -2);
  EXPECT_EQ(roundingDivideByPowerOfTwo(5, 2), 1);
  EXPECT_EQ(roundingDivideByPowerOfTwo(-6, 2), -2);
  EXPECT_EQ(roundingDivideByPowerOfTwo(-5, 2), -1);
}

TEST(FixedPoint, DivisionAtTheLimits) {
  EXPECT_EQ(roundingDivideByPowerOfTwo(kMin, 0), kMin);
  EXPECT_EQ(roundingDivideByPowerOfTwo(kMax, 0), kMax);
  EXPECT_EQ(roundingDivideByPowerOfTwo(kMin, 31), -1);
  EXPECT_EQ(roundingDivideByPowerOfTwo(kMax, 31), 1);
  EXPECT_EQ(roundingDivideByPowerOfTwo((1 << 30) - 1, 31), 0);
  EXPECT_EQ(roundingDivideByPowerOfTwo(1 << 30, 31), 1);
  EXPECT_EQ(roundingDivideByPowerOfTwo(-(1 << 30), 31), -1);
}

TEST(FixedPoint, ShiftLeftSaturates) {
  EXPECT_EQ(saturatingMultiplyByPowerOfTwo(1 << 29, 1), 1 << 30);
  EXPECT_EQ(saturatingMultiplyByPowerOfTwo(1 << 29, 2), kMax);
  EXPECT_EQ(saturatingMultiplyByPowerOfTwo(-(1 << 29), 3), kMin);
}

TEST(FixedPoint, MultiplierHas31Bits) {
  EXPECT_EQ(makeMultiplier(0.5).value, 1 << 30);
  EXPECT_EQ(makeMultiplier(0.5).shift, 0);
  EXPECT_EQ(makeMultiplier(1).shift, 1);
  EXPECT_EQ(makeMultiplier(-0.75).value, -3 * (1 << 29));
  EXPECT_EQ(makeMultiplier(0).value, 0);
}

TEST(FixedPoint, MultiplierAtTheLimits) {
  // Rounds up to the next power of two.
  EXPECT_EQ(makeMultiplier(1 - 1e-12).value, 1 << 30);
  EXPECT_EQ(makeMultiplier(1 - 1e-12).shift, 1);
  EXPECT_EQ(makeMultiplier(std::ldexp(1.0, -32)).shift, -31);
  EXPECT_EQ(makeMultiplier(std::ldexp(0.99, -32)).value, 0);
  EXPECT_EQ(makeMultiplier(std::ldexp(1.0, 40)).value, kMax);
  EXPECT_EQ(makeMultiplier(std::ldexp(1.0, 40)).shift, 30);
  EXPECT_EQ(makeMultiplier(-std::ldexp(1.0, 40)).value, -kMax);
  EXPECT_EQ(makeMultiplier(INFINITY).value, kMax);
  EXPECT_EQ(makeMultiplier(INFINITY).shift, 30);
}

TEST(FixedPoint, ScaleRoundsTwice) {
  EXPECT_EQ(scale(100, makeMultiplier(1)), 100);
  EXPECT_EQ(scale(100, makeMultiplier(4)), 400);
  EXPECT_EQ(scale(6, makeMultiplier(0.25)), 2);
  EXPECT_EQ(scale(-6, makeMultiplier(0.25)), -2);
  // 5 * 0.2998 = 1.499; the first rounding makes 3 halves of it, the second 2.
  Multiplier multiplier = makeMultiplier(0.2998);
  ASSERT_EQ(multiplier.shift, -1);
  EXPECT_EQ(scale(5, multiplier), 2);
}

TEST(FixedPoint, ScaleOfWideSumsRoundsOnce) {
  EXPECT_EQ(scaleWide(100, makeMultiplier(1)), 100);
  EXPECT_EQ(scaleWide(6, makeMultiplier(0.25)), 2);
  // Ties go upward.
  EXPECT_EQ(scaleWide(-6, makeMultiplier(0.25)), -1);
  EXPECT_EQ(scaleWide(int64_t(1) << 40, makeMultiplier(std::ldexp(1.0, -20))), 1 << 20);
  // The multiplier never rounds up to 2^15.
  EXPECT_EQ(scaleWide(1 << 15, {kMax, 0}), 0x7fff);
}

TEST(FixedPoint, Exponential) {
  EXPECT_EQ(expOfNegative(0, 5), kMax);
  for (double x = -31; x < 0; x += 0.37)
    EXPECT_NEAR(std::ldexp(expOfNegative(int32_t(std::ldexp(x, 26)), 5), -31), std::exp(x), 1e-7)
        << x;
  EXPECT_EQ(expOfNegative(kMin, 5), 0);
}

TEST(FixedPoint, Reciprocal) {
  EXPECT_EQ(oneOverOnePlus(0), kMax);
  for (double x = 0; x < 1; x += 0.01)
    EXPECT_NEAR(std::ldexp(oneOverOnePlus(int32_t(std::ldexp(x, 31))), -31), 1 / (1 + x), 1e-8)
        << x;
}

TEST(FixedPoint, LogisticAndTanh) {
  EXPECT_EQ(logistic(0, 4), 1 << 30);
  EXPECT_EQ(effc::reference::tanh(0, 4), 0);
  for (double x = -15.9; x < 16; x += 0.13) {
    int32_t raw = std::ldexp(x, 27);
    EXPECT_NEAR(std::ldexp(logistic(raw, 4), -31), 1 / (1 + std::exp(-x)), 1e-7) << x;
    EXPECT_NEAR(std::ldexp(effc::reference::tanh(raw, 4), -31), std::tanh(x), 1e-7) << x;
  }
}

TEST(FixedPoint, InputRadius) {
  EXPECT_EQ(getInputRadius(5, 0), 31 << 26);
  EXPECT_EQ(getInputRadius(5, 26), 31);
  EXPECT_EQ(getInputRadius(5, 30), 1);
  EXPECT_EQ(getInputRadius(4, -10), kMax);
}
