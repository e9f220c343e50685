//===- SoftmaxLoops.cpp - Loops of softmax --------------------------------===//
//
// Three walks over each row: the largest element, the sum of exponentials of the differences to
// it, the quotients. 8-bit differences have 256 exponentials, which are a table; 16-bit ones
// interpolate a table of 513. Real rows keep their exponentials in the result.
//
//===----------------------------------------------------------------------===//
#include "ConstantTable.h"
#include "FixedPoint.h"
#include "LoopModels.h"
#include "LoopNest.h"
#include "RealFunctions.h"
#include "Requantize.h"
#include "RowReduction.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace effc;

namespace {
/// One row of input and result.
struct Row {
  Value input, output;           // Memory.
  Value inputStart, outputStart; // Place of the first element.
  int64_t size;

  Lanes load(ImplicitLocOpBuilder &builder, Value start, int64_t count) const {
    return loadLanes(builder, input, addIndex(builder, inputStart, start), count);
  }
  void store(ImplicitLocOpBuilder &builder, Value start, Lanes value) const {
    storeLanes(value, output, addIndex(builder, outputStart, start));
  }
};
} // namespace

static void emitRows(SoftmaxOp op, const Expansion &expansion,
                     llvm::function_ref<void(const Row &)> body) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  ArrayRef<int64_t> shape = op.getInput().getType().getShape();
  StridedBuffer buffers[] = {getStridedBuffer(builder, expansion.inputs[0]),
                             getStridedBuffer(builder, expansion.outputs[0])};
  // The rows' own dimension does not take part in merging the others.
  for (StridedBuffer &buffer : buffers)
    buffer.strides.pop_back();
  SmallVector<int64_t> sizes(shape.drop_back());
  if (sizes.empty()) {
    sizes.push_back(1);
    for (StridedBuffer &buffer : buffers)
      buffer.strides.push_back(shape.back());
  }
  collapseSpace(sizes, buffers);
  emitLoops(builder, sizes, [&](ValueRange ivs) {
    body({buffers[0].memory, buffers[1].memory, linearIndex(builder, ivs, buffers[0].strides),
          linearIndex(builder, ivs, buffers[1].strides), shape.back()});
  });
}

static Lanes emitRowMaximum(const Expansion &expansion, const Row &row, Lanes least,
                            bool isUnsigned) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  unsigned bits = least.getElementType().getIntOrFloatBitWidth();
  return emitRowReduction(
      expansion.target, row.size, getLaneCount(expansion.target, bits), least,
      [&](Value start, int64_t count) { return row.load(builder, start, count); },
      [&](Lanes a, Lanes b) { return isUnsigned ? a.maxUnsigned(b) : a.max(b); });
}

//===----------------------------------------------------------------------===//
// Real numbers
//===----------------------------------------------------------------------===//

static void expandReal(SoftmaxOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  TargetAttr target = expansion.target;
  float beta = op.getBeta().convertToFloat();
  int64_t lanes = getLaneCount(target, 32);
  emitRows(op, expansion, [&](const Row &row) {
    Lanes least =
        scalarConstant(builder, builder.getF32Type(), double(std::numeric_limits<float>::lowest()));
    Lanes largest = emitRowMaximum(expansion, row, least, false);
    Lanes sum = emitRowReduction(
        target, row.size, lanes, largest.constant(0),
        [&](Value start, int64_t count) {
          Lanes difference = row.load(builder, start, count) - broadcast(largest, count);
          Lanes power = exponentialOfNegative(beta == 1 ? difference : difference * beta);
          row.store(builder, start, power);
          return power;
        },
        [](Lanes a, Lanes b) { return a + b; });
    Lanes reciprocal = sum.constant(1) / sum;
    emitLaneLoop(builder, target, row.size, lanes, [&](Value start, int64_t count) {
      Lanes power =
          loadLanes(builder, row.output, addIndex(builder, row.outputStart, start), count);
      row.store(builder, start, power * broadcast(reciprocal, count));
    });
  });
}

//===----------------------------------------------------------------------===//
// 8-bit inputs
//===----------------------------------------------------------------------===//

static constexpr int kDifferenceBits = 5;   // Integer bits of scaled differences.
static constexpr int kAccumulatorBits = 12; // Integer bits of sums of exponentials.

