//===- ActivationLoops.cpp - Loops of unary element-wise ops --------------===//
#include "ConstantTable.h"
#include "LoopModels.h"
#include "LoopNest.h"
#include "RealFunctions.h"
#include "Requantize.h"
#include "effc/Reference/Evaluator.h"
#include <array>
#include <cmath>

using namespace mlir;
using namespace effc;

static Type getElement(Value tensor) { return cast<ShapedType>(tensor.getType()).getElementType(); }

/// `computeBits` that keeps a loop scalar: it reads tables.
static constexpr unsigned kScalar = 0;

static void emitUnary(const Expansion &expansion, unsigned computeBits,
                      llvm::function_ref<Lanes(Lanes)> body) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  ArrayRef<int64_t> shape = cast<MemRefType>(expansion.outputs[0].getType()).getShape();
  emitElementwise(builder, expansion.target, shape, getStridedBuffer(builder, expansion.inputs[0]),
                  getStridedBuffer(builder, expansion.outputs[0]), computeBits,
                  [&](ArrayRef<Lanes> elements) { return body(elements[0]); });
}

static Lanes loadFromTable(Value table, Lanes position) {
  ImplicitLocOpBuilder &builder = position.getBuilder();
  Value index = arith::IndexCastOp::create(builder, builder.getIndexType(), position);
  return loadLanes(builder, table, index);
}

//===----------------------------------------------------------------------===//
// Look-up
//===----------------------------------------------------------------------===//

/// `table[x - min]` for 8-bit `x`.
static void emitLookup(const Expansion &expansion, Value table, bool isUnsigned) {
  emitUnary(expansion, kScalar, [&](Lanes x) {
    // The least signed value goes to place 0.
    Lanes position = (isUnsigned ? x : x ^ int64_t(0x80)).toInteger(32, /*isUnsigned=*/true);
    return loadFromTable(table, position);
  });
}

static LogicalResult expandLookup(LookupOp op, const Expansion &expansion) {
  emitLookup(expansion, expansion.inputs[1], isUnsignedStorage(getElement(op.getInput())));
  return success();
}

/// Evaluates the 8-bit op on all its inputs.
static FailureOr<SmallVector<int64_t>> tabulate(Operation *op) {
  constexpr int64_t kCount = 256;
  Type from = getElement(op->getOperand(0)), to = getElement(op->getResult(0));
  Block block;
  Value input = block.addArgument(RankedTensorType::get({kCount}, from), op->getLoc());
  OpBuilder builder(op->getContext());
  builder.setInsertionPointToStart(&block);
  OperationState state(op->getLoc(), op->getName().getStringRef(), {input},
                       {RankedTensorType::get({kCount}, to)}, op->getAttrs());
  Operation *probe = builder.create(state);
  TensorBytes inputs(kCount);
  for (int64_t i = 0; i < kCount; ++i)
    inputs[i] = static_cast<char>(i + getStorageRange(from).min);
  const TensorBytes *operands[] = {&inputs};
  SmallVector<TensorBytes> results;
  if (failed(evaluateOp(probe, operands, results)))
    return failure();
  return SmallVector<int64_t>(results[0].begin(), results[0].end());
}

/// Both quantized per tensor, stored in the same type.
static bool isQuantizedPair(Type input, Type output) {
  return isQuantized(input) && isQuantized(output) && !isPerAxisQuantized(input) &&
         !isPerAxisQuantized(output) && getStorageType(input) == getStorageType(output);
}

/// True if both are 8-bit, and so a table of 256 bytes is all of the op.
static bool isByteFunction(Type input, Type output) {
  return isQuantizedPair(input, output) && getStorageType(input).isInteger(8);
}

static LogicalResult expandByteFunction(Operation *op, const Expansion &expansion) {
  FailureOr<SmallVector<int64_t>> values = tabulate(op);
  if (failed(values))
    return failure();
  ImplicitLocOpBuilder &builder = expansion.builder;
  emitLookup(expansion, getConstantTable(builder, builder.getI8Type(), *values),
             isUnsignedStorage(getElement(op->getOperand(0))));
  return success();
}

//===----------------------------------------------------------------------===//
// Clamping functions
//===----------------------------------------------------------------------===//

/// As for TFLite, the quotient is one of f32.
static QuantizedMultiplier getScaleQuotient(Type input, Type output, float factor = 1) {
  return quantizeMultiplier(static_cast<float>(getScale(input)) * factor /
                            static_cast<float>(getScale(output)));
}

