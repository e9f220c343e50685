//===- ResizeLoops.cpp - Loops of image resizing --------------------------===//
//
// Which pixels a result pixel comes from, and their weights, depend on its row and column only:
// both are computed here and stand in tables, one entry per row and per column. The loops
// interpolate vectors of channels.
//
// Bytes are blended in f32 (unsigned) or 32-bit fixed point (signed), as the reference does. Images
// are mostly scaled by small powers of two; then all weights are multiples of 1/8 or 1/16, neither
// form rounds before its end, and 16-bit integers give the same result in half the vectors.
//
//===----------------------------------------------------------------------===//
#include "ConstantTable.h"
#include "LoopModels.h"
#include "LoopNest.h"
#include "Requantize.h"
#include <cmath>

using namespace mlir;
using namespace effc;

/// Entry `position` of an i32 table, as an index.
static Value loadIndex(ImplicitLocOpBuilder &builder, Value table, Value position) {
  return arith::IndexCastOp::create(builder, builder.getIndexType(),
                                    loadLanes(builder, table, position));
}

//===----------------------------------------------------------------------===//
// Nearest
//===----------------------------------------------------------------------===//

/// Input positions of all result positions of one dimension, times `stride`.
static SmallVector<int64_t> getNearest(int64_t from, int64_t to, int64_t stride,
                                       ResizeNearestOp op) {
  bool alignCorners = op.getAlignCorners(), halfPixels = op.getHalfPixelCenters();
  float scale = alignCorners && to > 1 ? float(from - 1) / float(to - 1) : float(from) / float(to);
  SmallVector<int64_t> places;
  for (int64_t position = 0; position < to; ++position) {
    float exact = (position + (halfPixels ? 0.5f : 0.0f)) * scale;
    int64_t place = int64_t(alignCorners ? std::round(exact) : std::floor(exact));
    places.push_back(std::max<int64_t>(0, std::min(place, from - 1)) * stride);
  }
  return places;
}

static LogicalResult expandNearest(ResizeNearestOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  ArrayRef<int64_t> from = op.getInput().getType().getShape();
  ArrayRef<int64_t> to = op.getOutput().getType().getShape();
  StridedBuffer input = getStridedBuffer(builder, expansion.inputs[0]);
  StridedBuffer output = getStridedBuffer(builder, expansion.outputs[0]);
  Type i32 = builder.getI32Type();
  Value rows = getConstantTable(builder, i32, getNearest(from[1], to[1], input.strides[1], op));
  Value columns = getConstantTable(builder, i32, getNearest(from[2], to[2], input.strides[2], op));
  Type element = cast<MemRefType>(output.memory.getType()).getElementType();
  int64_t lanes = getLaneCount(expansion.target, element.getIntOrFloatBitWidth());
  emitLoops(builder, to.take_front(2), [&](ValueRange outer) {
    Value row = addIndex(builder, linearIndex(builder, outer[0], input.strides[0]),
                         loadIndex(builder, rows, outer[1]));
    emitLoop(builder, to[2], [&](Value x) {
      Value source = addIndex(builder, row, loadIndex(builder, columns, x));
      Value place = linearIndex(builder, {outer[0], outer[1], x}, output.strides);
      emitLaneLoop(builder, expansion.target, to[3], lanes, [&](Value channel, int64_t count) {
        storeLanes(loadLanes(builder, input.memory, addIndex(builder, source, channel), count),
                   output.memory, addIndex(builder, place, channel));
      });
    });
  });
  return success();
}

//===----------------------------------------------------------------------===//
// Bilinear
//===----------------------------------------------------------------------===//

namespace {
/// Two input positions per result position (times a stride) and the weight of the second: a real
/// number, or 1024ths.
struct Interpolation {
  SmallVector<int64_t> low, high, fixedWeights;
  SmallVector<float> weights;
};

/// The tables of one dimension.
struct InterpolationTables {
  Value low, high, weights;
};
} // namespace

static Interpolation getRealInterpolation(int64_t from, int64_t to, int64_t stride,
                                          ResizeBilinearOp op) {
  float scale =
      op.getAlignCorners() && to > 1 ? float(from - 1) / float(to - 1) : float(from) / float(to);
  Interpolation result;
  for (int64_t position = 0; position < to; ++position) {
    float exact = op.getHalfPixelCenters() ? (position + 0.5f) * scale - 0.5f : position * scale;
    int64_t low = std::max<int64_t>(int64_t(std::floor(exact)), 0);
    int64_t high = std::min<int64_t>(int64_t(std::ceil(exact)), from - 1);
    result.low.push_back(std::min(low, from - 1) * stride);
    result.high.push_back(std::max<int64_t>(high, 0) * stride);
    result.weights.push_back(exact - float(low));
  }
  return result;
}

