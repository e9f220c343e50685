#include "effc/IR/Quantization.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace effc;

TEST(Quantization, MultiplierIsNormalised) {
  QuantizedMultiplier half = quantizeMultiplier(0.5);
  EXPECT_EQ(half.multiplier, 1 << 30);
  EXPECT_EQ(half.shift, 0);
  QuantizedMultiplier one = quantizeMultiplier(1.0);
  EXPECT_EQ(one.multiplier, 1 << 30);
  EXPECT_EQ(one.shift, 1);
}

TEST(Quantization, MultiplierRoundsUpToNextPower) {
  QuantizedMultiplier nearOne = quantizeMultiplier(1.0 - 1e-12);
  EXPECT_EQ(nearOne.multiplier, 1 << 30);
  EXPECT_EQ(nearOne.shift, 1);
}

TEST(Quantization, TinyMultiplierIsZero) {
  EXPECT_EQ(quantizeMultiplier(1e-12).multiplier, 0);
  EXPECT_EQ(quantizeMultiplier(0).multiplier, 0);
}

TEST(Quantization, LargeMultiplierIsTheLargest) {
  for (double real : {std::ldexp(1.0, 30), std::ldexp(1.0, 100), double(INFINITY), double(NAN)}) {
    EXPECT_EQ(quantizeMultiplier(real).multiplier, INT32_MAX) << real;
    EXPECT_EQ(quantizeMultiplier(real).shift, 30) << real;
  }
  EXPECT_EQ(quantizeMultiplier(std::ldexp(1.0, 29)).multiplier, 1 << 30);
  EXPECT_EQ(quantizeMultiplier(std::ldexp(1.0, 29)).shift, 30);
}
