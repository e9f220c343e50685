//===- QuantizeOps.cpp - Verifiers of QuantizeOps -------------------------===//
#include "Checks.h"

using namespace mlir;
using namespace effc;

LogicalResult QuantizeOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  if (failed(checkSameShape(*this)))
    return failure();
  // C2
  if (!getElement(getInput()).isF32() || !isQuantized(getElement(getOutput())))
    return emitElementError(*this, "f32 to quantized");
  return success();
}

LogicalResult RequantizeOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  if (failed(checkSameShape(*this)))
    return failure();
  // C2
  if (!isPerTensor(getElement(getInput())) || !isPerTensor(getElement(getOutput())))
    return emitElementError(*this, "quantized per tensor to quantized per tensor");
  return success();
}

LogicalResult DequantizeOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  if (failed(checkSameShape(*this)))
    return failure();
  // C2
  Type input = getElement(getInput());
  if ((!isQuantized(input) && !input.isF16()) || !getElement(getOutput()).isF32())
    return emitElementError(*this, "quantized or f16 to f32");
  return success();
}

LogicalResult CastOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  return checkSameShape(*this);
}
