//===- ScaledSum.cpp - Sums of quantized operands -------------------------===//
#include "ScaledSum.h"
#include "FixedPoint.h"
#include "KernelEpilogue.h"

using namespace mlir;
using namespace effc;

ScaledSum::ScaledSum(Type lhs, Type rhs, Type result, Activation activation, bool isDifference)
    : lhs(lhs), rhs(rhs), result(result), range(getActivationRange(activation, result)),
      isDifference(isDifference), leftShift(getStorageType(result).isInteger(16) ? 15 : 20) {
  double common = 2 * std::max(getScale(lhs), getScale(rhs));
  lhsFactor = quantizeMultiplier(getScale(lhs) / common);
  rhsFactor = quantizeMultiplier(getScale(rhs) / common);
  factor = quantizeMultiplier(common / (double(1 << leftShift) * getScale(result)));
}

static bool isQuantizedOfBits(Type type, unsigned bits) {
  return isQuantized(type) && !isPerAxisQuantized(type) && getStorageType(type).isInteger(bits);
}

bool effc::isSmallQuantized(Type lhs, Type rhs, Type result) {
  for (unsigned bits : {8, 16})
    if (isQuantizedOfBits(lhs, bits) && isQuantizedOfBits(rhs, bits) &&
        isQuantizedOfBits(result, bits))
      return true;
  return false;
}

/// `value * factor`, rounded as the reference does.
static int32_t rescale(int32_t value, QuantizedMultiplier factor) {
  return roundingShiftRight(roundingDoublingHighMultiply(value, factor.multiplier), -factor.shift);
}

std::optional<FloatSum> effc::getFloatSum(TargetAttr target, const ScaledSum &sum,
                                          int64_t lhsCenter) {
  if (!KernelEpilogue::hasFloatForm(target) || !getStorageType(sum.result).isInteger(8) ||
      sum.lhsFactor.shift > 0 || sum.rhsFactor.shift > 0 || sum.factor.shift > 0)
    return std::nullopt;
  double sign = sum.isDifference ? -1 : 1;
  ByteSum table{getStorageRange(sum.lhs).min - lhsCenter,
                getStorageRange(sum.rhs).min,
                getScale(sum.lhs) / getScale(sum.result),
                sign * getScale(sum.rhs) / getScale(sum.result),
                sum.range.min,
                std::max(sum.range.min, sum.range.max),
                {},
                target.getHasFma()};
  auto scaleAll = [&](Type type, QuantizedMultiplier factor) {
    std::vector<int32_t> scaled;
    for (int64_t i = 0; i < 256; ++i)
      scaled.push_back(rescale(
          (getStorageRange(type).min + i - getZeroPoint(type)) * (1 << sum.leftShift), factor));
    return scaled;
  };
  std::vector<int32_t> lhs = scaleAll(sum.lhs, sum.lhsFactor);
  std::vector<int32_t> rhs = scaleAll(sum.rhs, sum.rhsFactor);
  for (int32_t a : lhs)
    for (int32_t b : rhs) {
      int64_t result =
          rescale(sum.isDifference ? a - b : a + b, sum.factor) + getZeroPoint(sum.result);
      table.results.push_back(std::clamp(result, table.least, table.greatest));
    }
  return findFloatSum(table);
}
