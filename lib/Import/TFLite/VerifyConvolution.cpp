//===- VerifyConvolution.cpp - Convolutions and matrix products -----------===//
#include "Geometry.h"
#include "OperatorVerifier.h"
#include "TensorTypes.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace effc;
using namespace effc::tflite;
using llvm::formatv;

namespace {
/// Which operand is what.
struct ConvolutionOperands {
  unsigned input = 0, filter = 1, bias = 2;
};
} // namespace

/// TFLite's kernels take signed filters as symmetric, but for fully connected layers with one
/// scale.
static bool usesFilterZeroPoint(OperatorVerifier &op, const TensorView &filter) {
  return filter.type == TensorType::UINT8 ||
         (op.op.code == BuiltinOperator::FULLY_CONNECTED && filter.scales.size() == 1);
}

static bool verifyFilter(OperatorVerifier &op, ConvolutionOperands at) {
  const TensorView &filter = op.getOperand(at.filter);
  if (filter.scales.size() > 1 && filter.type == TensorType::UINT8)
    return op.unsupported(formatv("found uint8 filter with {0} scales", filter.scales.size()),
                          "quantize to int8 for a scale per channel");
  if (!filter.scales.empty() && !usesFilterZeroPoint(op, filter) &&
      llvm::any_of(filter.zeroPoints, [](int64_t zero) { return zero != 0; }))
    return op.unsupported("found int8 filter with a zero point that is not 0",
                          "quantize filters symmetrically");
  return true;
}

/// TFLite takes the bias to have the scale of the products, and looks at its own only in uint8.
static bool verifyBiasScale(OperatorVerifier &op, ConvolutionOperands at) {
  const TensorView &input = op.getOperand(at.input), &filter = op.getOperand(at.filter);
  if (input.type != TensorType::UINT8 || !op.hasOperand(at.bias) ||
      op.getOperand(at.bias).scales.empty())
    return true;
  const TensorView &bias = op.getOperand(at.bias), &result = op.getResult();
  double expected = static_cast<double>(input.scales[0]) * filter.scales[0];
  if (std::abs(expected - bias.scales[0]) <= 0.02 * result.scales[0])
    return true;
  return op.malformed(formatv("found bias of scale {0:e}, expected {1:e}, the product of the "
                              "scales of input and filter",
                              bias.scales[0], expected));
}

/// What only TFLite demands, apart from the rule of the op.
static bool verifyCommon(OperatorVerifier &op, ConvolutionOperands at,
                         ActivationFunctionType activation) {
  bool isSound = op.expectActivation(activation);
  isSound &= verifyFilter(op, at);
  isSound &= verifyBiasScale(op, at);
  return isSound;
}

/// A bias may come as 1x1x1xN.
static ConvolutionTypes getTypes(OperatorVerifier &op, ConvolutionOperands at) {
  RankedTensorType bias;
  if (op.hasOperand(at.bias)) {
    bias = op.getOperandType(at.bias);
    bias = bias.clone({bias.getNumElements()});
  }
  return {op.getOperandType(at.input), op.getOperandType(at.filter), bias, op.getResultType()};
}

static bool verifyPadding(OperatorVerifier &op, Padding padding) {
  return padding == Padding::SAME || padding == Padding::VALID ||
         op.malformed(formatv("found padding number {0}", static_cast<int>(padding)));
}

namespace {
/// The numbers of a window of a convolution.
struct WindowNumbers {
  int64_t strides[2], dilations[2], padding[4];
};
} // namespace

static WindowNumbers getWindow(OperatorVerifier &op, Padding padding, int64_t strideH,
                               int64_t strideW, int64_t dilationH, int64_t dilationW) {
  const TensorView &input = op.getOperand(0), &filter = op.getOperand(1);
  WindowSteps y = getWindowSteps(padding, input.shape[1], filter.shape[1], strideH, dilationH);
  WindowSteps x = getWindowSteps(padding, input.shape[2], filter.shape[2], strideW, dilationW);
  return {{strideH, strideW}, {dilationH, dilationW}, {y.before, y.after, x.before, x.after}};
}

template <typename Options, typename Rule>
static void verifyConvolution(OperatorVerifier &op, Rule rule) {
  const auto &options = op.getOptions<Options>();
  if (!op.expectRank(op.getOperand(0), 4, "input") ||
      !op.expectRank(op.getOperand(1), 4, "filter") ||
      !op.expectRank(op.getResult(), 4, "result") || !verifyPadding(op, options.padding()) ||
      !verifyCommon(op, {}, options.fused_activation_function()))
    return;
  WindowNumbers window = getWindow(op, options.padding(), options.stride_h(), options.stride_w(),
                                   options.dilation_h_factor(), options.dilation_w_factor());
  op.expect(rule(getTypes(op, {}), {window.strides, window.dilations, window.padding},
                 getActivation(options.fused_activation_function())));
}

