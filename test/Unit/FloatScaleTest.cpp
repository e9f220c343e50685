//===- FloatScaleTest.cpp - f32 forms of output scales --------------------===//
#include "Codegen/FloatScale.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace effc;

/// TFLite's two rounded steps, merged: see `#effc.requantize`.
static int64_t rescale(const RescaleRange &range, int64_t sum) {
  int64_t rounding = (int64_t(1) << (31 + range.shift)) + (int64_t(1) << 30);
  if (sum < 0)
    rounding -= int64_t(1) << 31;
  return (sum * range.multiplier + rounding) >> (32 + range.shift);
}

static int64_t apply(const FloatScale &form, const RescaleRange &range, int64_t sum) {
  float value = static_cast<float>(sum - form.origin);
  float offset = sum < 0 && !range.isSignless ? -form.offset : form.offset;
  volatile float product = value * form.scale;
  float result = range.hasFma ? std::fma(value, form.scale, offset) : product + offset;
  return std::lrintf(result) + form.center + (form.exception == sum);
}

static void expectEqual(const RescaleRange &range, const FloatScale &form) {
  for (int64_t sum = range.lowSum; sum <= range.highSum; ++sum) {
    auto clamp = [&](int64_t value) {
      return std::clamp(value, range.lowResult, range.highResult);
    };
    ASSERT_EQ(clamp(apply(form, range, sum)), clamp(rescale(range, sum)))
        << "sum " << sum << " multiplier " << range.multiplier << " shift " << range.shift;
  }
}

/// Tries random multipliers for each shift; how many of them had a form.
static int countForms(bool isSignless, bool hasFma, int64_t firstShift, int64_t lastShift) {
  std::mt19937 random(7);
  int found = 0;
  for (int64_t shift = firstShift; shift <= lastShift; ++shift)
    for (int trial = 0; trial < 10; ++trial) {
      int64_t multiplier = (int64_t(1) << 30) + random() % (1u << 30);
      int64_t reach = int64_t(300) << (shift + 1);
      RescaleRange range{multiplier, shift, -reach, reach, isSignless ? 0 : -120,
                         isSignless ? 255 : 135, isSignless, hasFma};
      if (std::optional<FloatScale> form = findFloatScale(range)) {
        expectEqual(range, *form);
        ++found;
      }
    }
  return found;
}

TEST(FloatScale, EqualsTheIntegerForm) {
  EXPECT_EQ(countForms(false, true, 0, 8), 90);
  EXPECT_EQ(countForms(true, true, 0, 8), 90);
}

TEST(FloatScale, EqualsTheIntegerFormWithoutFma) {
  EXPECT_GT(countForms(false, false, 0, 8), 80);
  EXPECT_GT(countForms(true, false, 0, 8), 80);
}

TEST(FloatScale, IsRefusedWhereFloatsAreTooCoarse) {
  EXPECT_LT(countForms(false, true, 12, 12), 10);
  EXPECT_EQ(findFloatScale({1 << 30, 4, -(int64_t(1) << 40), 1, -128, 127, false, true}),
            std::nullopt);
  EXPECT_EQ(findFloatScale({1 << 30, 4, -1000, 1000, -32768, 32767, false, true}), std::nullopt);
}

TEST(FloatScale, HoldsChannelsThatNeverChange) {
  for (bool isSignless : {false, true}) {
    int64_t low = isSignless ? 0 : -128;
    // No weight at all, a scale too small to matter, and sums that are all clamped.
    for (RescaleRange range : {RescaleRange{0, 0, -9, 9, low, low + 255, isSignless, true},
                               RescaleRange{1 << 30, 30, -90, 90, low, low + 255, isSignless, true},
                               RescaleRange{1 << 30, 1, 5000, 6000, low, low + 255, isSignless, true},
                               RescaleRange{1 << 30, 1, -6000, -5000, low, low + 255, isSignless, true}}) {
      std::optional<FloatScale> form = findFloatScale(range);
      ASSERT_TRUE(form);
      expectEqual(range, *form);
    }
  }
}