/// exp(-scale * beta * d) without integer bits for d = 0..255; 0 where the reference leaves an
/// element out.
static SmallVector<int64_t> getByteExponentials(double beta, double scale) {
  double real = std::min(beta * scale * (1 << (31 - kDifferenceBits)), double(INT32_MAX));
  int shift; // positive, for the op demands a factor above 1
  int64_t multiplier = std::llround(std::frexp(real, &shift) * (int64_t(1) << 31));
  if (multiplier == int64_t(1) << 31) {
    multiplier /= 2;
    ++shift;
  }
  // The largest difference whose product with the factor has `kDifferenceBits` integer bits.
  double radius = std::floor(double((1 << kDifferenceBits) - 1) *
                             std::ldexp(1.0, 31 - kDifferenceBits - shift));
  SmallVector<int64_t> table;
  for (int64_t difference = 0; difference < 256; ++difference) {
    if (difference > radius) {
      table.push_back(0);
      continue;
    }
    int64_t shifted = -difference * (int64_t(1) << shift);
    int32_t scaled = roundingDoublingHighMultiply(static_cast<int32_t>(shifted),
                                                  static_cast<int32_t>(multiplier));
    table.push_back(exponentialOfNegative(scaled, kDifferenceBits));
  }
  return table;
}

/// 1 / (1 + a) for a in [0, 1), no integer bits: three steps of Newton's method.
static Lanes emitReciprocalOfOnePlus(Lanes a) {
  constexpr int32_t k48By17 = 1515870810, kMinus32By17 = -1010580540; // Two integer bits.
  // (a + 1) / 2, rounded; both are positive.
  Lanes half = ((a.toInteger(64) + (int64_t(INT32_MAX) + 1)) >> 1).toInteger(32);
  Lanes x = roundingDoublingHighMultiply(half, kMinus32By17) + int64_t(k48By17);
  auto shiftLeft = [](Lanes value, int amount) {
    return (value.toInteger(64) << amount)
        .clamp(int64_t(INT32_MIN), int64_t(INT32_MAX))
        .toInteger(32);
  };
  for (int step = 0; step < 3; ++step) {
    Lanes error = x.constant(1 << 29) - roundingDoublingHighMultiply(half, x);
    x = x + shiftLeft(roundingDoublingHighMultiply(x, error), 2);
  }
  return shiftLeft(x, 1);
}

static void expandBytes(SoftmaxOp op, const Expansion &expansion, Type input, Type output) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  bool isUnsigned = isUnsignedStorage(input);
  unsigned bits = getStorageType(output).getIntOrFloatBitWidth();
  IntegerRange range = getStorageRange(output);
  Value table =
      getConstantTable(builder, builder.getI32Type(),
                       getByteExponentials(op.getBeta().convertToFloat(), getScale(input)));
  emitRows(op, expansion, [&](const Row &row) {
    Lanes least = scalarConstant(builder, builder.getI8Type(), getStorageRange(input).min);
    Lanes largest = emitRowMaximum(expansion, row, least, isUnsigned).toInteger(32, isUnsigned);
    auto power = [&](Value place) -> Lanes {
      Lanes difference = largest - row.load(builder, place, 1).toInteger(32, isUnsigned);
      Value index = arith::IndexCastOp::create(builder, builder.getIndexType(), difference);
      return loadLanes(builder, table, index);
    };
    Lanes sum = emitRowReduction(
        expansion.target, row.size, 1, largest.constant(0),
        [&](Value place, int64_t) { return roundingShiftRight(power(place), kAccumulatorBits); },
        [](Lanes a, Lanes b) { return a + b; });

    // The sum is 2^excess * (1 + a) with a in [0, 1).
    Lanes headroom(builder, math::CountLeadingZerosOp::create(builder, sum));
    // The largest element alone makes the sum 2^19, unless it wraps.
    bool mayWrap = row.size >= int64_t(1) << (kAccumulatorBits + 1);
    if (mayWrap)
      headroom = headroom.min(kAccumulatorBits);
    Lanes fraction = (sum << headroom) ^ int64_t(INT32_MIN);
    if (mayWrap)
      fraction = fraction.max(0);
    Lanes reciprocal = emitReciprocalOfOnePlus(fraction);
    Lanes exponent = (headroom.constant(kAccumulatorBits + 31 - int(bits)) - headroom).min(31);
    Lanes rounding = exponent.constant(1) << (exponent - 1);
    emitLoop(builder, row.size, [&](Value place) {
      Lanes quotient = roundingDoublingHighMultiply(reciprocal, power(place)) + rounding;
      row.store(builder, place,
                (quotient.shiftRightLogical(exponent) + range.min).min(range.max).toInteger(bits));
    });
  });
}

//===----------------------------------------------------------------------===//
// 16-bit inputs
//===----------------------------------------------------------------------===//