static bool isIdentity(QuantizedMultiplier factor) {
  return factor.multiplier == 1 << 30 && factor.shift == 1;
}

template <typename OpTy> static constexpr Activation getClamp() {
  if (std::is_same_v<OpTy, Relu6Op>)
    return Activation::Relu6;
  return std::is_same_v<OpTy, ReluN1To1Op> ? Activation::ReluN1To1 : Activation::Relu;
}

template <typename OpTy> static LogicalResult expandClamp(OpTy op, const Expansion &expansion) {
  constexpr Activation clamp = getClamp<OpTy>();
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  if (input.isF32() && output.isF32()) {
    emitUnary(expansion, 32, [&](Lanes x) {
      x = x.max(clamp == Activation::ReluN1To1 ? -1 : 0);
      return clamp == Activation::Relu ? x : x.min(clamp == Activation::Relu6 ? 6 : 1);
    });
    return success();
  }
  if (!isQuantizedPair(input, output))
    return emitUnsupportedTypes(op);
  unsigned bits = getStorageType(output).getIntOrFloatBitWidth();
  IntegerRange range = getActivationRange(clamp, output);
  QuantizedMultiplier factor = getScaleQuotient(input, output);
  bool isUnsigned = isUnsignedStorage(input);
  if (isIdentity(factor) && getZeroPoint(input) == getZeroPoint(output) && !isUnsigned) {
    emitUnary(expansion, bits, [&](Lanes x) { return x.clamp(range.min, range.max); });
    return success();
  }
  emitUnary(expansion, 32, [&](Lanes stored) {
    Lanes x = stored.toInteger(32, isUnsigned) - getZeroPoint(input);
    return narrow(multiplyByQuantizedMultiplier(x, factor, int64_t(1) << bits),
                  getZeroPoint(output), range, bits);
  });
  return success();
}

static LogicalResult expandLeakyRelu(LeakyReluOp op, const Expansion &expansion) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  float alpha = op.getAlpha().convertToFloat();
  if (input.isF32() && output.isF32()) {
    emitUnary(expansion, 32, [&](Lanes x) { return (x.constant(0) < x).select(x, x * alpha); });
    return success();
  }
  if (!isQuantizedPair(input, output))
    return emitUnsupportedTypes(op);
  QuantizedMultiplier identity = getScaleQuotient(input, output);
  QuantizedMultiplier sloped = getScaleQuotient(input, output, std::abs(alpha));
  unsigned bits = getStorageType(output).getIntOrFloatBitWidth();
  emitUnary(expansion, 32, [&](Lanes stored) {
    Lanes x = stored.toInteger(32, isUnsignedStorage(input)) - getZeroPoint(input);
    int64_t bound = int64_t(1) << bits;
    Lanes above = multiplyByQuantizedMultiplier(x, identity, bound);
    Lanes below = multiplyByQuantizedMultiplier(x, sloped, bound);
    if (alpha < 0)
      below = below.constant(0) - below;
    return narrow((x >= 0).select(above, below), getZeroPoint(output), getStorageRange(output),
                  bits);
  });
  return success();
}

//===----------------------------------------------------------------------===//
// 16-bit logistic and tanh
//===----------------------------------------------------------------------===//
//
// Both come from one table of the logistic function at steps of 1/24, in units of 2^-16, with
// linear interpolation between; tanh(x) = 2 * logistic(2x) - 1. Entries are raised by half the
// error that interpolation makes in the interval after them.

static SmallVector<int64_t> getLogisticTable() {
  auto exact = [](double step) { return 65536 / (1 + std::exp(-step / 24)); };
  SmallVector<int64_t> table;
  for (int i = 0; i < 255; ++i) {
    double sag = exact(i + 0.5) - (exact(i) + exact(i + 1)) / 2;
    table.push_back(static_cast<int64_t>(std::floor(exact(i) + sag / 2 + 0.5)));
  }
  table.push_back(65535);
  return table;
}

/// `x` (i32) in units of 1/12288 of the real number it stands for.
static Lanes toTableUnits(Lanes x, double scale, int largestShift) {
  std::optional<int> exponent = getPowerOfTwo(scale);
  if (exponent && *exponent >= -12 && *exponent + 12 <= largestShift)
    return x * (3 << (*exponent + 12));
  double multiplier = scale * 4096 * 3;
  int shift = 0;
  for (; multiplier <= 32767.0 / 2 && shift <= 30; ++shift)
    multiplier *= 2;
  int64_t rounding = shift > 0 ? int64_t(1) << (shift - 1) : 0;
  return (x * static_cast<int32_t>(multiplier) + rounding) >> shift;
}

