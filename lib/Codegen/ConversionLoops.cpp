//===- ConversionLoops.cpp - Loops of quantize, dequantize and cast -------===//
#include "ConstantTable.h"
#include "LoopModels.h"
#include "LoopNest.h"
#include "RealFunctions.h"
#include "Requantize.h"
#include <cmath>

using namespace mlir;
using namespace effc;

static Type getElement(Value tensor) { return cast<ShapedType>(tensor.getType()).getElementType(); }

static void emitConversion(const Expansion &expansion, ArrayRef<StridedBuffer> parameters,
                           unsigned computeBits, llvm::function_ref<Lanes(ArrayRef<Lanes>)> body) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  ArrayRef<int64_t> shape = cast<MemRefType>(expansion.outputs[0].getType()).getShape();
  SmallVector<StridedBuffer> inputs = {getStridedBuffer(builder, expansion.inputs[0])};
  llvm::append_range(inputs, parameters);
  emitElementwise(builder, expansion.target, shape, inputs,
                  getStridedBuffer(builder, expansion.outputs[0]), computeBits, body);
}

/// A table over the dimension that `type` is quantized along.
static StridedBuffer alongAxis(Type type, int64_t rank, Value table) {
  StridedBuffer buffer{table, SmallVector<int64_t>(rank, 0)};
  buffer.strides[cast<quant::UniformQuantizedPerAxisType>(type).getQuantizedDimension()] = 1;
  return buffer;
}

/// Scales and zero points of a per-axis type as tables; none for a per-tensor type.
static SmallVector<StridedBuffer> getParameterTables(ImplicitLocOpBuilder &builder, Type type,
                                                     int64_t rank) {
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type);
  if (!perAxis)
    return {};
  SmallVector<float> scales(perAxis.getScales());
  Value zeroPoints = getConstantTable(builder, builder.getI32Type(),
                                      SmallVector<int64_t>(perAxis.getZeroPoints()));
  return {alongAxis(type, rank, getConstantTable(builder, scales)),
          alongAxis(type, rank, zeroPoints)};
}

static LogicalResult expandQuantize(QuantizeOp op, const Expansion &expansion) {
  Type output = getElement(op.getOutput());
  unsigned bits = getStorageType(output).getIntOrFloatBitWidth();
  IntegerRange range = getStorageRange(output);
  SmallVector<StridedBuffer> tables =
      getParameterTables(expansion.builder, output, op.getOutput().getType().getRank());
  emitConversion(expansion, tables, 32, [&](ArrayRef<Lanes> elements) {
    Lanes x = elements[0];
    x = tables.empty() ? x / getScale(output) : x / elements[1];
    // Far beyond what any zero point brings back, and small enough to convert. Written so that a
    // NaN becomes the upper bound.
    x = x.constant(131072).min(x).max(-131072);
    Lanes rounded = roundToInteger(x);
    if (tables.empty())
      return narrow(rounded, getZeroPoint(output), range, bits);
    return narrow(rounded + elements[2], 0, range, bits);
  });
  return success();
}

static LogicalResult expandDequantize(DequantizeOp op, const Expansion &expansion) {
  Type input = getElement(op.getInput());
  if (input.isF16()) {
    emitConversion(expansion, {}, 32, [&](ArrayRef<Lanes> elements) {
      return halfToFloat(elements[0].bitcast(expansion.builder.getI16Type()));
    });
    return success();
  }
  SmallVector<StridedBuffer> tables =
      getParameterTables(expansion.builder, input, op.getInput().getType().getRank());
  emitConversion(expansion, tables, 32, [&](ArrayRef<Lanes> elements) {
    Lanes stored = elements[0].toInteger(32, isUnsignedStorage(input));
    if (tables.empty())
      return (stored - getZeroPoint(input)).toFloat() * getScale(input);
    return (stored - elements[2]).toFloat() * elements[1];
  });
  return success();
}

static LogicalResult expandRequantize(RequantizeOp op, const Expansion &expansion) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  unsigned inputBits = getStorageType(input).getIntOrFloatBitWidth();
  unsigned bits = getStorageType(output).getIntOrFloatBitWidth();
  QuantizedMultiplier factor = quantizeMultiplier(getScale(input) / getScale(output));
  IntegerRange range = getStorageRange(output);
  emitConversion(expansion, {}, 32, [&](ArrayRef<Lanes> elements) {
    Lanes x = elements[0].toInteger(32, isUnsignedStorage(input)) - getZeroPoint(input);
    int64_t bound = int64_t(1) << std::min(inputBits, 31u);
    return narrow(multiplyByQuantizedMultiplier(x, factor, bound), getZeroPoint(output), range,
                  bits);
  });
  return success();
}

/// f32 truncated toward zero and saturated to `range`, a NaN to its end. LLVM's own conversion is
/// undefined beyond the integer type, so numbers are clamped before; 2^31 and 2^63, which are
/// floats, are one more than the largest integers.
static Lanes saturateToInteger(Lanes x, IntegerRange range, unsigned bits) {
  ImplicitLocOpBuilder &builder = x.getBuilder();
  bool isWide = bits >= 32;
  float limit = static_cast<float>(range.max);
  float high = isWide ? std::nextafter(limit, 0.0f) : limit;
  Lanes clamped = x.constant(high).min(x).max(static_cast<float>(range.min));
  Type integer = x.withElement(builder.getIntegerType(std::max(bits, 32u)));
  Lanes result(builder, arith::FPToSIOp::create(builder, integer, clamped));
  if (!isWide)
    return result.toInteger(bits);
  return (x < limit).select(result, result.constant(range.max));
}

static LogicalResult expandCast(CastOp op, const Expansion &expansion) {
  Type from = getElement(op.getInput()), to = getElement(op.getOutput());
  Type fromStorage = getStorageType(from), toStorage = getStorageType(to);
  bool fromFloat = isa<FloatType>(fromStorage), toFloat = isa<FloatType>(toStorage);
  bool fromUnsigned = isUnsignedStorage(from) || fromStorage.isInteger(1);
  unsigned bits = toStorage.getIntOrFloatBitWidth();
  unsigned fromBits = fromStorage.getIntOrFloatBitWidth();
  emitConversion(expansion, {}, std::max({bits, fromBits, 32u}), [&](ArrayRef<Lanes> elements) {
    Lanes x = elements[0];
    if (toFloat)
      return fromFloat ? x : x.toFloat(fromUnsigned);
    if (bits == 1)
      return x != x.constant(0);
    if (!fromFloat)
      return x.toInteger(bits, fromUnsigned);
    return saturateToInteger(x, getStorageRange(to), bits);
  });
  return success();
}

void effc::registerConversionLoops(MLIRContext &context) {
  attachLoops<QuantizeOp, expandQuantize>(context);
  attachLoops<RequantizeOp, expandRequantize>(context);
  attachLoops<DequantizeOp, expandDequantize>(context);
  attachLoops<CastOp, expandCast>(context);
}
