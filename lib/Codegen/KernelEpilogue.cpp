//===- KernelEpilogue.cpp - From accumulators to results ------------------===//
//
// Problem: the TFLite reference kernels requantize an i32 accumulator `a` in two rounded
// steps, a doubling high multiply and a shift. Written out that is some 17 instructions;
// for layers with a short reduction it costs as much as the reduction.
//
// Idea: both steps collapse into one 64-bit expression. With the multiplier m, the right
// shift e >= 1 and p = e - 1, let h = floor((a*m + 2^30) / 2^31) be the first step. The
// second, ties away from zero, is floor((h + 2^(e-1) - (h < 0)) / 2^e). Nested floors
// merge, which gives
//     (a*m + 2^30 + 2^(30+e) - (h < 0) * 2^31) >> (31+e).
// h < 0 may be replaced by a < 0: they differ only for a*m in [-2^30, -1], where both
// forms give 0. Where negative results are clamped to zero anyway the last term can go.
// The shift by 31+e = 32+p takes the upper word of each 64-bit lane, then an i32 shift by
// p, which every vector unit has; the multiply is done for even and odd lanes apart
// (pmuldq).
//
// Why not f32 multiply and round: it is exact only for layers whose thresholds have been
// checked one by one; this form always is.
//
//===----------------------------------------------------------------------===//
#include "KernelEpilogue.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace effc;

KernelEpilogue::KernelEpilogue(ImplicitLocOpBuilder &b, RequantizeAttr requantize,
                               Activation activation, Value scalesMemref, Type resultType)
    : requantize(requantize), activation(activation), resultType(resultType) {
  if (!scalesMemref)
    return;
  scales = LinearBuffer(b, scalesMemref);
  columns = cast<MemRefType>(scalesMemref.getType()).getDimSize(1);
}

/// A vector of `lanes` equal integers.
static Value splat(ImplicitLocOpBuilder &b, int64_t lanes, unsigned bits, int64_t value) {
  auto type = VectorType::get({lanes}, b.getIntegerType(bits));
  return arith::ConstantOp::create(
      b, DenseElementsAttr::get(type, APInt(bits, static_cast<uint64_t>(value), true, true)));
}

/// The even or odd i32 lanes, sign-extended to i64. A single lane counts as even.
static Value wideLanes(ImplicitLocOpBuilder &b, Value words, bool odd) {
  int64_t lanes = cast<VectorType>(words.getType()).getDimSize(0);
  if (lanes == 1)
    return arith::ExtSIOp::create(b, VectorType::get({1}, b.getI64Type()), words);
  Value wide = vector::BitCastOp::create(b, VectorType::get({lanes / 2}, b.getI64Type()), words);
  Value half = splat(b, lanes / 2, 64, 32);
  if (!odd)
    wide = arith::ShLIOp::create(b, wide, half);
  return arith::ShRSIOp::create(b, wide, half);
}

KernelEpilogue::Channels KernelEpilogue::prepare(ImplicitLocOpBuilder &b, Offset channel,
                                                 int64_t lanes) const {
  if (!requantize)
    return {};
  auto row = [&](int64_t index) -> Value {
    if (columns > 1)
      return scales.load(b, channel + index * columns, lanes);
    Value one = scales.load(b, {nullptr, index});
    return vector::BroadcastOp::create(b, VectorType::get({lanes}, b.getI32Type()), one);
  };
  Value multiplier = row(0), shift = row(1);
  bool hasTieTerm = requantize.getRescale() == Rescale::DoubleRounding;
  auto round = [&](bool odd) -> Value {
    Value wide = wideLanes(b, shift, odd);
    int64_t count = cast<VectorType>(wide.getType()).getDimSize(0);
    Value unit = splat(b, count, 64, int64_t(1) << 31);
    Value half = arith::ShLIOp::create(b, unit, wide);
    if (!hasTieTerm)
      return half;
    return arith::AddIOp::create(b, half, splat(b, count, 64, int64_t(1) << 30));
  };
  Channels channels;
  channels.shift = shift;
  channels.evenMultiplier = wideLanes(b, multiplier, false);
  channels.evenRound = round(false);
  if (lanes > 1) {
    channels.oddMultiplier = wideLanes(b, multiplier, true);
    channels.oddRound = round(true);
  }
  return channels;
}

