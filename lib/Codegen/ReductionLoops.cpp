//===- ReductionLoops.cpp - Loops of sum, mean and arg max ----------------===//
//
// Dimensions that stay are the outer loops, the others are summed up in a register: a vector
// of neighbouring results where the last dimension stays, or a vector of neighbouring
// elements where it is summed.
//
//===----------------------------------------------------------------------===//
#include "LoopModels.h"
#include "LoopNest.h"
#include "Requantize.h"
#include "RowReduction.h"
#include <limits>

using namespace mlir;
using namespace effc;

namespace {
/// Where elements are summed from and to.
struct ReductionSpace {
  SmallVector<int64_t> keptSizes, reducedSizes;
  /// Input and result over the dimensions that stay.
  SmallVector<StridedBuffer, 2> kept;
  /// Input over the dimensions that go.
  SmallVector<StridedBuffer, 1> reduced;
};

/// What distinguishes one reduction from another.
struct ReductionKernel {
  Type sumType;
  llvm::function_ref<Lanes(Lanes stored)> widen;
  llvm::function_ref<Lanes(Lanes sum)> finish;
};
} // namespace

/// Splits the input's dimensions by `axes` and merges what can be merged.
static ReductionSpace getSpace(const Expansion &expansion, ArrayRef<int64_t> axes) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  StridedBuffer input = getStridedBuffer(builder, expansion.inputs[0]);
  StridedBuffer output = getStridedBuffer(builder, expansion.outputs[0]);
  ArrayRef<int64_t> shape = cast<MemRefType>(expansion.inputs[0].getType()).getShape();
  bool keepsRank = output.strides.size() == shape.size();
  ReductionSpace space;
  space.kept = {{input.memory, {}}, {output.memory, {}}};
  space.reduced = {{input.memory, {}}};
  size_t next = 0;
  for (auto [d, size] : llvm::enumerate(shape)) {
    bool isReduced = llvm::is_contained(axes, int64_t(d));
    if (isReduced) {
      space.reducedSizes.push_back(size);
      space.reduced[0].strides.push_back(input.strides[d]);
    } else {
      space.keptSizes.push_back(size);
      space.kept[0].strides.push_back(input.strides[d]);
      space.kept[1].strides.push_back(output.strides[next]);
    }
    if (!isReduced || keepsRank)
      ++next;
  }
  collapseSpace(space.keptSizes, space.kept);
  collapseSpace(space.reducedSizes, space.reduced);
  return space;
}

/// Sums over loops of `sizes`; `element` gives the summand at an offset into the input.
static Lanes emitSum(ImplicitLocOpBuilder &builder, ArrayRef<int64_t> sizes,
                     ArrayRef<int64_t> strides, Value base, Lanes start,
                     llvm::function_ref<Lanes(Value offset)> element) {
  if (sizes.empty())
    return start + element(base);
  Value sum = emitLoop(builder, 0, sizes[0], 1, Value(start),
                       [&](Value iv, ValueRange carried) -> SmallVector<Value> {
                         Value offset =
                             addIndex(builder, base, scaleIndex(builder, iv, strides[0]));
                         return {emitSum(builder, sizes.drop_front(), strides.drop_front(), offset,
                                         {builder, carried[0]}, element)};
                       })[0];
  return {builder, sum};
}

static Lanes zero(ImplicitLocOpBuilder &builder, Type type) {
  if (isa<FloatType>(type))
    return scalarConstant(builder, type, 0.0);
  return scalarConstant(builder, type, int64_t(0));
}

/// Vectors of results.
static void emitAcross(const Expansion &expansion, const ReductionSpace &space,
                       const ReductionKernel &kernel) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  const StridedBuffer &input = space.kept[0], &output = space.kept[1];
  int64_t lanes = input.strides.back() == 1 && output.strides.back() == 1
                      ? getLaneCount(expansion.target, kernel.sumType.getIntOrFloatBitWidth())
                      : 1;
  emitLoops(builder, ArrayRef(space.keptSizes).drop_back(), [&](ValueRange ivs) {
    Value from = linearIndex(builder, ivs, ArrayRef(input.strides).drop_back());
    Value to = linearIndex(builder, ivs, ArrayRef(output.strides).drop_back());
    emitLaneLoop(
        builder, expansion.target, space.keptSizes.back(), lanes, [&](Value start, int64_t count) {
          Value base = addIndex(builder, from, scaleIndex(builder, start, input.strides.back()));
          Lanes sum =
              emitSum(builder, space.reducedSizes, space.reduced[0].strides, base,
                      broadcast(zero(builder, kernel.sumType), count), [&](Value offset) {
                        return kernel.widen(loadLanes(builder, input.memory, offset, count));
                      });
          Value place = addIndex(builder, to, scaleIndex(builder, start, output.strides.back()));
          storeLanes(kernel.finish(sum), output.memory, place);
        });
  });
}

