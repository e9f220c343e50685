//===- Checks.cpp - Asks rules about ops ----------------------------------===//
#include "Checks.h"

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
  // A scale of zero is kept by types that express f64, see Quantization.h.
  if (!quantized.getExpressedType().isF32() && !quantized.getExpressedType().isF64())
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

LogicalResult effc::emitViolation(Operation *op, const Verdict &verdict) {
  return verdict ? op->emitOpError(verdict->message) : success();
}
