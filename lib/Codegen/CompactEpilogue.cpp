//===- CompactEpilogue.cpp - Scalar requantization ------------------------===//
//
// KernelEpilogue.cpp shows that both roundings of the reference merge into
//     (a*m + 2^30 + 2^(31+p) - (a < 0) * 2^31) >> (32+p).
// The output's zero point z joins the constant as z * 2^(32+p). With s = p - 1 the part that is
// added to the upper word is (2*z + 1) << s, and the result is the upper word >> s >> 1. So the
// constant takes one shift, a long multiply-accumulate does the sum, and the last shift is part
// of the saturation on Arm: `lsl, smlal, asr, ssat` where negative results are clamped anyway.
//
// For p < 1 there is no such s. Layers with such a channel take the first rounding out, with
// s = p + 1: Y = (a*m + 2^30 - ..) >> 31, the result is (Y + ((2*z + 1) << s >> 1)) >> s. A scale
// of 1/2 or more is s = 0: no second rounding, so nothing is subtracted from negative sums then.
//
//===----------------------------------------------------------------------===//
#include "CompactRoutines.h"

using namespace mlir;
using namespace effc;

CompactEpilogue::CompactEpilogue(RequantizeAttr requantize, bool quarterScales)
    : requantize(requantize), quarterScales(quarterScales) {
  int64_t min = requantize.getMin(), max = requantize.getMax();
  isFullRange = (min == -128 && max == 127) || (min == 0 && max == 255);
}

std::string CompactEpilogue::getName() const {
  std::string name = requantize.getSignless() ? "_clamped" : "";
  if (quarterScales)
    name += "_quarter";
  if (!isFullRange)
    name += "_bounds";
  else if (requantize.getMin() == 0)
    name += "_unsigned";
  return name;
}

SmallVector<Value> CompactEpilogue::getArguments(ImplicitLocOpBuilder &b) const {
  SmallVector<Value> arguments = {word(b, 2 * requantize.getZeroPoint() + 1)};
  if (!isFullRange) {
    arguments.push_back(word(b, requantize.getMin()));
    arguments.push_back(word(b, requantize.getMax()));
  }
  return arguments;
}

Lanes CompactEpilogue::clamp(Lanes value, ArrayRef<Value> arguments) const {
  ImplicitLocOpBuilder &b = value.getBuilder();
  if (isFullRange)
    return value.clamp(requantize.getMin(), requantize.getMax());
  return value.max(Lanes(b, arguments[1])).min(Lanes(b, arguments[2]));
}

Lanes CompactEpilogue::apply(Lanes accumulator, Lanes scale, Lanes multiplier,
                             ArrayRef<Value> arguments) const {
  ImplicitLocOpBuilder &b = accumulator.getBuilder();
  Lanes shift = scale & 31;
  Lanes zero = Lanes(b, arguments[0]) << shift;
  Lanes product = accumulator.toInteger(64) * multiplier.toInteger(64);
  Lanes half = product.constant(int64_t(1) << 30);
  if (quarterScales) {
    Lanes value = (product + half).shiftRightLogical(31).toInteger(32) + (zero >> 1);
    if (!requantize.getSignless()) // one less where negative, unless the shift is 0
      value = value - accumulator.shiftRightLogical(31).min(shift);
    return clamp(value >> shift, arguments);
  }
  Lanes rounding = (zero.toInteger(64) << 32) | half;
  if (!requantize.getSignless())
    rounding = rounding - (accumulator & (int64_t(1) << 31)).toInteger(64, /*isUnsigned=*/true);
  Lanes value = (product + rounding).shiftRightLogical(32).toInteger(32);
  return clamp((value >> shift) >> 1, arguments);
}
