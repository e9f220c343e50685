//===- KernelEpilogue.cpp - From accumulators to results ------------------===//
//
// Problem: the TFLite reference kernels scaling an i32 accumulator `a` in two rounded
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
// Where FloatScale proved an f32 form exact, that is used instead: it takes three or four
// instructions for each vector. Results are narrowed to 16 bits with saturation before the
// zero point is added and to 8 bits before they are clamped, so that those steps cover
// two and four times the lanes. The zero point and the bounds are data.
//
//===----------------------------------------------------------------------===//
#include "KernelEpilogue.h"
#include "RealFunctions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

KernelEpilogue::KernelEpilogue(ImplicitLocOpBuilder &b, ScalingAttr scaling, Activation activation,
                               TargetAttr target, Value scalesMemref, Type resultType,
                               std::optional<Sum> sum)
    : scaling(scaling), activation(activation), target(target), resultType(resultType), sum(sum) {
  if (!scalesMemref)
    return;
  scales = LinearBuffer(b, scalesMemref);
  int64_t elements = cast<MemRefType>(scalesMemref.getType()).getNumElements();
  columns = getScaleColumns(scaling, elements, sum.has_value());
  zeroPoint = scales.load(b, {nullptr, kZeroPoint});
  least = scales.load(b, {nullptr, kLeast});
  greatest = scales.load(b, {nullptr, kGreatest});
  pad = scales.load(b, {nullptr, kPadValue});
  if (!sum)
    return;
  auto term = [&](SumTerm which) {
    return scales.load(b, {nullptr, elements - kNumSumTerms + which});
  };
  auto factor = [&](SumTerm which) {
    return arith::BitcastOp::create(b, b.getF32Type(), term(which));
  };
  auto center = [&](Value bound) {
    bound = arith::SubIOp::create(b, bound, zeroPoint);
    return arith::SIToFPOp::create(b, b.getF32Type(), bound);
  };
  centeredLeast = center(least);
  centeredGreatest = center(greatest);
  resultFactor = factor(kResultFactor);
  addendFactor = factor(kAddendFactor);
  sumOffset = factor(kSumOffset);
  sumLeast = term(kSumLeast);
  sumGreatest = term(kSumGreatest);
}

bool KernelEpilogue::hasFloatForm(TargetAttr target) {
  return llvm::Triple(target.getTriple()).isX86() && target.getVectorBits() >= 128;
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
  return prepare(b, [&](int64_t index) -> Value {
    if (columns > 1)
      return scales.load(b, channel + (kNumLimits + index * columns), lanes);
    Value one = scales.load(b, {nullptr, kNumLimits + index});
    return vector::BroadcastOp::create(b, VectorType::get({lanes}, b.getI32Type()), one);
  });
}

KernelEpilogue::Channels KernelEpilogue::prepare(ImplicitLocOpBuilder &b,
                                                 ArrayRef<int64_t> channels, int64_t count) const {
  return prepare(b, [&](int64_t index) -> Value {
    bool isShared = columns == 1;
    Value all = scales.load(b, {nullptr, kNumLimits + index * columns}, isShared ? 1 : count);
    SmallVector<int64_t> order(channels);
    if (isShared)
      order.assign(channels.size(), 0);
    return vector::ShuffleOp::create(b, all, all, order);
  });
}