void tflite::verifyConv2D(OperatorVerifier &op) {
  verifyConvolution<Conv2DOptions>(op, checkConv2D);
}

void tflite::verifyDepthwiseConv2D(OperatorVerifier &op) {
  verifyConvolution<DepthwiseConv2DOptions>(op, checkDepthwiseConv2D);
}

/// A transposed convolution; its spatial sizes are free.
static bool verifyTransposed(OperatorVerifier &op, ConvolutionOperands at, Padding padding,
                             int64_t strideH, int64_t strideW, ActivationFunctionType activation) {
  const TensorView &filter = op.getOperand(at.filter), &result = op.getResult();
  if (!op.expectRank(op.getOperand(at.input), 4, "input") || !op.expectRank(filter, 4, "filter") ||
      !op.expectRank(result, 4, "result") || !verifyCommon(op, at, activation))
    return false;
  WindowSteps y = getWindowSteps(padding, result.shape[1], filter.shape[1], strideH, 1);
  WindowSteps x = getWindowSteps(padding, result.shape[2], filter.shape[2], strideW, 1);
  return op.expect(checkTransposeConv2D(getTypes(op, at), {strideH, strideW}, {y.before, x.before},
                                        getActivation(activation)));
}

void tflite::verifyTransposeConv(OperatorVerifier &op) {
  const auto &options = op.getOptions<TransposeConvOptions>();
  if (!verifyPadding(op, options.padding()))
    return;
  if (op.getOperand(0).isConstant()) {
    llvm::SmallVector<int64_t> shape = op.getConstantIntegers(0);
    if (!op.expectShape(op.getResult(), shape, "result"))
      return;
  }
  verifyTransposed(op, {2, 1, 3}, options.padding(), options.stride_h(), options.stride_w(),
                   options.fused_activation_function());
}

void tflite::verifyTransposeConvBias(OperatorVerifier &op) {
  llvm::ArrayRef<uint8_t> bytes = op.getCustomOptions();
  if (bytes.size() < 12) {
    op.malformed(formatv("found {0} bytes of options, expected at least 12", bytes.size()));
    return;
  }
  auto read = [&](unsigned field) {
    return static_cast<int32_t>(llvm::support::endian::read32le(bytes.data() + 4 * field));
  };
  int64_t padding = read(0), strideW = read(1), strideH = read(2);
  if (padding != 1 && padding != 2) {
    op.malformed(formatv("found padding number {0}", padding));
    return;
  }
  if (!verifyTransposed(op, {}, padding == 1 ? Padding::SAME : Padding::VALID, strideH, strideW,
                        ActivationFunctionType::NONE))
    return;
  const TensorView &input = op.getOperand(0), &filter = op.getOperand(1);
  auto getSize = [&](unsigned dimension, int64_t stride) {
    return padding == 1 ? input.shape[dimension] * stride
                        : (input.shape[dimension] - 1) * stride + filter.shape[dimension];
  };
  op.expectShape(op.getResult(),
                 {input.shape[0], getSize(1, strideH), getSize(2, strideW), filter.shape[0]},
                 "result");
}

void tflite::verifyFullyConnected(OperatorVerifier &op) {
  const auto &options = op.getOptions<FullyConnectedOptions>();
  const TensorView &input = op.getOperand(0), &filter = op.getOperand(1);
  if (options.weights_format() != FullyConnectedOptionsWeightsFormat::DEFAULT) {
    op.unsupported("found a shuffled filter", "convert the model without shuffled weights");
    return;
  }
  if (!op.expectRank(filter, 2, "filter") ||
      !verifyCommon(op, {}, options.fused_activation_function()))
    return;
  if (options.keep_num_dims()) {
    if (input.shape.empty() || input.shape.back() != filter.shape[1]) {
      op.malformed(formatv("found input of shape {0} for filter of shape {1}",
                           describeShape(input.shape), describeShape(filter.shape)));
      return;
    }
    llvm::SmallVector<int64_t> shape(input.shape);
    shape.back() = filter.shape[0];
    if (!op.expectShape(op.getResult(), shape, "result"))
      return;
  }
  op.expect(
      checkFullyConnected(getTypes(op, {}), getActivation(options.fused_activation_function())));
}
