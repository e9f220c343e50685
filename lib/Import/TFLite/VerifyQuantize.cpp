//===- VerifyQuantize.cpp - Conversions of element types ------------------===//
#include "OperatorVerifier.h"
#include "TensorTypes.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace effc;
using namespace effc::tflite;
using llvm::formatv;

void tflite::verifyCast(OperatorVerifier &op) {
  op.expect(checkCast(op.getOperandType(0), op.getResultType()));
}

/// Only here the parameters of int32 count.
static bool verifyInt32(OperatorVerifier &op, const TensorView &tensor) {
  if (tensor.type != TensorType::INT32)
    return true;
  if (tensor.scales.size() != 1 || tensor.zeroPoints.size() != 1)
    return op.unsupported(formatv("found int32 with {0} scales, expected 1", tensor.scales.size()),
                          "quantize int32 per tensor, or use CAST");
  if (!std::isfinite(tensor.scales[0]) || tensor.scales[0] < 0)
    return op.malformed(formatv("found int32 of scale {0:e}", tensor.scales[0]));
  if (tensor.zeroPoints[0] < INT32_MIN || tensor.zeroPoints[0] > INT32_MAX)
    return op.malformed(formatv("found int32 of zero point {0}", tensor.zeroPoints[0]));
  return true;
}

void tflite::verifyQuantize(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0), &result = op.getResult();
  if (!verifyInt32(op, input) || !verifyInt32(op, result))
    return;
  mlir::MLIRContext *context = op.model.getContext();
  auto from = getQuantizedTensorType(input, context), to = getQuantizedTensorType(result, context);
  op.expect(input.type == TensorType::FLOAT32 ? checkQuantize(from, to)
                                              : checkRequantize(from, to));
}

void tflite::verifyDequantize(OperatorVerifier &op) {
  op.expect(checkDequantize(getQuantizedTensorType(op.getOperand(0), op.model.getContext()),
                            op.getResultType()));
}
