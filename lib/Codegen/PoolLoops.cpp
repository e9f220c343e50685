//===- PoolLoops.cpp - Loops of average and maximum pools -----------------===//
//
// One vector of channels at a time, held in registers while the window is walked. Windows that
// can reach over the border get their bounds from the position, once per output pixel.
//
//===----------------------------------------------------------------------===//
#include "LoopModels.h"
#include "LoopNest.h"
#include "RealFunctions.h"
#include "effc/IR/Quantization.h"
#include <limits>

using namespace mlir;
using namespace effc;

namespace {
/// The part of the window inside the input, along one dimension, at one output position.
struct Span {
  Value begin, end;
  /// First input position that the whole window would read; may be negative.
  Value origin;
};

/// One spatial dimension of a pool.
struct PoolDimension {
  int64_t input, output, window, stride, before;

  /// True if no window reaches over the border.
  bool isInside() const { return before == 0 && (output - 1) * stride + window <= input; }

  Span getSpan(ImplicitLocOpBuilder &builder, Value position) const {
    Value origin = addIndex(builder, scaleIndex(builder, position, stride), -before);
    Value zero = indexConstant(builder, 0), size = indexConstant(builder, window);
    if (isInside())
      return {zero, size, origin};
    Value cut = arith::SubIOp::create(builder, zero, origin);
    Value rest = arith::SubIOp::create(builder, indexConstant(builder, input), origin);
    return {arith::MaxSIOp::create(builder, zero, cut), arith::MinSIOp::create(builder, size, rest),
            origin};
  }
};

/// What distinguishes one pool from another.
struct PoolKernel {
  unsigned computeBits;
  /// The value before the first cell, for lanes of this count.
  llvm::function_ref<Lanes(int64_t lanes)> start;
  llvm::function_ref<Lanes(Lanes total, Lanes stored)> accumulate;
  /// What `finish` needs of the number of cells (an i32), once per output pixel.
  llvm::function_ref<SmallVector<Value>(Value cells)> prepare;
  /// From the total to the stored result.
  llvm::function_ref<Lanes(Lanes total, ArrayRef<Value> prepared)> finish;
};
} // namespace

/// Walks the window for one vector of channels that starts at `channel`.
static Lanes emitWindow(ImplicitLocOpBuilder &builder, const StridedBuffer &input, Value base,
                        const Span &rows, const Span &columns, int64_t lanes,
                        const PoolKernel &kernel) {
  Value first = kernel.start(lanes);
  Value total = emitLoop(builder, rows.begin, rows.end, first, [&](Value y, ValueRange carried) {
    Value row = scaleIndex(builder, addIndex(builder, rows.origin, y), input.strides[1]);
    row = addIndex(builder, base, row);
    return emitLoop(builder, columns.begin, columns.end, carried,
                    [&](Value x, ValueRange inner) -> SmallVector<Value> {
                      Value column = scaleIndex(builder, addIndex(builder, columns.origin, x),
                                                input.strides[2]);
                      Lanes stored =
                          loadLanes(builder, input.memory, addIndex(builder, row, column), lanes);
                      return {kernel.accumulate({builder, inner[0]}, stored)};
                    });
  })[0];
  return {builder, total};
}

/// Number of cells inside the input, as an i32.
static Value countCells(ImplicitLocOpBuilder &builder, const Span &rows, const Span &columns) {
  Value height = arith::SubIOp::create(builder, rows.end, rows.begin);
  Value width = arith::SubIOp::create(builder, columns.end, columns.begin);
  Value cells = arith::MulIOp::create(builder, height, width);
  return arith::IndexCastOp::create(builder, builder.getI32Type(), cells);
}

template <typename OpTy>
static void emitPool(OpTy op, const Expansion &expansion, const PoolKernel &kernel) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  ArrayRef<int64_t> inShape = op.getInput().getType().getShape();
  ArrayRef<int64_t> outShape = op.getOutput().getType().getShape();
  StridedBuffer input = getStridedBuffer(builder, expansion.inputs[0]);
  StridedBuffer output = getStridedBuffer(builder, expansion.outputs[0]);
  PoolDimension vertical{inShape[1], outShape[1], op.getWindow()[0], op.getStrides()[0],
                         op.getPadding()[0]};
  PoolDimension horizontal{inShape[2], outShape[2], op.getWindow()[1], op.getStrides()[1],
                           op.getPadding()[2]};
  int64_t lanes = getLaneCount(expansion.target, kernel.computeBits);
  emitLoops(builder, outShape.drop_back(2), [&](ValueRange outer) {
    Span rows = vertical.getSpan(builder, outer[1]);
    Value imageBase = linearIndex(builder, outer[0], input.strides[0]);
    emitLoop(builder, outShape[2], [&](Value x) {
      Span columns = horizontal.getSpan(builder, x);
      SmallVector<Value> prepared = kernel.prepare(countCells(builder, rows, columns));
      Value place = linearIndex(builder, {outer[0], outer[1], x}, output.strides);
      emitLaneLoop(builder, expansion.target, outShape[3], lanes,
                   [&](Value channel, int64_t count) {
                     Lanes total = emitWindow(builder, input, addIndex(builder, imageBase, channel),
                                              rows, columns, count, kernel);
                     storeLanes(kernel.finish(total, prepared), output.memory,
                                addIndex(builder, place, channel));
                   });
    });
  });
}

/// Lanes of a builtin type that all hold `number`.
template <typename T>
static Lanes filled(ImplicitLocOpBuilder &builder, Type type, T number, int64_t lanes) {
  return broadcast(scalarConstant(builder, type, number), lanes);
}

static bool isSmallQuantized(Type type) {
  Type storage = getStorageType(type);
  return isQuantized(type) && !isPerAxisQuantized(type) &&
         (storage.isInteger(8) || storage.isInteger(16));
}