static Interpolation getFixedInterpolation(int64_t from, int64_t to, int64_t stride,
                                           ResizeBilinearOp op) {
  constexpr int64_t kOne = 1 << 10;
  int64_t scale = op.getAlignCorners() && to > 1 ? (kOne * (from - 1) + (to - 1) / 2) / (to - 1)
                                                 : (kOne * from + to / 2) / to;
  Interpolation result;
  for (int64_t position = 0; position < to; ++position) {
    int64_t exact = position * scale + (op.getHalfPixelCenters() ? scale / 2 - kOne / 2 : 0);
    // Divisions toward zero, as the reference has them.
    int64_t low = std::max<int64_t>(exact / kOne, 0);
    int64_t high = std::min((exact + kOne - 1) / kOne, from - 1);
    result.low.push_back(std::min(low, from - 1) * stride);
    result.high.push_back(std::max<int64_t>(high, 0) * stride);
    result.fixedWeights.push_back(exact - kOne * low);
  }
  return result;
}

static InterpolationTables makeTables(ImplicitLocOpBuilder &builder,
                                      const Interpolation &dimension) {
  Type i32 = builder.getI32Type();
  return {getConstantTable(builder, i32, dimension.low),
          getConstantTable(builder, i32, dimension.high),
          dimension.weights.empty() ? getConstantTable(builder, i32, dimension.fixedWeights)
                                    : getConstantTable(builder, dimension.weights)};
}

namespace {
/// The four pixels around a result pixel, for some channels, and the weights of the second row
/// and column (scalars).
struct Corners {
  Lanes topLeft, bottomLeft, topRight, bottomRight;
  Lanes rowWeight, columnWeight;
};
} // namespace

static void emitBilinear(ResizeBilinearOp op, const Expansion &expansion,
                         const InterpolationTables &rows, const InterpolationTables &columns,
                         unsigned computeBits, llvm::function_ref<Lanes(const Corners &)> body) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  ArrayRef<int64_t> shape = op.getOutput().getType().getShape();
  StridedBuffer input = getStridedBuffer(builder, expansion.inputs[0]);
  StridedBuffer output = getStridedBuffer(builder, expansion.outputs[0]);
  emitLoops(builder, shape.take_front(2), [&](ValueRange outer) {
    Value image = linearIndex(builder, outer[0], input.strides[0]);
    Value top = addIndex(builder, image, loadIndex(builder, rows.low, outer[1]));
    Value bottom = addIndex(builder, image, loadIndex(builder, rows.high, outer[1]));
    Lanes rowWeight = loadLanes(builder, rows.weights, outer[1]);
    emitLoop(builder, shape[2], [&](Value x) {
      Value left = loadIndex(builder, columns.low, x), right = loadIndex(builder, columns.high, x);
      Lanes columnWeight = loadLanes(builder, columns.weights, x);
      Value topLeft = addIndex(builder, top, left), topRight = addIndex(builder, top, right);
      Value bottomLeft = addIndex(builder, bottom, left);
      Value bottomRight = addIndex(builder, bottom, right);
      Value place = linearIndex(builder, {outer[0], outer[1], x}, output.strides);
      auto blend = [&](Value channel, int64_t count) {
        auto load = [&](Value corner) {
          return loadLanes(builder, input.memory, addIndex(builder, corner, channel), count);
        };
        Lanes result = body({load(topLeft), load(bottomLeft), load(topRight), load(bottomRight),
                             rowWeight, columnWeight});
        storeLanes(result, output.memory, addIndex(builder, place, channel));
      };
      int64_t lanes = getLaneCount(expansion.target, computeBits);
      if (expansion.target.getOptimizeSize())
        emitLaneLoop(builder, expansion.target, shape[3], lanes, blend);
      else
        emitOverlappingLanes(builder, shape[3], lanes, blend);
    });
  });
}

/// The reference's order of operations: bytes come from cutting off such a sum.
static Lanes blendReal(const Corners &corners) {
  int64_t count = corners.topLeft.getCount();
  Lanes down = broadcast(corners.rowWeight, count);
  Lanes up = broadcast(corners.rowWeight.constant(1) - corners.rowWeight, count);
  Lanes right = broadcast(corners.columnWeight, count);
  Lanes left = broadcast(corners.columnWeight.constant(1) - corners.columnWeight, count);
  return corners.topLeft * up * left + corners.bottomLeft * down * left +
         corners.topRight * up * right + corners.bottomRight * down * right;
}

/// `bits` hold the sum of the products.
static Lanes blendFixed(const Corners &corners, unsigned bits, unsigned resultBits) {
  int64_t count = corners.topLeft.getCount();
  Lanes down = corners.rowWeight.toInteger(bits), right = corners.columnWeight.toInteger(bits);
  Lanes up = down.constant(1 << 10) - down, left = right.constant(1 << 10) - right;
  auto weigh = [&](Lanes pixel, Lanes weight) {
    return pixel.toInteger(bits) * broadcast(weight, count);
  };
  Lanes sum = weigh(corners.topLeft, up * left) + weigh(corners.bottomLeft, down * left) +
              weigh(corners.topRight, up * right) + weigh(corners.bottomRight, down * right);
  return roundingShiftRight(sum, 20).toInteger(resultBits);
}