/// From the rows of the scales, a lane for each channel.
KernelEpilogue::Channels KernelEpilogue::prepare(ImplicitLocOpBuilder &b,
                                                 function_ref<Value(int64_t)> row) const {
  if (!scaling)
    return {};
  Channels channels;
  if (scaling.getRescale() == Rescale::Float) {
    Value scale = row(0);
    auto floats = cast<VectorType>(scale.getType()).clone(b.getF32Type());
    channels.scale = vector::BitCastOp::create(b, floats, scale);
    channels.offset = vector::BitCastOp::create(b, floats, row(1));
    if (scaling.getExceptions())
      channels.exception = row(2);
    return channels;
  }
  Value multiplier = row(0), shift = row(1);
  int64_t lanes = cast<VectorType>(shift.getType()).getDimSize(0);
  if (hasNeonForm(lanes))
    return prepareNeon(b, multiplier, shift);
  bool hasTieTerm = scaling.getRescale() == Rescale::DoubleRounding;
  auto round = [&](bool odd) -> Value {
    Value wide = wideLanes(b, shift, odd);
    int64_t count = cast<VectorType>(wide.getType()).getDimSize(0);
    Value unit = splat(b, count, 64, int64_t(1) << 31);
    Value half = arith::ShLIOp::create(b, unit, wide);
    if (!hasTieTerm)
      return half;
    return arith::AddIOp::create(b, half, splat(b, count, 64, int64_t(1) << 30));
  };
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
  if (hasNeonForm(lanes))
    return rescaleNeon(b, accumulators, channels);
  int64_t pairs = std::max<int64_t>(lanes / 2, 1);
  bool hasSignTerm = scaling.getRescale() == Rescale::DoubleRounding && !scaling.getSignless();
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

/// `bound` where `values` compares `predicate` to it. A comparison and a select become one
/// instruction where max and min with their rules for NaN take several.
static Value clampTo(ImplicitLocOpBuilder &b, Value values, arith::CmpFPredicate predicate,
                     Value limit) {
  Value outside = arith::CmpFOp::create(b, predicate, values, limit);
  return arith::SelectOp::create(b, outside, limit, values);
}

/// `values * factor + addend` as `target` rounds it.
Value KernelEpilogue::multiplyAdd(ImplicitLocOpBuilder &b, Value values, Value factor,
                                  Value addend) const {
  if (target.getHasFma())
    return math::FmaOp::create(b, values, factor, addend);
  return arith::AddFOp::create(b, arith::MulFOp::create(b, values, factor), addend);
}

/// See `Rescale::Float`; before it is rounded.
Value KernelEpilogue::scaleByFloat(ImplicitLocOpBuilder &b, Value accumulators,
                                   const Channels &channels) const {
  int64_t lanes = cast<VectorType>(accumulators.getType()).getDimSize(0);
  Value value = arith::SIToFPOp::create(b, channels.scale.getType(), accumulators);
  Value offset = channels.offset;
  if (!scaling.getSignless()) {
    Value zero = splat(b, lanes, 32, 0);
    Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, accumulators, zero);
    offset = arith::SelectOp::create(b, isNegative, arith::NegFOp::create(b, offset), offset);
  }
  return multiplyAdd(b, value, channels.scale, offset);
}

Value KernelEpilogue::rescaleByFloat(ImplicitLocOpBuilder &b, Value accumulators,
                                     const Channels &channels) const {
  Value value =
      LLVM::LrintOp::create(b, accumulators.getType(), scaleByFloat(b, accumulators, channels));
  if (!channels.exception)
    return value;
  Value isException =
      arith::CmpIOp::create(b, arith::CmpIPredicate::eq, accumulators, channels.exception);
  return arith::SubIOp::create(b, value,
                               arith::ExtSIOp::create(b, accumulators.getType(), isException));
}

/// An i32 as the elements of `type`.
static Value broadcastTo(ImplicitLocOpBuilder &b, Value scalar, Type type) {
  auto vector = cast<VectorType>(type);
  if (scalar.getType() != vector.getElementType())
    scalar = arith::TruncIOp::create(b, vector.getElementType(), scalar);
  return vector::BroadcastOp::create(b, vector, scalar);
}

/// Accumulators rescaled to whole numbers, as f32.
Value KernelEpilogue::roundToFloat(ImplicitLocOpBuilder &b, Value accumulators,
                                   const Channels &channels) const {
  bool isFloat = scaling.getRescale() == Rescale::Float;
  // Machines with a multiply-add round to f32 in one instruction.
  if (isFloat && !channels.exception && target.getHasFma())
    return math::RoundEvenOp::create(b, scaleByFloat(b, accumulators, channels));
  Value value =
      isFloat ? rescaleByFloat(b, accumulators, channels) : rescale(b, accumulators, channels);
  auto type = cast<VectorType>(value.getType()).clone(b.getF32Type());
  return arith::SIToFPOp::create(b, type, value);
}

