//===- VerifyPool.cpp - Pooling, reductions, resizing ---------------------===//
#include "Geometry.h"
#include "OperatorVerifier.h"
#include "TensorTypes.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace effc;
using namespace effc::tflite;
using llvm::formatv;

/// TFLite compares the parameters in 8 bits; in 16 the kernels go by the result's.
static void verifyPoolQuantization(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0), &result = op.getResult();
  if (input.type != TensorType::INT16)
    op.expectSameQuantization(input, "input");
  else if (op.expectZeroPoint(input, 0, "int16 input"))
    op.expectZeroPoint(result, 0, "int16 result");
}

void tflite::verifyPool2D(OperatorVerifier &op) {
  const auto &options = op.getOptions<Pool2DOptions>();
  const TensorView &input = op.getOperand(0);
  if (!op.expectRank(input, 4, "input") ||
      !op.expectPositive(options.filter_height(), "window height") ||
      !op.expectPositive(options.filter_width(), "window width") ||
      !op.expectPositive(options.stride_h(), "stride") ||
      !op.expectPositive(options.stride_w(), "stride"))
    return;
  if (options.padding() != Padding::SAME && options.padding() != Padding::VALID) {
    op.malformed(formatv("found padding number {0}", static_cast<int>(options.padding())));
    return;
  }
  WindowSteps y = getWindowSteps(options.padding(), input.shape[1], options.filter_height(),
                                 options.stride_h(), 1);
  WindowSteps x = getWindowSteps(options.padding(), input.shape[2], options.filter_width(),
                                 options.stride_w(), 1);
  if (y.count <= 0 || x.count <= 0) {
    op.malformed(formatv("found a window of {0}x{1} that does not fit into input {2}",
                         options.filter_height(), options.filter_width(),
                         describeShape(input.shape)));
    return;
  }
  if (op.expectShape(op.getResult(), {input.shape[0], y.count, x.count, input.shape[3]},
                     "result") &&
      op.expectActivation(options.fused_activation_function()))
    verifyPoolQuantization(op);
}

void tflite::verifyReduction(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  bool keepDims = op.getOptions<ReducerOptions>().keep_dims();
  llvm::SmallVector<bool> isReduced(input.shape.size(), false);
  for (int64_t axis : op.getConstantIntegers(1)) {
    std::optional<int64_t> dimension = op.expectAxis(axis, input.shape.size());
    if (!dimension)
      return;
    isReduced[*dimension] = true;
  }
  llvm::SmallVector<int64_t> shape;
  for (auto [size, reduced] : llvm::zip(input.shape, isReduced))
    if (!reduced || keepDims)
      shape.push_back(reduced ? 1 : size);
  if (op.expectShape(op.getResult(), shape, "result") && input.type == TensorType::INT16 &&
      op.expectZeroPoint(input, 0, "int16 input"))
    op.expectZeroPoint(op.getResult(), 0, "int16 result");
}

/// TFLite's kernels compute the probabilities at one scale each.
static void verifySoftmaxScale(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0), &result = op.getResult();
  if (result.type == TensorType::INT8)
    op.expectQuantization(result, 1.0 / 256, -128, "result");
  else if (result.type == TensorType::UINT8)
    op.expectQuantization(result, 1.0 / 256, 0, "result");
  else if (result.type == TensorType::INT16 && input.type == TensorType::INT16)
    op.expectQuantization(result, 1.0 / 32768, 0, "result");
  else if (result.type == TensorType::INT16)
    op.expectQuantization(result, 1.0 / 65536, -32768, "result");
  if (input.type == TensorType::INT16)
    op.expectZeroPoint(input, 0, "int16 input");
}

void tflite::verifySoftmax(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  float beta = op.getOptions<SoftmaxOptions>().beta();
  if (input.shape.empty())
    op.malformed("found a scalar, expected at least 1 dimension");
  else if (!std::isfinite(beta) || beta <= 0)
    op.malformed(formatv("found beta {0:e}, expected a positive number", beta));
  else if (op.expectShape(op.getResult(), input.shape, "result") && !input.scales.empty())
    verifySoftmaxScale(op);
}

void tflite::verifyArgMax(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  if (!op.expectIntegers(1, 1, "axis"))
    return;
  std::optional<int64_t> axis = op.expectAxis(op.getConstantInteger(1), input.shape.size());
  if (!axis)
    return;
  llvm::SmallVector<int64_t> shape(input.shape);
  shape.erase(shape.begin() + *axis);
  op.expectShape(op.getResult(), shape, "result");
}

void tflite::verifyResize(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  if (!op.expectRank(input, 4, "input") || !op.expectIntegers(1, 2, "size"))
    return;
  llvm::SmallVector<int64_t> size = op.getConstantIntegers(1);
  if (!op.expectPositive(size[0], "height") || !op.expectPositive(size[1], "width") ||
      !op.expectShape(op.getResult(), {input.shape[0], size[0], size[1], input.shape[3]}, "result"))
    return;
  bool isBilinear = op.op.code == BuiltinOperator::RESIZE_BILINEAR;
  const auto &bilinear = op.getOptions<ResizeBilinearOptions>();
  const auto &nearest = op.getOptions<ResizeNearestNeighborOptions>();
  bool corners = isBilinear ? bilinear.align_corners() : nearest.align_corners();
  bool centers = isBilinear ? bilinear.half_pixel_centers() : nearest.half_pixel_centers();
  // As TFLite does; its other resize kernel takes both.
  if (isBilinear && corners && centers)
    op.unsupported("found both align_corners and half_pixel_centers",
                   "choose one of the two when the model is built");
}