Value KernelEpilogue::rescale(ImplicitLocOpBuilder &b, Value accumulators,
                              const Channels &channels) const {
  int64_t lanes = cast<VectorType>(accumulators.getType()).getDimSize(0);
  int64_t pairs = std::max<int64_t>(lanes / 2, 1);
  bool hasSignTerm =
      requantize.getRescale() == Rescale::DoubleRounding && !requantize.getSignless();
  auto product = [&](bool odd) -> Value {
    Value wide = wideLanes(b, accumulators, odd);
    Value value =
        arith::MulIOp::create(b, wide, odd ? channels.oddMultiplier : channels.evenMultiplier);
    value = arith::AddIOp::create(b, value, odd ? channels.oddRound : channels.evenRound);
    if (!hasSignTerm)
      return value;
    Value sign = arith::AndIOp::create(b, wide, splat(b, pairs, 64, int64_t(1) << 31));
    return arith::SubIOp::create(b, value, sign);
  };
  Value half = splat(b, pairs, 64, 32);
  Value even = arith::ShRUIOp::create(b, product(false), half);
  Value words;
  if (lanes == 1) {
    words = arith::TruncIOp::create(b, VectorType::get({1}, b.getI32Type()), even);
  } else {
    Value upper = splat(b, pairs, 64, int64_t(0xffffffff00000000ull));
    Value odd = arith::AndIOp::create(b, product(true), upper);
    words = vector::BitCastOp::create(b, VectorType::get({lanes}, b.getI32Type()),
                                      arith::OrIOp::create(b, even, odd));
  }
  return arith::ShRSIOp::create(b, words, channels.shift);
}

/// A vector like `values` of equal floats.
static Value splat(ImplicitLocOpBuilder &b, Value values, float value) {
  return arith::ConstantOp::create(
      b, DenseElementsAttr::get(cast<ShapedType>(values.getType()), value));
}

/// `bound` where `values` compares `predicate` to it. A comparison and a select become one
/// instruction where max and min with their rules for NaN take several.
static Value clampTo(ImplicitLocOpBuilder &b, Value values, arith::CmpFPredicate predicate,
                     float bound) {
  Value limit = splat(b, values, bound);
  Value outside = arith::CmpFOp::create(b, predicate, values, limit);
  return arith::SelectOp::create(b, outside, limit, values);
}

Value KernelEpilogue::activate(ImplicitLocOpBuilder &b, Value values) const {
  if (activation == Activation::None)
    return values;
  float min = activation == Activation::ReluN1To1 ? -1 : 0;
  values = clampTo(b, values, arith::CmpFPredicate::OLT, min);
  if (activation == Activation::Relu)
    return values;
  float max = activation == Activation::ReluN1To1 ? 1 : 6;
  return clampTo(b, values, arith::CmpFPredicate::OGT, max);
}

Value KernelEpilogue::apply(ImplicitLocOpBuilder &b, Value accumulators,
                            const Channels &channels) const {
  if (!requantize)
    return activate(b, accumulators);
  int64_t lanes = cast<VectorType>(accumulators.getType()).getDimSize(0);
  Value value = rescale(b, accumulators, channels);
  // This cannot overflow: a value that was shifted right once is below 2^30.
  value = arith::AddIOp::create(b, value, splat(b, lanes, 32, requantize.getZeroPoint()));
  value = arith::MaxSIOp::create(b, value, splat(b, lanes, 32, requantize.getMin()));
  value = arith::MinSIOp::create(b, value, splat(b, lanes, 32, requantize.getMax()));
  return arith::TruncIOp::create(b, VectorType::get({lanes}, resultType), value);
}
