//===- FloatSumTest.cpp - f32 forms of 8-bit sums -------------------------===//
#include "Codegen/FloatSum.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace effc;

/// The sum in real numbers, ties away from zero: what fixed-point arithmetic comes close to.
static ByteSum makeSum(double lhsScale, double rhsScale, int64_t zeroPoint, bool hasFma) {
  ByteSum sum{-128, -128, lhsScale, rhsScale, -128, 127, {}, hasFma};
  for (int64_t a = -128; a < 128; ++a)
    for (int64_t b = -128; b < 128; ++b) {
      double result = std::round(a * lhsScale + b * rhsScale) + double(zeroPoint);
      sum.results.push_back(std::clamp<int64_t>(int64_t(result), -128, 127));
    }
  return sum;
}

static void expectEqual(const ByteSum &sum, const FloatSum &form) {
  for (int64_t i = 0; i < 256; ++i)
    for (int64_t j = 0; j < 256; ++j) {
      auto a = float(sum.lhsLeast + i), b = float(sum.rhsLeast + j);
      volatile float left = a * form.lhsFactor, right = b * form.rhsFactor;
      volatile float inner = right + form.offset;
      float value = sum.hasFma
                        ? std::fma(a, form.lhsFactor, std::fma(b, form.rhsFactor, form.offset))
                        : left + inner;
      ASSERT_EQ(std::clamp<int64_t>(std::lrintf(value), sum.least, sum.greatest),
                sum.results[256 * i + j])
          << i << " " << j;
    }
}

TEST(FloatSum, FormsGiveAllResults) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> scales(0.02, 1.5);
  int found = 0, count = 0;
  for (bool hasFma : {true, false})
    for (int i = 0; i < 40; ++i, ++count) {
      double sign = i % 2 ? -1 : 1;
      ByteSum sum = makeSum(scales(random), sign * scales(random), i % 20 - 10, hasFma);
      if (std::optional<FloatSum> form = findFloatSum(sum)) {
        ++found;
        expectEqual(sum, *form);
      }
    }
  EXPECT_GE(found, count * 9 / 10);
}

/// Half of the results are ties, which no single offset rounds away from zero on both sides.
TEST(FloatSum, TiesOfBothSignsHaveNoForm) {
  EXPECT_FALSE(findFloatSum(makeSum(0.5, 0.5, 0, true)));
}

TEST(FloatSum, TiesOfOneSignHaveAForm) {
  ByteSum sum = makeSum(0.5, 0.5, -128, true);
  std::optional<FloatSum> form = findFloatSum(sum);
  ASSERT_TRUE(form);
  expectEqual(sum, *form);
}
