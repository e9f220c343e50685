//===- QuantizeOps.cpp - Evaluation of QuantizeOps ------------------------===//
#include "Activation.h"
#include "Elements.h"
#include "FixedPoint.h"
#include "Ops.h"
#include "llvm/ADT/APFloat.h"
#include <cmath>

using namespace mlir;
using namespace effc;
using namespace effc::reference;

/// Calls `visit` with the position and the channel of each element; the channel is 0 for all
/// but per-axis types.
static void forEachChannel(Shape shape, Type element,
                           llvm::function_ref<void(size_t, unsigned)> visit) {
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element);
  size_t position = 0;
  forEachIndex(shape, [&](ArrayRef<int64_t> index) {
    visit(position++, perAxis ? index[perAxis.getQuantizedDimension()] : 0);
  });
}

/// `value` truncated toward zero, saturated to `range`; its largest number for a NaN.
static int64_t truncate(double value, IntegerRange range) {
  if (value <= double(range.min))
    return range.min;
  return value < double(range.max) ? static_cast<int64_t>(value) : range.max;
}

Result reference::evaluate(QuantizeOp op, Operands operands) {
  Type element = getElement(op.getOutput());
  Floats values = readFloats(*operands[0]);
  WideIntegers results(values.size());
  forEachChannel(getShape(op.getOutput()), element, [&](size_t i, unsigned channel) {
    float quotient = std::round(values[i] / static_cast<float>(getScale(element, channel)));
    // TFLite leaves it open what becomes of a NaN and of numbers beyond 32 bits.
    int64_t shifted = truncate(quotient, {INT32_MIN, INT32_MAX}) + getZeroPoint(element, channel);
    results[i] = clamp(shifted, getStorageRange(element));
  });
  return writeIntegers(results, element);
}

Result reference::evaluate(RequantizeOp op, Operands operands) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  Multiplier multiplier = makeMultiplier(getScale(input) / getScale(output));
  Integers values = readIntegers(*operands[0], input);
  for (int32_t &value : values) {
    // The difference wraps as well.
    int32_t offZero = static_cast<int32_t>(value - getZeroPoint(input));
    value = narrow(scale(offZero, multiplier), getZeroPoint(output), getStorageRange(output));
  }
  return writeIntegers(values, output);
}

/// The values of an f16 tensor.
static Floats readHalves(const TensorBytes &bytes, Type f16) {
  Floats values;
  for (int32_t bits : readIntegers(bytes, f16)) {
    llvm::APFloat half(llvm::APFloat::IEEEhalf(), llvm::APInt(16, bits, false, true));
    values.push_back(half.convertToFloat());
  }
  return values;
}

Result reference::evaluate(DequantizeOp op, Operands operands) {
  Type element = getElement(op.getInput());
  if (element.isF16())
    return writeFloats(readHalves(*operands[0], element));
  Integers values = readIntegers(*operands[0], element);
  Floats results(values.size());
  forEachChannel(getShape(op.getInput()), element, [&](size_t i, unsigned channel) {
    results[i] = static_cast<float>(getScale(element, channel) *
                                    double(values[i] - getZeroPoint(element, channel)));
  });
  return writeFloats(results);
}

Result reference::evaluate(CastOp op, Operands operands) {
  Type from = getElement(op.getInput()), to = getElement(op.getOutput());
  bool toBool = to.isInteger(1);
  Floats reals;
  WideIntegers integers;
  if (from.isF32())
    reals = readFloats(*operands[0]);
  else
    integers = readWideIntegers(*operands[0], from);

  if (to.isF32()) {
    reals.insert(reals.end(), integers.begin(), integers.end());
    return writeFloats(reals);
  }
  for (float real : reals)
    integers.push_back(toBool ? real != 0 : truncate(real, getStorageRange(to)));
  if (toBool)
    for (int64_t &integer : integers)
      integer = integer != 0;
  return writeIntegers(integers, to);
}