/// Vectors of elements of one result.
static void emitAlong(const Expansion &expansion, const ReductionSpace &space,
                      const ReductionKernel &kernel) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  ArrayRef<int64_t> sizes = space.reducedSizes, strides = space.reduced[0].strides;
  int64_t lanes = getLaneCount(expansion.target, kernel.sumType.getIntOrFloatBitWidth());
  Lanes nothing = zero(builder, kernel.sumType);
  emitLoops(builder, space.keptSizes, [&](ValueRange ivs) {
    Value base = linearIndex(builder, ivs, space.kept[0].strides);
    Lanes sum =
        emitSum(builder, sizes.drop_back(), strides.drop_back(), base, nothing, [&](Value row) {
          return emitRowReduction(
              expansion.target, sizes.back(), lanes, nothing,
              [&](Value start, int64_t count) {
                return kernel.widen(
                    loadLanes(builder, space.kept[0].memory, addIndex(builder, row, start), count));
              },
              [](Lanes a, Lanes b) { return a + b; });
        });
    storeLanes(kernel.finish(sum), space.kept[1].memory,
               linearIndex(builder, ivs, space.kept[1].strides));
  });
}

static void emitReduction(const Expansion &expansion, ArrayRef<int64_t> axes,
                          const ReductionKernel &kernel) {
  ReductionSpace space = getSpace(expansion, axes);
  bool isAlong = space.reduced[0].strides.back() == 1 && space.reducedSizes.back() > 1;
  if (isAlong)
    emitAlong(expansion, space, kernel);
  else
    emitAcross(expansion, space, kernel);
}

/// The mean's division by `count` becomes part of the factor, in integers.
static QuantizedMultiplier divideFactor(QuantizedMultiplier factor, int64_t count) {
  int shift = std::min<int>({int(llvm::Log2_64(uint64_t(count))), 32, 31 + factor.shift});
  return {static_cast<int32_t>((int64_t(factor.multiplier) << shift) / count),
          factor.shift - shift};
}

static LogicalResult emitQuantizedReduction(Operation *op, const Expansion &expansion,
                                            ArrayRef<int64_t> axes, Type input, Type output,
                                            int64_t count, bool isMean) {
  unsigned bits = getStorageType(input).getIntOrFloatBitWidth();
  if (isPerAxisQuantized(input) || isPerAxisQuantized(output) || (bits != 8 && bits != 16) ||
      getStorageType(output) != getStorageType(input))
    return emitUnsupportedTypes(op);
  QuantizedMultiplier factor = quantizeMultiplier(getScale(input) / getScale(output));
  if (isMean)
    factor = divideFactor(factor, count);
  int64_t bound = std::min((count + 1) << bits, int64_t(1) << 31);
  emitReduction(expansion, axes,
                {expansion.builder.getI32Type(),
                 [&](Lanes stored) { return stored.toInteger(32, isUnsignedStorage(input)); },
                 [&](Lanes sum) {
                   Lanes centered = sum - getZeroPoint(input) * count;
                   return narrow(multiplyByQuantizedMultiplier(centered, factor, bound),
                                 getZeroPoint(output), getStorageRange(output), bits);
                 }});
  return success();
}

template <typename OpTy> static LogicalResult expandReduction(OpTy op, const Expansion &expansion) {
  constexpr bool isMean = std::is_same_v<OpTy, MeanOp>;
  Type input = op.getInput().getType().getElementType();
  Type output = op.getOutput().getType().getElementType();
  int64_t count = 1;
  for (int64_t axis : op.getAxes())
    count *= op.getInput().getType().getDimSize(axis);
  if (isQuantized(input) && isQuantized(output) && count > 0)
    return emitQuantizedReduction(op, expansion, op.getAxes(), input, output, count, isMean);
  bool isInteger = input.isSignlessInteger(32) || input.isSignlessInteger(64);
  if (input != output || !(input.isF32() || isInteger))
    return emitUnsupportedTypes(op);
  // As TFLite: the mean of integers is that of a 64-bit sum.
  unsigned bits = input.getIntOrFloatBitWidth();
  Type sumType = isMean && isInteger ? expansion.builder.getI64Type() : input;
  emitReduction(expansion, op.getAxes(),
                {sumType,
                 [&](Lanes stored) { return input == sumType ? stored : stored.toInteger(64); },
                 [&](Lanes sum) -> Lanes {
                   if (!isMean || count == 0)
                     return sum;
                   if (!isInteger)
                     return sum / count;
                   Lanes mean(expansion.builder,
                              arith::DivSIOp::create(expansion.builder, sum, sum.constant(count)));
                   return mean.toInteger(bits);
                 }});
  return success();
}

/// Vectors that a row of bytes is held in at most.
static constexpr int64_t kArgMaxVectors = 8;

