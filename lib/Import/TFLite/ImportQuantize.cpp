//===- ImportQuantize.cpp - Conversions of element types ------------------===//
#include "OperatorImporter.h"

using namespace mlir;
using namespace effc;
using namespace effc::tflite;

void tflite::importQuantize(OperatorImporter &op) {
  RankedTensorType type = getQuantizedTensorType(op.getResult(), op.builder.getContext());
  Value input = op.getOperandValue(0);
  if (op.getOperand(0).type == TensorType::FLOAT32) {
    op.setResult(QuantizeOp::create(op.builder, op.loc, type, input).getOutput());
    return;
  }
  RankedTensorType inputType = getQuantizedTensorType(op.getOperand(0), op.builder.getContext());
  input = op.reinterpret(input, inputType.getElementType());
  op.setResult(RequantizeOp::create(op.builder, op.loc, type, input).getOutput());
}

void tflite::importDequantize(OperatorImporter &op) {
  RankedTensorType type = getQuantizedTensorType(op.getOperand(0), op.builder.getContext());
  op.replaceWith<DequantizeOp>(op.reinterpret(op.getOperandValue(0), type.getElementType()));
}

void tflite::importCast(OperatorImporter &op) {
  if (op.getOperand(0).type == op.getResult().type)
    op.setResult(op.getOperandValue(0));
  else
    op.replaceWith<CastOp>(op.getOperandValue(0));
}
