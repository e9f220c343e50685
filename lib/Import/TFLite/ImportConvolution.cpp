//===- ImportConvolution.cpp - Convolutions and matrix products -----------===//
#include "Geometry.h"
#include "OperatorImporter.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace effc;
using namespace effc::tflite;

namespace {
/// A window over the two spatial dimensions of NHWC images.
struct Window {
  DenseI64ArrayAttr strides, dilations, padding;
};
} // namespace

static Window getWindow(OperatorImporter &op, Padding padding, int64_t strideH, int64_t strideW,
                        int64_t dilationH, int64_t dilationW) {
  ArrayRef<int64_t> input = op.getOperand(0).shape, filter = op.getOperand(1).shape;
  WindowSteps y = getWindowSteps(padding, input[1], filter[1], strideH, dilationH);
  WindowSteps x = getWindowSteps(padding, input[2], filter[2], strideW, dilationW);
  OpBuilder &builder = op.builder;
  return {builder.getDenseI64ArrayAttr({strideH, strideW}),
          builder.getDenseI64ArrayAttr({dilationH, dilationW}),
          builder.getDenseI64ArrayAttr({y.before, y.after, x.before, x.after})};
}

/// A bias may come as 1x1x1xN.
static Value getBias(OperatorImporter &op, unsigned index) {
  if (!op.hasOperand(index))
    return Value();
  return op.reshape(op.getOperandValue(index), {*op.getOperand(index).getNumElements()});
}

void tflite::importConv2D(OperatorImporter &op) {
  const auto &options = op.getOptions<Conv2DOptions>();
  Window window = getWindow(op, options.padding(), options.stride_h(), options.stride_w(),
                            options.dilation_h_factor(), options.dilation_w_factor());
  op.replaceWith<Conv2DOp>(op.getOperandValue(0), op.getOperandValue(1), getBias(op, 2),
                           window.strides, window.dilations, window.padding,
                           op.getActivation(options.fused_activation_function()));
}

void tflite::importDepthwiseConv2D(OperatorImporter &op) {
  const auto &options = op.getOptions<DepthwiseConv2DOptions>();
  Window window = getWindow(op, options.padding(), options.stride_h(), options.stride_w(),
                            options.dilation_h_factor(), options.dilation_w_factor());
  op.replaceWith<DepthwiseConv2DOp>(op.getOperandValue(0), op.getOperandValue(1), getBias(op, 2),
                                    window.strides, window.dilations, window.padding,
                                    op.getActivation(options.fused_activation_function()));
}

/// A transposed convolution goes backwards through the windows of a convolution from the result
/// to the input, and has its padding.
static void buildTransposeConv(OperatorImporter &op, Value input, Value filter, Value bias,
                               Padding padding, int64_t strideH, int64_t strideW,
                               ActivationFunctionType activation) {
  ArrayRef<int64_t> output = op.getResult().shape, kernel = op.getOperand(1).shape;
  WindowSteps y = getWindowSteps(padding, output[1], kernel[1], strideH, 1);
  WindowSteps x = getWindowSteps(padding, output[2], kernel[2], strideW, 1);
  op.replaceWith<TransposeConv2DOp>(
      input, filter, bias, op.builder.getDenseI64ArrayAttr({strideH, strideW}),
      op.builder.getDenseI64ArrayAttr({y.before, x.before}), op.getActivation(activation));
}

void tflite::importTransposeConv(OperatorImporter &op) {
  const auto &options = op.getOptions<TransposeConvOptions>();
  buildTransposeConv(op, op.getOperandValue(2), op.getOperandValue(1), getBias(op, 3),
                     options.padding(), options.stride_h(), options.stride_w(),
                     options.fused_activation_function());
}

void tflite::importTransposeConvBias(OperatorImporter &op) {
  // The options are a C struct: padding (1 is SAME, 2 is VALID), stride_w, stride_h.
  const uint8_t *options = op.getCustomOptions().data();
  auto read = [&](unsigned field) {
    return static_cast<int32_t>(llvm::support::endian::read32le(options + 4 * field));
  };
  buildTransposeConv(op, op.getOperandValue(0), op.getOperandValue(1), getBias(op, 2),
                     read(0) == 1 ? Padding::SAME : Padding::VALID, read(2), read(1),
                     ActivationFunctionType::NONE);
}

void tflite::importFullyConnected(OperatorImporter &op) {
  const auto &options = op.getOptions<FullyConnectedOptions>();
  op.replaceWith<FullyConnectedOp>(op.getOperandValue(0), op.getOperandValue(1), getBias(op, 2),
                                   op.getActivation(options.fused_activation_function()));
}