/// The place of the first of the largest of `size` neighbouring bytes. Places are bytes as well:
/// the least one whose element equals the maximum.
static Lanes emitByteArgMax(const Expansion &expansion, Value memory, Value base, int64_t size,
                            int64_t lanes, bool isUnsigned) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  SmallVector<int64_t> starts;
  for (int64_t start = 0; start < size; start += lanes)
    starts.push_back(std::min(start, size - lanes));
  SmallVector<Lanes> parts;
  for (int64_t start : starts)
    parts.push_back(loadLanes(builder, memory, addIndex(builder, base, start), lanes));
  auto larger = [&](Lanes a, Lanes b) { return isUnsigned ? a.maxUnsigned(b) : a.max(b); };
  Lanes largest = parts.front();
  for (Lanes part : ArrayRef(parts).drop_front())
    largest = larger(largest, part);
  Lanes top(builder, vector::ReductionOp::create(builder,
                                                 isUnsigned ? vector::CombiningKind::MAXUI
                                                            : vector::CombiningKind::MAXSI,
                                                 largest));
  top = broadcast(top, lanes);
  std::optional<Lanes> least;
  for (auto [start, part] : llvm::zip_equal(starts, parts)) {
    SmallVector<int8_t> numbers;
    for (int64_t lane = 0; lane < lanes; ++lane)
      numbers.push_back(static_cast<int8_t>(start + lane));
    auto type = cast<VectorType>(part.getType());
    Lanes places(builder, arith::ConstantOp::create(
                              builder, DenseElementsAttr::get(type, ArrayRef<int8_t>(numbers))));
    Lanes found = (part != top).select(part.constant(-1), places);
    least = least ? least->minUnsigned(found) : found;
  }
  return {builder, vector::ReductionOp::create(builder, vector::CombiningKind::MINUI, *least)};
}

/// Whether `next` is larger than `best`, as any number is than a NaN.
static Lanes isLargerReal(Lanes best, Lanes next) {
  auto compare = [&](arith::CmpFPredicate predicate, Lanes a, Lanes b) -> Lanes {
    return {a.getBuilder(), arith::CmpFOp::create(a.getBuilder(), predicate, a, b)};
  };
  // Helium's comparisons with zero, as which LLVM writes `ord` in vectors, hold for a NaN.
  Lanes magnitude = next.bitcast(next.getBuilder().getI32Type()) & int64_t(0x7FFFFFFF);
  Lanes isNumber = magnitude < 0x7F800001;
  return compare(arith::CmpFPredicate::ULT, best, next) & isNumber;
}

static LogicalResult expandArgMax(ArgMaxOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  Type element = op.getInput().getType().getElementType(), storage = getStorageType(element);
  if (storage.isF16())
    return emitUnsupportedTypes(op);
  Type result = op.getOutput().getType().getElementType();
  unsigned bits = storage.isInteger(64) ? 64 : 32;
  bool isUnsigned = isUnsignedStorage(element) || storage.isInteger(1);
  ReductionSpace space = getSpace(expansion, op.getAxis());
  int64_t size = op.getInput().getType().getDimSize(op.getAxis());
  int64_t stride = space.reduced[0].strides.back();
  auto load = [&](Value place) {
    Lanes stored = loadLanes(builder, space.kept[0].memory, place);
    return isa<FloatType>(storage) ? stored : stored.toInteger(bits, isUnsigned);
  };
  int64_t lanes =
      std::min<int64_t>(getLaneCount(expansion.target, 8), llvm::bit_floor(uint64_t(size)));
  bool isByte = storage.isInteger(8) && stride == 1 && lanes >= 8 && size <= 255 &&
                size <= kArgMaxVectors * lanes && !expansion.target.getOptimizeSize();
  bool isReal = isa<FloatType>(storage);
  emitLoops(builder, space.keptSizes, [&](ValueRange ivs) {
    Value base = linearIndex(builder, ivs, space.kept[0].strides);
    if (isByte) {
      Lanes place = emitByteArgMax(expansion, space.kept[0].memory, base, size, lanes, isUnsigned);
      storeLanes(place.toInteger(result.getIntOrFloatBitWidth(), /*isUnsigned=*/true),
                 space.kept[1].memory, linearIndex(builder, ivs, space.kept[1].strides));
      return;
    }
    SmallVector<Value> first = {load(base), indexConstant(builder, 0)};
    SmallVector<Value> last = emitLoop(
        builder, 1, size, 1, first, [&](Value iv, ValueRange carried) -> SmallVector<Value> {
          Lanes best(builder, carried[0]), place(builder, carried[1]);
          Lanes next = load(addIndex(builder, base, scaleIndex(builder, iv, stride)));
          Lanes isLarger = isReal ? isLargerReal(best, next) : best < next;
          return {isLarger.select(next, best), isLarger.select({builder, iv}, place)};
        });
    Lanes place(builder, arith::IndexCastOp::create(builder, result, last[1]));
    storeLanes(place, space.kept[1].memory, linearIndex(builder, ivs, space.kept[1].strides));
  });
  return success();
}

void effc::registerReductionLoops(MLIRContext &context) {
  attachLoops<MeanOp, expandReduction<MeanOp>>(context);
  attachLoops<SumOp, expandReduction<SumOp>>(context);
  attachLoops<ArgMaxOp, expandArgMax>(context);
}
