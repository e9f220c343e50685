//===- Checks.cpp - Checks that verifiers share ---------------------------===//
#include "Checks.h"
#include <cmath>

using namespace mlir;
using namespace effc;

/// True if a quantized type has sane parameters, and as many of them as the tensor needs.
static bool hasFittingQuantization(RankedTensorType type) {
  auto quantized = dyn_cast<quant::QuantizedType>(type.getElementType());
  if (!quantized)
    return true;
  auto isInRange = [&](int64_t zeroPoint) {
    return zeroPoint >= quantized.getStorageTypeMin() && zeroPoint <= quantized.getStorageTypeMax();
  };
  if (!quantized.getExpressedType().isF32())
    return false;
  if (auto perTensor = dyn_cast<quant::UniformQuantizedType>(quantized))
    return isInRange(perTensor.getZeroPoint());
  auto perAxis = cast<quant::UniformQuantizedPerAxisType>(quantized);
  int64_t axis = perAxis.getQuantizedDimension();
  return axis >= 0 && axis < type.getRank() &&
         int64_t(perAxis.getScales().size()) == type.getDimSize(axis) &&
         llvm::all_of(perAxis.getZeroPoints(), isInRange);
}

LogicalResult effc::checkTensors(Operation *op) {
  auto check = [op](Value value) -> LogicalResult {
    auto type = getTensorType(value);
    if (llvm::is_contained(type.getShape(), 0))
      return op->emitOpError("found an empty tensor of type ") << type;
    if (!hasFittingQuantization(type))
      return op->emitOpError("found a tensor of type ")
             << type << ", expected quantization in f32, with zero points in the storage range and "
             << "a scale per element of the quantized dimension";
    return success();
  };
  for (Value operand : op->getOperands())
    if (failed(check(operand)))
      return failure();
  return check(op->getResult(0));
}

bool effc::isActivation(Type element) {
  if (!isPerTensor(element))
    return false;
  unsigned bytes = getStorageBytes(element);
  bool isSymmetric = !isUnsignedStorage(element) && getZeroPoint(element) == 0;
  return bytes == 1 || (bytes == 2 && isSymmetric);
}

bool effc::isSameStorage(Type a, Type b) {
  return getStorageType(a) == getStorageType(b) && isUnsignedStorage(a) == isUnsignedStorage(b);
}

static std::string format(Shape shape) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << '[';
  llvm::interleaveComma(shape, stream);
  stream << ']';
  return text;
}

LogicalResult effc::checkArray(Operation *op, StringRef name, Shape array, size_t size,
                               int64_t min) {
  if (array.size() != size)
    return op->emitOpError("found ") << array.size() << " " << name << ", expected " << size;
  for (int64_t value : array)
    if (value < min || value > INT32_MAX)
      return op->emitOpError("found ") << value << " among " << name << ", expected at least "
                                       << min << " and at most " << INT32_MAX;
  return success();
}

LogicalResult effc::checkShape(Operation *op, StringRef what, Value value, Shape expected) {
  if (getShape(value) == expected)
    return success();
  return op->emitOpError("found ")
         << what << " of shape " << format(getShape(value)) << ", expected " << format(expected);
}

LogicalResult effc::checkSameShape(Operation *op) {
  return checkShape(op, "result", op->getResult(0), getShape(op->getOperand(0)));
}

LogicalResult effc::checkSameElement(Operation *op) {
  Type input = getElement(op->getOperand(0)), output = getElement(op->getResult(0));
  if (isPerAxisQuantized(input) || isPerAxisQuantized(output))
    return op->emitOpError("found per-axis quantization, expected it only on weights");
  if (input == output)
    return success();
  return op->emitOpError("found result elements ") << output << ", expected " << input;
}

LogicalResult effc::emitElementError(Operation *op, StringRef expected) {
  InFlightDiagnostic diagnostic = op->emitOpError("found elements ");
  for (Value operand : op->getOperands())
    diagnostic << getElement(operand) << ", ";
  return diagnostic << "result " << getElement(op->getResult(0)) << "; expected " << expected;
}

int64_t effc::countPositions(int64_t size, int64_t extent, int64_t stride) {
  return size < extent ? 0 : (size - extent) / stride + 1;
}

LogicalResult effc::checkResultParameters(Operation *op, double scale, int64_t zeroPoint) {
  Type element = getElement(op->getResult(0));
  double found = getScale(element);
  if (std::abs(found - scale) <= scale / 1000 && getZeroPoint(element) == zeroPoint)
    return success();
  return op->emitOpError("found result scale ")
         << found << " and zero point " << getZeroPoint(element) << ", expected " << scale
         << " and " << zeroPoint;
}