/// 513 samples of `function` at even steps over [low, high], in units of 2^-15: rounded, lowered
/// by half the error of interpolating to the next one.
static SmallVector<int64_t> sampleFunction(float (*function)(float), float low, float high) {
  constexpr int kSteps = 512;
  const float unit = 65536.0f / ((2.0f / 65535) * 65535);
  const float step = (high - low) / kSteps;
  auto clamp = [](float value) { return int64_t(std::min(std::max(value, -32768.0f), 32767.0f)); };
  SmallVector<int64_t> table;
  for (int i = 0; i < kSteps; ++i) {
    float value = function(low + i * step);
    float middle = function(low + i * step + step / 2);
    float next = function(low + (i + 1) * step);
    float interpolated = std::round((next * unit + std::round(value * unit)) / 2);
    float bias = std::round((interpolated - std::round(middle * unit)) / 2);
    table.push_back(clamp(std::round(value * unit) - bias));
  }
  table.push_back(clamp(std::round(function(high) * unit)));
  return table;
}

/// The table at `position` (i32 in the 16-bit range): 9 bits choose the entry, 7 interpolate.
static Lanes interpolate(Value table, Lanes position) {
  ImplicitLocOpBuilder &builder = position.getBuilder();
  Value index = arith::IndexCastOp::create(builder, builder.getIndexType(), (position >> 7) + 256);
  Lanes low = loadLanes(builder, table, index).toInteger(32);
  Lanes high = loadLanes(builder, table, addIndex(builder, index, 1)).toInteger(32);
  Lanes slope = (high - low).toInteger(16).toInteger(32);
  return low + ((slope * (position & 0x7F) + 64) >> 7);
}

static void expandWords(SoftmaxOp op, const Expansion &expansion, Type input) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  // Differences of [-65535, 0] stand for [-10, 0].
  QuantizedMultiplier factor = quantizeMultiplier(
      getScale(input) * double(op.getBeta().convertToFloat()) / (10.0 / 65535.0));
  const float range = 65535;
  Value exponentials = getConstantTable(builder, builder.getI16Type(),
                                        sampleFunction([](float x) { return std::exp(x); },
                                                       (10.0f / range) * (-32768 - 32767),
                                                       (10.0f / range) * (32767 - 32767)));
  Value reciprocals = getConstantTable(builder, builder.getI16Type(),
                                       sampleFunction([](float x) { return 1.0f / (1.0f + x); },
                                                      (1.0f / range) * (-32768 + 32768),
                                                      (1.0f / range) * (32767 + 32768)));
  emitRows(op, expansion, [&](const Row &row) {
    Lanes least = scalarConstant(builder, builder.getI16Type(), int64_t(-32768));
    Lanes largest = emitRowMaximum(expansion, row, least, false).toInteger(32);
    Lanes sum = emitRowReduction(
        expansion.target, row.size, 1, largest.constant(0),
        [&](Value place, int64_t) {
          Lanes difference = row.load(builder, place, 1).toInteger(32) - largest;
          Lanes scaled = multiplyByQuantizedMultiplier(difference, factor);
          Lanes power = interpolate(exponentials, (scaled + 32767).clamp(-32768, 32767));
          row.store(builder, place, power.toInteger(16));
          return power;
        },
        [](Lanes a, Lanes b) { return a + b; });
    Lanes headroom(builder, math::CountLeadingZerosOp::create(builder, sum));
    Lanes shifted =
        (((sum.toInteger(64) << (headroom - 1).toInteger(64)) + (1 << 13)) >> 14).toInteger(32);
    Lanes position = (shifted - ((1 << 15) + (1 << 16))).clamp(-32768, 32767);
    Lanes reciprocal = interpolate(reciprocals, position);
    Lanes amount = headroom.constant(31) - headroom;
    Lanes rounding = amount.constant(1) << (amount - 1);
    emitLoop(builder, row.size, [&](Value place) {
      Lanes power =
          loadLanes(builder, row.output, addIndex(builder, row.outputStart, place)).toInteger(32);
      // Both factors are below 2^15.
      Lanes quotient = (power * reciprocal + rounding) >> amount;
      row.store(builder, place, quotient.clamp(0, 32767).toInteger(16));
    });
  });
}

static LogicalResult expandSoftmax(SoftmaxOp op, const Expansion &expansion) {
  Type input = op.getInput().getType().getElementType();
  Type output = op.getOutput().getType().getElementType();
  auto isOf = [](Type type, unsigned bits) {
    return isQuantized(type) && !isPerAxisQuantized(type) && getStorageType(type).isInteger(bits);
  };
  if (input.isF32() && output.isF32())
    expandReal(op, expansion);
  else if (isOf(input, 8) && (isOf(output, 8) || isOf(output, 16)))
    expandBytes(op, expansion, input, output);
  else if (isOf(input, 16) && isOf(output, 16))
    expandWords(op, expansion, input);
  else
    return emitUnsupportedTypes(op);
  return success();
}

void effc::registerSoftmaxLoops(MLIRContext &context) {
  attachLoops<SoftmaxOp, expandSoftmax>(context);
}
