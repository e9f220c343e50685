//===- VerifyElementwise.cpp - Element-wise operators ---------------------===//
#include "Elementwise.h"
#include "OperatorVerifier.h"

using namespace mlir;
using namespace effc;
using namespace effc::tflite;

bool tflite::isPlainInt16(const OperatorReader &op) {
  auto isPlain = [](const TensorView &tensor) {
    return tensor.type == TensorType::INT16 && tensor.scales.empty();
  };
  bool isDefined = op.op.code == BuiltinOperator::ADD || op.op.code == BuiltinOperator::MUL;
  return isDefined && isPlain(op.getOperand(0)) && isPlain(op.getOperand(1)) &&
         isPlain(op.getResult());
}

bool tflite::usesPowerOfTwoScales(const OperatorReader &op, bool isRequested) {
  if (!isRequested || op.getResult().type != TensorType::INT16 || isPlainInt16(op))
    return false;
  return getPowerOfTwo(op.getOperand(0).scales[0]) && getPowerOfTwo(op.getOperand(1).scales[0]) &&
         getPowerOfTwo(op.getResult().scales[0]);
}

template <typename Options> static void verifySum(OperatorVerifier &op) {
  const auto &options = op.getOptions<Options>();
  if (op.expectActivation(options.fused_activation_function()))
    op.expect(checkSum(op.getOperandType(0), op.getOperandType(1), op.getResultType(),
                       getActivation(options.fused_activation_function()),
                       usesPowerOfTwoScales(op, options.pot_scale_int16())));
}

void tflite::verifyAdd(OperatorVerifier &op) { verifySum<AddOptions>(op); }
void tflite::verifySub(OperatorVerifier &op) { verifySum<SubOptions>(op); }

void tflite::verifyMul(OperatorVerifier &op) {
  ActivationFunctionType activation = op.getOptions<MulOptions>().fused_activation_function();
  if (op.expectActivation(activation))
    op.expect(checkProduct(op.getOperandType(0), op.getOperandType(1), op.getResultType(),
                           getActivation(activation)));
}

void tflite::verifyExtremum(OperatorVerifier &op) {
  RankedTensorType result = op.getResultType();
  Type element = result.getElementType();
  op.expect(checkExtremum(op.getOperandType(0).clone(element), op.getOperandType(1).clone(element),
                          result));
}

void tflite::verifyPrelu(OperatorVerifier &op) {
  op.expect(checkPrelu(op.getOperandType(0), op.getOperandType(1), op.getResultType()));
}

void tflite::verifyRelu(OperatorVerifier &op) {
  op.expect(checkRectifier(op.getOperandType(0), op.getResultType(), Activation::Relu));
}
void tflite::verifyRelu6(OperatorVerifier &op) {
  op.expect(checkRectifier(op.getOperandType(0), op.getResultType(), Activation::Relu6));
}
void tflite::verifyReluN1To1(OperatorVerifier &op) {
  op.expect(checkRectifier(op.getOperandType(0), op.getResultType(), Activation::ReluN1To1));
}
void tflite::verifyLogistic(OperatorVerifier &op) {
  op.expect(checkLogistic(op.getOperandType(0), op.getResultType()));
}
void tflite::verifyTanh(OperatorVerifier &op) {
  op.expect(checkTanh(op.getOperandType(0), op.getResultType()));
}
void tflite::verifyElu(OperatorVerifier &op) {
  op.expect(checkElu(op.getOperandType(0), op.getResultType()));
}
void tflite::verifyHardSwish(OperatorVerifier &op) {
  op.expect(checkHardSwish(op.getOperandType(0), op.getResultType()));
}
void tflite::verifyLeakyRelu(OperatorVerifier &op) {
  op.expect(checkLeakyRelu(op.getOperandType(0), op.getResultType(),
                           op.getOptions<LeakyReluOptions>().alpha()));
}
