//===- ConvolutionResult.cpp - From operands to results -------------------===//
#include "ConvolutionResult.h"
#include "ConstantTable.h"
#include "ConvolutionScales.h"
#include "RealFunctions.h"

using namespace mlir;
using namespace effc;

static Type getElement(Value tensor) { return cast<ShapedType>(tensor.getType()).getElementType(); }

ConvolutionResult::ConvolutionResult(Operation *op, Value input, Value filter, Value bias,
                                     Value output, Activation activation,
                                     const Expansion &expansion)
    : op(op), builder(expansion.builder), target(expansion.target), input(getElement(input)),
      filter(getElement(filter)), output(getElement(output)),
      channels(cast<ShapedType>(output.getType()).getShape().back()), activation(activation) {
  if (bias)
    this->bias = getLinearMemory(builder, expansion.inputs[2]);
}

LogicalResult ConvolutionResult::initialize(bool isFullyConnected) {
  Type storage = getStorageType(input);
  Type biasType = bias ? cast<MemRefType>(bias.getType()).getElementType() : Type();
  if (input.isF32() && filter.isF32() && output.isF32() && (!bias || biasType.isF32())) {
    sumType = input;
    return success();
  }
  bool isByte = storage.isInteger(8), isWord = storage.isInteger(16);
  if (!isQuantized(input) || !isQuantized(filter) || !isQuantized(output) || !(isByte || isWord) ||
      getStorageType(output) != storage || !getStorageType(filter).isInteger(8) ||
      isPerAxisQuantized(input) || isPerAxisQuantized(output) ||
      (bias && !biasType.isInteger(32) && !biasType.isInteger(64)))
    return emitUnsupportedTypes(op);
  bool isWide = isWord && !(bias && biasType.isInteger(32));
  sumType = builder.getIntegerType(isWide ? 64 : 32);
  initializeScales(isFullyConnected);
  return success();
}

void ConvolutionResult::initializeScales(bool isFullyConnected) {
  SmallVector<QuantizedMultiplier> factors =
      getConvolutionScales(input, filter, output, isFullyConnected);
  if (factors.size() == 1) {
    factor = factors.front();
    return;
  }
  SmallVector<int64_t> multiplierValues, shiftValues;
  for (QuantizedMultiplier own : factors) {
    multiplierValues.push_back(own.multiplier);
    shiftValues.push_back(own.shift);
    mayShiftLeft |= own.shift > 0;
  }
  multipliers = getConstantTable(builder, builder.getI32Type(), multiplierValues);
  shifts = getConstantTable(builder, builder.getI32Type(), shiftValues);
}

Lanes ConvolutionResult::getZero(int64_t count) const {
  if (isa<FloatType>(sumType))
    return broadcast(scalarConstant(builder, sumType, 0.0), count);
  return broadcast(scalarConstant(builder, sumType, int64_t(0)), count);
}

Lanes ConvolutionResult::accumulate(Lanes sum, Lanes stored, Lanes weight) const {
  if (isa<FloatType>(sumType))
    return sum + stored * weight;
  Lanes a = stored.toInteger(32, isUnsignedStorage(input)) - getZeroPoint(input);
  Lanes b = weight.toInteger(32, isUnsignedStorage(filter)) - getZeroPoint(filter);
  return sum + (a * b).toInteger(sumType.getIntOrFloatBitWidth());
}

Lanes ConvolutionResult::rescale(Lanes sum, Value channel) const {
  bool isWide = sumType.isInteger(64);
  if (!multipliers)
    return isWide ? multiplyWideByQuantizedMultiplier(sum, factor)
                  : multiplyByQuantizedMultiplier(sum, factor);
  Lanes multiplier = loadLanes(builder, multipliers, channel, sum.getCount());
  Lanes shift = loadLanes(builder, shifts, channel, sum.getCount());
  return isWide ? multiplyWideByQuantizedMultiplier(sum, multiplier, shift)
                : multiplyByQuantizedMultiplier(sum, multiplier, shift, mayShiftLeft);
}

Lanes ConvolutionResult::finish(Lanes sum, Value channel) const {
  if (bias) {
    Lanes addend = loadLanes(builder, bias, channel, sum.getCount());
    bool isFloat = isa<FloatType>(sumType);
    sum = sum + (isFloat ? addend : addend.toInteger(sumType.getIntOrFloatBitWidth()));
  }
  if (isa<FloatType>(sumType))
    return applyFusedActivation(sum, activation, target);
  return narrow(rescale(sum, channel), getZeroPoint(output), getActivationRange(activation, output),
                getStorageType(output).getIntOrFloatBitWidth());
}