static LogicalResult expandMaxPool(MaxPool2DOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  Type element = op.getOutput().getType().getElementType();
  if (element.isF32()) {
    // As the reference, which passes over NaN.
    emitPool(op, expansion,
             {32,
              [&](int64_t lanes) {
                return filled(builder, element, double(std::numeric_limits<float>::lowest()),
                              lanes);
              },
              [](Lanes total, Lanes stored) { return total.max(stored); },
              [](Value) { return SmallVector<Value>(); },
              [&](Lanes total, ArrayRef<Value>) {
                return applyFusedActivation(total, op.getActivation(), expansion.target);
              }});
    return success();
  }
  if (!isSmallQuantized(element))
    return emitUnsupportedTypes(op);
  Type storage = getStorageType(element);
  IntegerRange range = getActivationRange(op.getActivation(), element);
  bool isUnsigned = isUnsignedStorage(element);
  auto max = [&](Lanes a, Lanes b) { return isUnsigned ? a.maxUnsigned(b) : a.max(b); };
  auto min = [&](Lanes a, Lanes b) { return isUnsigned ? a.minUnsigned(b) : a.min(b); };
  emitPool(op, expansion,
           {storage.getIntOrFloatBitWidth(),
            [&](int64_t lanes) { return filled(builder, storage, range.min, lanes); },
            [&](Lanes total, Lanes stored) { return max(total, stored); },
            [](Value) { return SmallVector<Value>(); },
            [&](Lanes total, ArrayRef<Value>) { return min(total, total.constant(range.max)); }});
  return success();
}

/// Divides by a count of cells, exactly: with m = floor(2^31 / d) + 1, `n * m >> 31` is n / d as
/// long as n * d < 2^31, since m * d exceeds 2^31 by at most d. Larger windows divide.
static bool canMultiply(int64_t largestCount, int64_t largestElement) {
  return largestCount * largestCount * (largestElement + 1) < int64_t(1) << 31;
}

/// The reciprocal m (i64), or the count itself.
static Value getDivisor(ImplicitLocOpBuilder &builder, Value cells, bool isReciprocal) {
  if (!isReciprocal)
    return cells;
  Lanes one = scalarConstant(builder, cells.getType(), int64_t(0x80000000));
  Value quotient = arith::DivUIOp::create(builder, one, cells);
  return Lanes(builder, quotient).toInteger(64, /*isUnsigned=*/true) + 1;
}

static Lanes divide(Lanes value, Value divisor) {
  ImplicitLocOpBuilder &builder = value.getBuilder();
  Lanes all = broadcast({builder, divisor}, value.getCount());
  if (divisor.getType().isInteger(32))
    return {builder, arith::DivUIOp::create(builder, value, all)};
  return (value.toInteger(64, /*isUnsigned=*/true) * all).shiftRightLogical(31).toInteger(32);
}

/// The mean of integers (i32), halves away from zero.
static Lanes roundedMean(Lanes total, ArrayRef<Value> prepared, bool isUnsigned) {
  Lanes half = broadcast({total.getBuilder(), prepared[0]}, total.getCount());
  if (isUnsigned)
    return divide(total + half, prepared[1]);
  Lanes negated = total.constant(0) - total;
  Lanes mean = divide(total.max(negated) + half, prepared[1]);
  return (total < 0).select(mean.constant(0) - mean, mean);
}

static LogicalResult expandAveragePool(AveragePool2DOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  Type element = op.getOutput().getType().getElementType();
  if (element.isF32()) {
    emitPool(op, expansion,
             {32, [&](int64_t lanes) { return filled(builder, element, 0.0, lanes); },
              [](Lanes total, Lanes stored) { return total + stored; },
              [&](Value cells) -> SmallVector<Value> { return {Lanes(builder, cells).toFloat()}; },
              [&](Lanes total, ArrayRef<Value> prepared) {
                Lanes mean = total / broadcast({builder, prepared[0]}, total.getCount());
                return applyFusedActivation(mean, op.getActivation(), expansion.target);
              }});
    return success();
  }
  if (!isSmallQuantized(element))
    return emitUnsupportedTypes(op);
  Type storage = getStorageType(element);
  unsigned bits = storage.getIntOrFloatBitWidth();
  IntegerRange range = getActivationRange(op.getActivation(), element);
  bool isUnsigned = isUnsignedStorage(element);
  int64_t cells = op.getWindow()[0] * op.getWindow()[1];
  int64_t largest = isUnsigned ? 255 : int64_t(1) << (bits - 1);
  // 16 bits hold the sum of a small window of bytes.
  unsigned sumBits = bits == 8 && cells * 255 < 1 << 15 ? 16 : 32;
  Type sumType = builder.getIntegerType(sumBits);
  emitPool(
      op, expansion,
      {sumBits, [&](int64_t lanes) { return filled(builder, sumType, int64_t(0), lanes); },
       [&](Lanes total, Lanes stored) { return total + stored.toInteger(sumBits, isUnsigned); },
       [&](Value count) -> SmallVector<Value> {
         return {Lanes(builder, count).shiftRightLogical(1),
                 getDivisor(builder, count, canMultiply(cells, largest))};
       },
       [&](Lanes total, ArrayRef<Value> prepared) {
         Lanes mean = roundedMean(total.toInteger(32), prepared, isUnsigned);
         return mean.clamp(range.min, range.max).toInteger(bits);
       }});
  return success();
}

void effc::registerPoolLoops(MLIRContext &context) {
  attachLoops<MaxPool2DOp, expandMaxPool>(context);
  attachLoops<AveragePool2DOp, expandAveragePool>(context);
}
