//===- ImportElementwise.cpp - Element-wise operators ---------------------===//
#include "Elementwise.h"
#include "OperatorImporter.h"

using namespace mlir;
using namespace effc;
using namespace effc::tflite;

template <typename OpType, typename Options> static void importAdditive(OperatorImporter &op) {
  const auto &options = op.getOptions<Options>();
  bool potScale = usesPowerOfTwoScales(op, options.pot_scale_int16());
  op.replaceWith<OpType>(op.getOperandValue(0), op.getOperandValue(1),
                         op.getActivation(options.fused_activation_function()),
                         potScale ? op.builder.getUnitAttr() : UnitAttr());
}

void tflite::importAdd(OperatorImporter &op) { importAdditive<AddOp, AddOptions>(op); }
void tflite::importSub(OperatorImporter &op) { importAdditive<SubOp, SubOptions>(op); }

void tflite::importMul(OperatorImporter &op) {
  const auto &options = op.getOptions<MulOptions>();
  op.replaceWith<MulOp>(op.getOperandValue(0), op.getOperandValue(1),
                        op.getActivation(options.fused_activation_function()));
}

/// Stored values are compared, so the operands take the result's type whatever theirs is.
template <typename OpType> static void importExtremum(OperatorImporter &op) {
  Type elementType = op.getResultType().getElementType();
  op.replaceWith<OpType>(op.reinterpret(op.getOperandValue(0), elementType),
                         op.reinterpret(op.getOperandValue(1), elementType));
}

void tflite::importMaximum(OperatorImporter &op) { importExtremum<MaximumOp>(op); }
void tflite::importMinimum(OperatorImporter &op) { importExtremum<MinimumOp>(op); }

void tflite::importPrelu(OperatorImporter &op) {
  op.replaceWith<PreluOp>(op.getOperandValue(0), op.getOperandValue(1));
}

template <typename OpType> static void importUnary(OperatorImporter &op) {
  op.replaceWith<OpType>(op.getOperandValue(0));
}

void tflite::importRelu(OperatorImporter &op) { importUnary<ReluOp>(op); }
void tflite::importRelu6(OperatorImporter &op) { importUnary<Relu6Op>(op); }
void tflite::importReluN1To1(OperatorImporter &op) { importUnary<ReluN1To1Op>(op); }
void tflite::importLogistic(OperatorImporter &op) { importUnary<LogisticOp>(op); }
void tflite::importTanh(OperatorImporter &op) { importUnary<TanhOp>(op); }
void tflite::importElu(OperatorImporter &op) { importUnary<EluOp>(op); }
void tflite::importHardSwish(OperatorImporter &op) { importUnary<HardSwishOp>(op); }

void tflite::importLeakyRelu(OperatorImporter &op) {
  float alpha = op.getOptions<LeakyReluOptions>().alpha();
  op.replaceWith<LeakyReluOp>(op.getOperandValue(0), op.builder.getF32FloatAttr(alpha));
}