/// The sum of results less their zero point, as f32, and the stored addend, before it is clamped.
/// See the description of `effc.kernel.conv_2d`.
Value KernelEpilogue::addIntegers(ImplicitLocOpBuilder &b, Value results, Value addend) const {
  Type floats = results.getType();
  auto words = cast<VectorType>(floats).clone(b.getI32Type());
  results = clampTo(b, results, arith::CmpFPredicate::OLT, broadcastTo(b, centeredLeast, floats));
  results =
      clampTo(b, results, arith::CmpFPredicate::OGT, broadcastTo(b, centeredGreatest, floats));
  addend = scaling.getUnsignedResult() ? arith::ExtUIOp::create(b, words, addend).getResult()
                                       : arith::ExtSIOp::create(b, words, addend).getResult();
  Value total =
      multiplyAdd(b, arith::SIToFPOp::create(b, floats, addend),
                  broadcastTo(b, addendFactor, floats), broadcastTo(b, sumOffset, floats));
  total = multiplyAdd(b, results, broadcastTo(b, resultFactor, floats), total);
  return LLVM::LrintOp::create(b, words, total);
}

/// The lanes of `parts`, one after the other.
static Value join(ImplicitLocOpBuilder &b, ArrayRef<Value> parts) {
  if (parts.size() == 1)
    return parts.front();
  Value low = join(b, parts.take_front(parts.size() / 2));
  Value high = join(b, parts.drop_front(parts.size() / 2));
  int64_t lanes = cast<VectorType>(low.getType()).getDimSize(0);
  int64_t more = cast<VectorType>(high.getType()).getDimSize(0);
  return vector::ShuffleOp::create(b, low, high, llvm::to_vector(llvm::seq<int64_t>(lanes + more)));
}

/// Narrows to `bits` with saturation.
static Value saturate(ImplicitLocOpBuilder &b, Value values, unsigned bits, bool isUnsigned) {
  auto type = cast<VectorType>(values.getType());
  unsigned wide = type.getElementTypeBitWidth();
  int64_t lanes = type.getDimSize(0);
  int64_t least = isUnsigned ? 0 : -(int64_t(1) << (bits - 1));
  int64_t greatest = least + (int64_t(1) << bits) - 1;
  values = arith::MaxSIOp::create(b, values, splat(b, lanes, wide, least));
  values = arith::MinSIOp::create(b, values, splat(b, lanes, wide, greatest));
  return arith::TruncIOp::create(b, VectorType::get({lanes}, b.getIntegerType(bits)), values);
}

/// How many vectors of accumulators are narrowed together at most.
int64_t KernelEpilogue::groupSize() const { return hasFloatForm(target) ? 4 : 1; }

/// Adds the zero point to i16 with saturation. That changes no result: beyond 16 bits, bounds of 8
/// bits clamp, and results of 16 bits have the zero point 0.
Value KernelEpilogue::addZeroPoint(ImplicitLocOpBuilder &b, Value values) const {
  if (sum) // which has added it before
    return values;
  return LLVM::SAddSat::create(b, values.getType(), values,
                               broadcastTo(b, zeroPoint, values.getType()));
}

/// AVX2 narrows within halves of a vector. For four vectors a single shuffle puts that right at the
/// end, where LLVM would shuffle after each step.
bool KernelEpilogue::packsInLanes(ArrayRef<Value> values) const {
  return values.size() == 4 && resultType.isInteger(8) && hasFloatForm(target) &&
         cast<VectorType>(values.front().getType()).getDimSize(0) == 8;
}

Value KernelEpilogue::packInLanes(ImplicitLocOpBuilder &b, ArrayRef<Value> values) const {
  auto pack = [&](StringRef name, Value low, Value high, int64_t lanes, unsigned bits) -> Value {
    auto type = VectorType::get({lanes}, b.getIntegerType(bits));
    return LLVM::CallIntrinsicOp::create(b, type, b.getStringAttr(name), ValueRange{low, high})
        .getResult(0);
  };
  auto toHalf = [&](Value low, Value high) {
    return addZeroPoint(b, pack("llvm.x86.avx2.packssdw", low, high, 16, 16));
  };
  Value bytes =
      pack(scaling.getUnsignedResult() ? "llvm.x86.avx2.packuswb" : "llvm.x86.avx2.packsswb",
           toHalf(values[0], values[1]), toHalf(values[2], values[3]), 32, 8);
  SmallVector<int64_t> order;
  for (int64_t byte = 0; byte < 32; ++byte)
    order.push_back(byte / 4 % 2 * 16 + byte / 8 * 4 + byte % 4);
  return vector::ShuffleOp::create(b, bytes, bytes, order);
}

