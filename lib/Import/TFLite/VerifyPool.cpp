//===- VerifyPool.cpp - Pooling, reductions, resizing ---------------------===//
#include "Geometry.h"
#include "OperatorVerifier.h"
#include "TensorTypes.h"
#include "llvm/Support/FormatVariadic.h"

using namespace effc;
using namespace effc::tflite;
using llvm::formatv;

/// TFLite compares the parameters in 8 bits, within a tiny difference of scales; in 16 the kernels
/// go by the result's.
static bool verifyPoolQuantization(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  if (input.type == TensorType::INT16)
    return op.expectZeroPoint(input, 0, "int16 input");
  return op.expectSameQuantization(input, "input");
}

template <typename Rule> static void verifyPool2D(OperatorVerifier &op, Rule rule) {
  const auto &options = op.getOptions<Pool2DOptions>();
  const TensorView &input = op.getOperand(0);
  if (!op.expectRank(input, 4, "input") || !op.expectRank(op.getResult(), 4, "result") ||
      !op.expectActivation(options.fused_activation_function()) || !verifyPoolQuantization(op))
    return;
  if (options.padding() != Padding::SAME && options.padding() != Padding::VALID) {
    op.malformed(formatv("found padding number {0}", static_cast<int>(options.padding())));
    return;
  }
  int64_t window[] = {options.filter_height(), options.filter_width()};
  int64_t strides[] = {options.stride_h(), options.stride_w()};
  WindowSteps y = getWindowSteps(options.padding(), input.shape[1], window[0], strides[0], 1);
  WindowSteps x = getWindowSteps(options.padding(), input.shape[2], window[1], strides[1], 1);
  int64_t padding[] = {y.before, y.after, x.before, x.after};
  RankedTensorType result = op.getResultType();
  op.expect(rule(op.getOperandType(0).clone(result.getElementType()), result,
                 {window, strides, padding}, getActivation(options.fused_activation_function())));
}

void tflite::verifyAveragePool2D(OperatorVerifier &op) { verifyPool2D(op, checkAveragePool2D); }
void tflite::verifyMaxPool2D(OperatorVerifier &op) { verifyPool2D(op, checkMaxPool2D); }

void tflite::verifyReduction(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  for (int64_t axis : op.getConstantIntegers(1))
    if (!op.expectAxis(axis, input.shape.size()))
      return;
  op.expect(checkReduction(op.getOperandType(0), op.getResultType(), getReducedAxes(op),
                           op.getOptions<ReducerOptions>().keep_dims()));
}

void tflite::verifySoftmax(OperatorVerifier &op) {
  op.expect(checkSoftmax(op.getOperandType(0), op.getResultType(),
                         op.getOptions<SoftmaxOptions>().beta()));
}

void tflite::verifyArgMax(OperatorVerifier &op) {
  if (!op.expectIntegers(1, 1, "axis"))
    return;
  std::optional<int64_t> axis =
      op.expectAxis(op.getConstantInteger(1), op.getOperand(0).shape.size());
  if (axis)
    op.expect(checkArgMax(op.getOperandType(0), op.getResultType(), *axis));
}

/// The size that the operator asks for is that of the result.
static bool verifyResizedShape(OperatorVerifier &op) {
  if (!op.expectRank(op.getOperand(0), 4, "input") || !op.expectRank(op.getResult(), 4, "result") ||
      !op.expectIntegers(1, 2, "size"))
    return false;
  llvm::ArrayRef<int64_t> input = op.getOperand(0).shape;
  llvm::SmallVector<int64_t> size = op.getConstantIntegers(1);
  return op.expectPositive(size[0], "height") && op.expectPositive(size[1], "width") &&
         op.expectShape(op.getResult(), {input[0], size[0], size[1], input[3]}, "result");
}

void tflite::verifyResizeBilinear(OperatorVerifier &op) {
  const auto &options = op.getOptions<ResizeBilinearOptions>();
  RankedTensorType result = op.getResultType();
  if (verifyResizedShape(op))
    op.expect(checkResizeBilinear(op.getOperandType(0).clone(result.getElementType()), result,
                                  options.align_corners(), options.half_pixel_centers()));
}

void tflite::verifyResizeNearest(OperatorVerifier &op) {
  RankedTensorType result = op.getResultType();
  if (verifyResizedShape(op))
    op.expect(checkResizeNearest(op.getOperandType(0).clone(result.getElementType()), result));
}
