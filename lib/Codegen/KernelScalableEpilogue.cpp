//===- KernelScalableEpilogue.cpp - Results on scalable vectors -----------===//
//
// The fixed-point instructions of RISC-V's vectors are the two roundings of the reference.
// `vsmul` that rounds to nearest, ties up, is the doubling high multiply,
//     h = floor((a*m + 2^30) / 2^31)
// and `vnclip` and `vssra` are the division by 2^e with e = p + 1, ties up again, which is ties
// away from zero if h is made one less where it is negative:
//     floor((h - (h < 0) + 2^(e-1)) / 2^e).
// KernelEpilogue.cpp explains `p`, and why the correction may go where negative results are
// clamped to zero. The product of two i32 saturates only for the least one with itself, and
// multipliers are not negative; h - 1 does not wrap since m < 2^31.
//
// `Rescale::Wide` rounds once: floor((a*m + 2^(31+p)) / 2^(32+p)). Nested floors merge, so that
// is floor((floor(a*m / 2^31) + 2^p) / 2^(p+1)): `vsmul` that rounds down, then the same
// division.
//
// Results of 8 bits are narrowed to 16 with saturation in the same instruction as they are
// shifted. That changes no result, for those beyond 16 bits lie beyond the bounds, whatever the
// zero point.
//
//===----------------------------------------------------------------------===//
#include "KernelEpilogue.h"
#include "ScalableLanes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <limits>

using namespace mlir;
using namespace effc;

/// See `applyFusedActivation`.
static Value clamp(const ScalableLanes &lanes, Value values, Activation activation) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  bool isBounded = activation == Activation::Relu6 || activation == Activation::ReluN1To1;
  bool hasZero = activation == Activation::Relu || activation == Activation::Relu6;
  values = lanes.replaceWhere("vmflt", values, hasZero ? 0 : isBounded ? -1 : -kLargest);
  return lanes.replaceWhere("vmfgt", values,
                            activation == Activation::Relu6 ? 6
                            : isBounded                     ? 1
                                                            : kLargest);
}

KernelEpilogue::ScalableChannels
KernelEpilogue::prepare(ImplicitLocOpBuilder &b, const ScalableLanes &lanes, Offset channel) const {
  auto one = [&](int64_t bits) {
    return arith::ConstantOp::create(b, b.getIntegerAttr(b.getIntegerType(bits), 1));
  };
  if (columns > 1) {
    Value multiplier = lanes.load(scales, channel + kNumLimits);
    Value shift = lanes.load(scales, channel + (kNumLimits + columns));
    // Amounts have the width of the results.
    if (resultType.isInteger(8))
      return {multiplier, lanes.binary("vadd", lanes.truncate(shift), one(16))};
    return {multiplier, lanes.binary("vadd", shift, one(32))};
  }
  Value shift = arith::AddIOp::create(b, scales.load(b, {nullptr, kNumLimits + 1}), one(32));
  Type wordType = lanes.word(0).getType();
  if (wordType != shift.getType())
    shift = arith::ExtUIOp::create(b, wordType, shift);
  return {scales.load(b, {nullptr, kNumLimits}), shift};
}

/// The doubling high multiply, ready for a rounded division.
Value KernelEpilogue::multiply(const ScalableLanes &lanes, Value sum, Value multiplier) const {
  if (scaling.getRescale() == Rescale::Wide)
    return lanes.rounded("vsmul", sum, multiplier, ScalableLanes::Rounding::Down);
  Value high = lanes.rounded("vsmul", sum, multiplier, ScalableLanes::Rounding::NearestUp);
  if (scaling.getSignless())
    return high;
  return lanes.binary("vadd", high, lanes.binary("vsra", high, lanes.word(31)));
}

/// To i8, by way of i16.
Value KernelEpilogue::toBytes(ImplicitLocOpBuilder &b, const ScalableLanes &lanes,
                              Value halves) const {
  auto truncated = [&](Value number, unsigned bits) {
    return arith::TruncIOp::create(b, b.getIntegerType(bits), number);
  };
  halves = lanes.binary("vsadd", halves, truncated(zeroPoint, 16));
  bool isUnsigned = scaling.getUnsignedResult();
  if (isUnsigned) {
    Value zero = arith::ConstantOp::create(b, b.getI16IntegerAttr(0));
    halves = lanes.binary("vmax", halves, zero);
  }
  Value bytes = lanes.narrow(isUnsigned ? "vnclipu" : "vnclip", halves, lanes.word(0));
  bytes = lanes.binary(isUnsigned ? "vmaxu" : "vmax", bytes, truncated(least, 8));
  return lanes.binary(isUnsigned ? "vminu" : "vmin", bytes, truncated(greatest, 8));
}

void KernelEpilogue::store(ImplicitLocOpBuilder &b, const ScalableLanes &lanes,
                           SmallVector<Value> sums, Offset channel, const LinearBuffer &output,
                           const Place &to) const {
  if (scaling) {
    // Step by step for all pixels: each width of elements is set once.
    ScalableChannels channels = prepare(b, lanes, channel);
    for (Value &sum : sums)
      sum = multiply(lanes, sum, channels.multiplier);
    bool isByte = resultType.isInteger(8);
    for (Value &sum : sums) {
      if (isByte) {
        sum = lanes.narrow("vnclip", sum, channels.shift);
        continue;
      }
      sum = lanes.rounded("vssra", sum, channels.shift, ScalableLanes::Rounding::NearestUp);
      sum = lanes.binary("vadd", sum, zeroPoint);
      sum = lanes.binary("vmax", sum, least);
      sum = lanes.binary("vmin", sum, greatest);
    }
    for (Value &sum : sums)
      sum = isByte ? toBytes(b, lanes, sum) : lanes.truncate(sum);
  } else {
    for (Value &sum : sums)
      sum = clamp(lanes, sum, activation);
  }
  for (auto [sum, pixel] : llvm::zip_equal(sums, to.pixels))
    lanes.store(sum, output, to.start + pixel);
}
