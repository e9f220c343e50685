//===- FloatSum.cpp - Exact f32 forms of 8-bit sums -----------------------===//
//
// Problem: the reference adds two 8-bit operands of different scales by three fixed-point
// products of 64 bits. In f32 it is two multiply-adds, but results must not differ in one bit.
//
// Idea: there are only 65536 pairs of operands, so a form is proved by trying all of them at
// compile time. With given factors each pair leaves the offset an interval in which its
// result is right, one-sided where the result is clamped. If the intervals of all pairs have
// a point in common, its f32 neighbour is tried. If that fails, factors a few units in the
// last place away are.
//
// f32 has 24 bits, results have 8: about two pairs in 65536 are so close to the middle between
// two results that rounding could move them, and each choice of factors rounds others.
//
//===----------------------------------------------------------------------===//
#include "FloatSum.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace effc;

/// Units in the last place by which factors are moved.
static constexpr int kReach = 3;

static float apply(const FloatSum &form, float lhs, float rhs, bool hasFma) {
  if (hasFma)
    return std::fma(lhs, form.lhsFactor, std::fma(rhs, form.rhsFactor, form.offset));
  volatile float right = rhs * form.rhsFactor; // rounded, never contracted
  volatile float inner = right + form.offset;
  volatile float left = lhs * form.lhsFactor;
  return left + inner;
}

template <typename Function> static bool forEachPair(const ByteSum &sum, Function function) {
  for (int64_t i = 0; i < 256; ++i)
    for (int64_t j = 0; j < 256; ++j)
      if (!function(sum.lhsLeast + i, sum.rhsLeast + j, sum.results[256 * i + j]))
        return false;
  return true;
}

/// The middle of the offsets that are right for all pairs in real numbers.
static std::optional<float> findOffset(const ByteSum &sum, const FloatSum &form) {
  double low = -std::numeric_limits<double>::infinity(), high = -low;
  forEachPair(sum, [&](int64_t lhs, int64_t rhs, int64_t result) {
    double middle = result - (double(lhs) * form.lhsFactor + double(rhs) * form.rhsFactor);
    if (result > sum.least)
      low = std::max(low, middle - 0.5);
    if (result < sum.greatest)
      high = std::min(high, middle + 0.5);
    return low <= high;
  });
  if (low > high || !std::isfinite(low) || !std::isfinite(high))
    return std::nullopt;
  return static_cast<float>((low + high) / 2);
}

static bool prove(const ByteSum &sum, const FloatSum &form) {
  return forEachPair(sum, [&](int64_t lhs, int64_t rhs, int64_t result) {
    double real = apply(form, float(lhs), float(rhs), sum.hasFma);
    return std::clamp(std::nearbyint(real), double(sum.least), double(sum.greatest)) == result;
  });
}

static float step(float value, int ulps) {
  float toward = std::copysign(std::numeric_limits<float>::infinity(), float(ulps));
  for (int i = 0; i < std::abs(ulps); ++i)
    value = std::nextafter(value, toward);
  return value;
}

std::optional<FloatSum> effc::findFloatSum(const ByteSum &sum) {
  for (int distance = 0; distance <= 2 * kReach; ++distance)
    for (int i = -std::min(distance, kReach); i <= std::min(distance, kReach); ++i)
      for (int sign : {1, -1}) {
        int j = sign * (distance - std::abs(i));
        if (std::abs(j) > kReach || (j == 0 && sign < 0))
          continue;
        FloatSum form{step(float(sum.lhsScale), i), step(float(sum.rhsScale), j), 0};
        std::optional<float> offset = findOffset(sum, form);
        if (!offset)
          continue;
        form.offset = *offset;
        if (prove(sum, form))
          return form;
      }
  return std::nullopt;
}
