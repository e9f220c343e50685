//===- VerifyElementwise.cpp - Element-wise operators ---------------------===//
#include "Elementwise.h"
#include "Geometry.h"
#include "OperatorVerifier.h"
#include "TensorTypes.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace effc;
using namespace effc::tflite;
using llvm::formatv;

std::optional<int> tflite::getPowerOfTwo(float scale) {
  double exponent = std::log2(static_cast<double>(scale));
  if (std::abs(std::round(exponent) - exponent) >= 1e-3)
    return std::nullopt;
  return static_cast<int>(std::round(exponent));
}

bool tflite::isPlainInt16(const OperatorReader &op) {
  auto isPlain = [](const TensorView &tensor) {
    return tensor.type == TensorType::INT16 && tensor.scales.empty();
  };
  bool isDefined = op.op.code == BuiltinOperator::ADD || op.op.code == BuiltinOperator::MUL;
  return isDefined && isPlain(op.getOperand(0)) && isPlain(op.getOperand(1)) && isPlain(op.getResult());
}

bool tflite::usesPowerOfTwoScales(const OperatorReader &op, bool isRequested) {
  if (!isRequested || op.getResult().type != TensorType::INT16 || isPlainInt16(op))
    return false;
  return getPowerOfTwo(op.getOperand(0).scales[0]) && getPowerOfTwo(op.getOperand(1).scales[0]) &&
         getPowerOfTwo(op.getResult().scales[0]);
}

static bool verifyBroadcast(OperatorVerifier &op) {
  auto shape = broadcastShapes(op.getOperand(0).shape, op.getOperand(1).shape);
  if (!shape)
    return op.malformed(formatv("found operands of shapes {0} and {1}, which do not broadcast",
                                describeShape(op.getOperand(0).shape),
                                describeShape(op.getOperand(1).shape)));
  return op.expectShape(op.getResult(), *shape, "result");
}

static bool verifySymmetricInt16(OperatorVerifier &op) {
  if (op.getResult().type != TensorType::INT16)
    return true;
  for (unsigned i = 0; i < op.getNumOperands(); ++i)
    if (op.getOperand(i).type == TensorType::INT16 &&
        !op.expectZeroPoint(op.getOperand(i), 0, "int16 operand"))
      return false;
  return op.expectZeroPoint(op.getResult(), 0, "int16 result");
}

static bool verifyArithmetic(OperatorVerifier &op, ActivationFunctionType activation) {
  return verifyBroadcast(op) && (isPlainInt16(op) || verifySymmetricInt16(op)) &&
         op.expectActivation(activation);
}

/// With scales that are powers of two TFLite shifts one operand to the right, not to the left.
static void verifyPowerOfTwoScales(OperatorVerifier &op) {
  int result = *getPowerOfTwo(op.getResult().scales[0]);
  int lhs = *getPowerOfTwo(op.getOperand(0).scales[0]) - result;
  int rhs = *getPowerOfTwo(op.getOperand(1).scales[0]) - result;
  if (lhs > 0 || rhs > 0 || (lhs != 0 && rhs != 0))
    op.unsupported(formatv("found int16 operands of scale 2^{0} and 2^{1} times the result's, "
                           "expected one equal and one smaller",
                           lhs, rhs),
                   "set pot_scale_int16 to false in the operator's options");
}

/// The sum of the rescaled operands, made `2^shift` times larger, must be scaled down.
static void verifySumScales(OperatorVerifier &op) {
  double larger = std::max<double>(op.getOperand(0).scales[0], op.getOperand(1).scales[0]);
  int shift = op.getResult().type == TensorType::INT16 ? 15 : 20;
  if (2 * larger >= std::ldexp(op.getResult().scales[0], shift))
    op.unsupported(formatv("found operand of scale {0:e} and result of scale {1:e}, which are too "
                           "far apart",
                           larger, op.getResult().scales[0]),
                   "calibrate the model again");
}

void tflite::verifyAdditive(OperatorVerifier &op) {
  bool isAdd = op.op.code == BuiltinOperator::ADD;
  const auto &add = op.getOptions<AddOptions>();
  const auto &sub = op.getOptions<SubOptions>();
  bool isNarrow = getDataType(op.getResult().type) & (I8 | U8 | I16) && !isPlainInt16(op);
  if (!verifyArithmetic(op, isAdd ? add.fused_activation_function()
                                  : sub.fused_activation_function()) ||
      !isNarrow)
    return;
  if (usesPowerOfTwoScales(op, isAdd ? add.pot_scale_int16() : sub.pot_scale_int16()))
    verifyPowerOfTwoScales(op);
  else
    verifySumScales(op);
}

void tflite::verifyMul(OperatorVerifier &op) {
  verifyArithmetic(op, op.getOptions<MulOptions>().fused_activation_function());
}

void tflite::verifyExtremum(OperatorVerifier &op) { verifyBroadcast(op); }

void tflite::verifyPrelu(OperatorVerifier &op) {
  if (op.expectShape(op.getResult(), op.getOperand(0).shape, "result"))
    verifyBroadcast(op);
}

static bool verifySameShape(OperatorVerifier &op) {
  return op.expectShape(op.getResult(), op.getOperand(0).shape, "result") &&
         verifySymmetricInt16(op);
}

void tflite::verifyUnary(OperatorVerifier &op) { verifySameShape(op); }

void tflite::verifyLogistic(OperatorVerifier &op) {
  if (!verifySameShape(op))
    return;
  const TensorView &result = op.getResult();
  if (result.type == TensorType::INT8)
    op.expectQuantization(result, 1.0 / 256, -128, "result");
  else if (result.type == TensorType::UINT8)
    op.expectQuantization(result, 1.0 / 256, 0, "result");
  else if (result.type == TensorType::INT16)
    op.expectQuantization(result, 1.0 / 32768, 0, "result");
}

void tflite::verifyTanh(OperatorVerifier &op) {
  if (!verifySameShape(op))
    return;
  const TensorView &result = op.getResult();
  if (result.type == TensorType::INT8)
    op.expectQuantization(result, 1.0 / 128, 0, "result");
  else if (result.type == TensorType::UINT8)
    op.expectQuantization(result, 1.0 / 128, 128, "result");
  else if (result.type == TensorType::INT16)
    op.expectQuantization(result, 1.0 / 32768, 0, "result");
}

void tflite::verifyLeakyRelu(OperatorVerifier &op) {
  float alpha = op.getOptions<LeakyReluOptions>().alpha();
  if (!std::isfinite(alpha))
    op.malformed(formatv("found slope {0:e}, expected a finite number", alpha));
  else
    verifySameShape(op);
}