/// The table at `magnitude / 2^bits`, with `bits` fraction bits; past its end `saturated`.
static Lanes interpolate(Value table, Lanes magnitude, int bits, int64_t saturated) {
  Lanes step = magnitude.shiftRightLogical(bits);
  Lanes place = step.min(254);
  Lanes low = loadFromTable(table, place).toInteger(32, /*isUnsigned=*/true);
  Lanes high = loadFromTable(table, place + 1).toInteger(32, /*isUnsigned=*/true);
  Lanes fraction = magnitude & ((int64_t(1) << bits) - 1);
  Lanes value = (low << bits) + fraction * (high - low);
  return (step >= 255).select(step.constant(saturated << bits), value);
}

template <typename OpTy>
static LogicalResult expandSigmoid(OpTy op, const Expansion &expansion, Lanes (*real)(Lanes)) {
  constexpr bool isTanh = std::is_same_v<OpTy, TanhOp>;
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  if (input.isF32() && output.isF32()) {
    emitUnary(expansion, 32, real);
    return success();
  }
  if (isByteFunction(input, output))
    return expandByteFunction(op, expansion);
  if (!isQuantizedPair(input, output) || !getStorageType(input).isInteger(16))
    return emitUnsupportedTypes(op);
  ImplicitLocOpBuilder &builder = expansion.builder;
  Value table = getConstantTable(builder, builder.getI16Type(), getLogisticTable());
  emitUnary(expansion, kScalar, [&](Lanes stored) {
    Lanes x = toTableUnits(stored.toInteger(32), getScale(input), isTanh ? 1 : 0);
    Lanes negated = x.constant(0) - x;
    Lanes magnitude = x.max(negated);
    Lanes isPositive = x >= 0;
    if (isTanh) {
      Lanes above = interpolate(table, magnitude, 8, 0xFFFF) - (1 << 23);
      Lanes result = isPositive.select(above, above.constant(-1) - above) + (1 << 7);
      return (result >> 8).toInteger(16);
    }
    Lanes above = interpolate(table, magnitude, 9, 0x7FFF << 1);
    Lanes result = isPositive.select(above, above.constant((1 << 25) - 1) - above) + (1 << 9);
    return (result >> 10).toInteger(16);
  });
  return success();
}

static LogicalResult expandLogistic(LogisticOp op, const Expansion &expansion) {
  return expandSigmoid(op, expansion, logisticFunction);
}

static LogicalResult expandTanh(TanhOp op, const Expansion &expansion) {
  return expandSigmoid(op, expansion, hyperbolicTangent);
}

//===----------------------------------------------------------------------===//
// Functions that are tables unless they are real
//===----------------------------------------------------------------------===//

static LogicalResult expandElu(EluOp op, const Expansion &expansion) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  if (isByteFunction(input, output))
    return expandByteFunction(op, expansion);
  if (!input.isF32() || !output.isF32())
    return emitUnsupportedTypes(op);
  emitUnary(expansion, 32,
            [](Lanes x) { return (x < 0).select(exponentialMinusOneOfNegative(x.min(0)), x); });
  return success();
}

static LogicalResult expandHardSwish(HardSwishOp op, const Expansion &expansion) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  if (isByteFunction(input, output))
    return expandByteFunction(op, expansion);
  if (!input.isF32() || !output.isF32())
    return emitUnsupportedTypes(op);
  emitUnary(expansion, 32, [](Lanes x) { return x * (x + 3).clamp(0, 6) * (1.0f / 6.0f); });
  return success();
}

void effc::registerActivationLoops(MLIRContext &context) {
  attachLoops<ReluOp, expandClamp<ReluOp>>(context);
  attachLoops<Relu6Op, expandClamp<Relu6Op>>(context);
  attachLoops<ReluN1To1Op, expandClamp<ReluN1To1Op>>(context);
  attachLoops<LogisticOp, expandLogistic>(context);
  attachLoops<TanhOp, expandTanh>(context);
  attachLoops<EluOp, expandElu>(context);
  attachLoops<HardSwishOp, expandHardSwish>(context);
  attachLoops<LeakyReluOp, expandLeakyRelu>(context);
  attachLoops<LookupOp, expandLookup>(context);
}