/// Adds the zero point, narrows and clamps; one vector with the lanes of all.
Value KernelEpilogue::narrow(ImplicitLocOpBuilder &b, ArrayRef<Value> parts) const {
  bool isUnsigned = scaling.getUnsignedResult(), inLanes = packsInLanes(parts);
  Value least = sum ? sumLeast : this->least, greatest = sum ? sumGreatest : this->greatest;
  Value values = inLanes ? packInLanes(b, parts) : join(b, parts);
  if (groupSize() == 1) {
    // No instruction narrows two vectors to one with saturation.
    values = arith::AddIOp::create(b, values, broadcastTo(b, zeroPoint, values.getType()));
    values = arith::MaxSIOp::create(b, values, broadcastTo(b, least, values.getType()));
    values = arith::MinSIOp::create(b, values, broadcastTo(b, greatest, values.getType()));
    auto type = VectorType::get(cast<VectorType>(values.getType()).getShape(), resultType);
    return arith::TruncIOp::create(b, type, values);
  }
  if (!inLanes)
    values = addZeroPoint(b, saturate(b, values, 16, false));
  if (!inLanes && resultType.isInteger(8))
    values = saturate(b, values, 8, isUnsigned);
  Value low = broadcastTo(b, least, values.getType()),
        high = broadcastTo(b, greatest, values.getType());
  if (isUnsigned)
    return arith::MinUIOp::create(b, arith::MaxUIOp::create(b, values, low), high);
  return arith::MinSIOp::create(b, arith::MaxSIOp::create(b, values, low), high);
}

/// The stored values (of the result's element type) of vectors of accumulators, which have the
/// lanes of `channels`; one vector with the lanes of all. `addends` are none or as many.
Value KernelEpilogue::apply(ImplicitLocOpBuilder &b, ArrayRef<Value> accumulators,
                            ArrayRef<Channels> channels, ArrayRef<Value> addends) const {
  auto activate = [&](Value value, Activation which) {
    return applyFusedActivation({b, value}, which, target);
  };
  SmallVector<Value> values;
  for (auto [value, scales] : llvm::zip_equal(accumulators, channels)) {
    if (scaling && sum)
      values.push_back(roundToFloat(b, value, scales));
    else if (!scaling)
      values.push_back(activate(value, activation));
    else if (scaling.getRescale() == Rescale::Float)
      values.push_back(rescaleByFloat(b, value, scales));
    else
      values.push_back(rescale(b, value, scales));
  }
  for (auto [value, addend] : llvm::zip(values, addends))
    value = scaling ? addIntegers(b, value, addend)
                    : activate(arith::AddFOp::create(b, value, addend), sum->activation);
  return scaling ? narrow(b, values) : join(b, values);
}

void KernelEpilogue::store(ImplicitLocOpBuilder &b, ArrayRef<Value> accumulators,
                           ArrayRef<Channels> channels, const LinearBuffer &output, const Place &to,
                           int64_t count, const Place &addend) const {
  int64_t vectors = channels.size(), total = accumulators.size();
  int64_t lanes = cast<VectorType>(accumulators.front().getType()).getDimSize(0);
  for (int64_t first = 0, size; first < total; first += size) {
    size = std::min<int64_t>(llvm::bit_floor(uint64_t(total - first)), groupSize());
    SmallVector<Channels> scales;
    SmallVector<Value> addends;
    for (int64_t index = first; index < first + size; ++index) {
      int64_t v = index % vectors;
      scales.push_back(channels[v]);
      if (sum)
        addends.push_back(
            sum->addend.load(b, addend.start + (addend.pixels[index / vectors] + v * lanes), lanes,
                             std::min(lanes, count - v * lanes)));
    }
    Value values = apply(b, accumulators.slice(first, size), scales, addends);
    for (int64_t index = first, run; index < first + size; index += run) {
      int64_t v = index % vectors;
      run = std::min(vectors - v, first + size - index);
      Value part = values;
      if (run < size)
        part = vector::ExtractStridedSliceOp::create(
            b, values, ArrayRef<int64_t>{(index - first) * lanes}, ArrayRef<int64_t>{run * lanes},
            ArrayRef<int64_t>{1});
      output.store(b, part, to.start + (to.pixels[index / vectors] + v * lanes),
                   std::min(run * lanes, count - v * lanes));
    }
  }
}
