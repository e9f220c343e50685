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
// Machines without a long multiply-accumulate (`twin_i16`) start from Q = floor(a*m / 2^30), for
// the constants are multiples of 2^30. With s = p + 1 the result is
//     (Q + 1 + ((2*z + 1) << s) - 2*(a < 0)) >> s >> 1,
// where z and the half that rounds fall together once more. A scale of 1/2 or more is s = 0, which
// has no half to add: there the sum's last bit is cleared first, and nothing is subtracted.
// Q is the high word of 4*a * m. Cortex-M0+ has no high words; with a = 2^16*ah + al and
// m = 2^16*mh + ml, 0 <= al, ml < 2^16 and 0 <= mh < 2^15,
//     Q = 4*ah*mh + floor((al*mh + floor(al*ml / 2^16) + ah*ml) / 2^14).
// The first two terms of the sum are floor(al*m / 2^16) < 2^31, and |ah*ml| < 2^30 for |a| < 2^28.
// So with 2^30 added the sum is an unsigned word. There is no form of its own for layers whose
// negative results are clamped: it would save three instructions a result, for a second copy of the
// routines.
//
//===----------------------------------------------------------------------===//
#include "CompactRoutines.h"

using namespace mlir;
using namespace effc;

ProductForm effc::getProductForm(TileAttr tile, bool isRISCV) {
  if (tile.getDot() != Dot::TwinI16)
    return ProductForm::Sum;
  return isRISCV ? ProductForm::High : ProductForm::Halves;
}

CompactEpilogue::CompactEpilogue(RequantizeAttr requantize, bool quarterScales, ProductForm form)
    : requantize(requantize), quarterScales(quarterScales), form(form) {
  int64_t min = requantize.getMin(), max = requantize.getMax();
  isFullRange = (min == -128 && max == 127) || (min == 0 && max == 255);
}

std::string CompactEpilogue::getName() const {
  std::string name = isSignless() ? "_clamped" : "";
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

/// floor(a*m / 2^30); see the head of this file.
static Lanes getQuotient(Lanes a, Lanes m, ProductForm form) {
  if (form == ProductForm::High)
    return ((a << 2).toInteger(64) * m.toInteger(64)).shiftRightLogical(32).toInteger(32);
  Lanes al = a & 0xffff, ah = a >> 16, ml = m & 0xffff, mh = m >> 16;
  Lanes sum = al * mh + (al * ml).shiftRightLogical(16) + ah * ml + (int64_t(1) << 30);
  return ((ah * mh) << 2) + sum.shiftRightLogical(14) - (int64_t(1) << 16);
}

Lanes CompactEpilogue::applyQuotient(Lanes accumulator, Lanes scale, Lanes multiplier,
                                     ArrayRef<Value> arguments) const {
  Lanes shift = scale & 31, zero = Lanes(accumulator.getBuilder(), arguments[0]) << shift;
  if (quarterScales)
    zero = zero & -2;
  Lanes negative = (accumulator >> 31) << 1;
  if (quarterScales)
    negative = negative & ((shift.constant(0) - shift) >> 31);
  Lanes value = getQuotient(accumulator, multiplier, form) + (zero + 1) + negative;
  return clamp((value >> shift) >> 1, arguments);
}

SmallVector<Lanes> CompactEpilogue::getHalves(Lanes scale, Lanes multiplier,
                                              ArrayRef<Value> arguments) const {
  ImplicitLocOpBuilder &b = scale.getBuilder();
  Lanes shift = scale & 31, zero = Lanes(b, arguments[0]) << shift, ofNegative = word(b, -2);
  if (quarterScales) {
    zero = zero & -2;
    ofNegative = ofNegative & ((shift.constant(0) - shift) >> 31);
  }
  Lanes min = isFullRange ? word(b, requantize.getMin()) : Lanes(b, arguments[1]);
  Lanes max = isFullRange ? word(b, requantize.getMax()) : Lanes(b, arguments[2]);
  return {multiplier & 0xffff,
          multiplier >> 16,
          word(b, 1 << 30),
          zero + (1 - (int64_t(1) << 16)),
          shift,
          min,
          max,
          ofNegative};
}

Lanes CompactEpilogue::apply(Lanes accumulator, Lanes scale, Lanes multiplier,
                             ArrayRef<Value> arguments) const {
  if (form != ProductForm::Sum)
    return applyQuotient(accumulator, scale, multiplier, arguments);
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