/// The weights of one dimension in units of 2^-shift.
static Interpolation inUnits(const Interpolation &dimension, int shift) {
  Interpolation result = dimension;
  result.weights.clear();
  for (float weight : dimension.weights)
    result.fixedWeights.push_back(int64_t(std::ldexp(weight, shift)));
  if (dimension.weights.empty())
    for (int64_t &weight : result.fixedWeights)
      weight >>= 10 - shift;
  return result;
}

/// The least shift, up to `most`, for which all weights are multiples of 2^-shift.
static std::optional<int> findShift(const Interpolation &rows, const Interpolation &columns,
                                    int most) {
  auto fits = [](const Interpolation &dimension, int shift) {
    return llvm::all_of(dimension.weights,
                        [&](float weight) {
                          float scaled = std::ldexp(weight, shift);
                          return scaled == std::floor(scaled);
                        }) &&
           llvm::all_of(dimension.fixedWeights,
                        [&](int64_t weight) { return weight % (1 << (10 - shift)) == 0; });
  };
  for (int shift = 0; shift <= most; ++shift)
    if (fits(rows, shift) && fits(columns, shift))
      return shift;
  return std::nullopt;
}

/// With weights in units of 2^-shift and in 16 bits. Products may wrap, the sum is in range.
static Lanes blendSmall(const Corners &corners, int shift, bool isUnsigned) {
  int64_t count = corners.topLeft.getCount();
  Lanes down = broadcast(corners.rowWeight.toInteger(16), count);
  Lanes right = broadcast(corners.columnWeight.toInteger(16), count);
  Lanes up = down.constant(1 << shift) - down, left = right.constant(1 << shift) - right;
  auto widen = [&](Lanes pixel) { return pixel.toInteger(16, isUnsigned); };
  Lanes sum = widen(corners.topLeft) * (up * left) + widen(corners.bottomLeft) * (down * left) +
              widen(corners.topRight) * (up * right) + widen(corners.bottomRight) * (down * right);
  if (!isUnsigned)
    return roundingShiftRight(sum, 2 * shift).toInteger(8);
  return shift == 0 ? sum.toInteger(8)
                    : (sum + (1 << (2 * shift - 1))).shiftRightLogical(2 * shift).toInteger(8);
}

static LogicalResult expandBilinear(ResizeBilinearOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  ArrayRef<int64_t> from = op.getInput().getType().getShape();
  ArrayRef<int64_t> to = op.getOutput().getType().getShape();
  Type element = op.getOutput().getType().getElementType(), storage = getStorageType(element);
  auto strides = cast<MemRefType>(expansion.inputs[0].getType()).getStridesAndOffset().first;
  bool isByte = isQuantized(element) && storage.isInteger(8);
  bool isUnsigned = isByte && isUnsignedStorage(element);
  if (isByte) {
    auto interpolate = isUnsigned ? getRealInterpolation : getFixedInterpolation;
    Interpolation rows = interpolate(from[1], to[1], strides[1], op);
    Interpolation columns = interpolate(from[2], to[2], strides[2], op);
    // Rounding a signed sum takes a bit more.
    if (std::optional<int> shift = findShift(rows, columns, isUnsigned ? 4 : 3)) {
      emitBilinear(op, expansion, makeTables(builder, inUnits(rows, *shift)),
                   makeTables(builder, inUnits(columns, *shift)), 16, [&](Corners corners) {
                     return blendSmall(corners, *shift, isUnsigned);
                   });
      return success();
    }
  }
  if (element.isF32() || isUnsigned) {
    auto rows = makeTables(builder, getRealInterpolation(from[1], to[1], strides[1], op));
    auto columns = makeTables(builder, getRealInterpolation(from[2], to[2], strides[2], op));
    emitBilinear(op, expansion, rows, columns, 32, [&](Corners corners) {
      if (!isByte)
        return blendReal(corners);
      for (Lanes *pixel :
           {&corners.topLeft, &corners.bottomLeft, &corners.topRight, &corners.bottomRight})
        *pixel = pixel->toInteger(32, /*isUnsigned=*/true).toFloat();
      return (blendReal(corners) + 0.5f).truncateToInteger().toInteger(8);
    });
    return success();
  }
  if (!isQuantized(element) || (!isByte && !storage.isInteger(16)))
    return emitUnsupportedTypes(op);
  unsigned bits = isByte ? 32 : 64;
  auto rows = makeTables(builder, getFixedInterpolation(from[1], to[1], strides[1], op));
  auto columns = makeTables(builder, getFixedInterpolation(from[2], to[2], strides[2], op));
  emitBilinear(op, expansion, rows, columns, bits, [&](const Corners &corners) {
    return blendFixed(corners, bits, storage.getIntOrFloatBitWidth());
  });
  return success();
}

void effc::registerResizeLoops(MLIRContext &context) {
  attachLoops<ResizeNearestOp, expandNearest>(context);
  attachLoops<ResizeBilinearOp, expandBilinear>(context);
}
