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
/// Which operand is what, and which of the filter's dimensions counts output channels.
struct ConvolutionOperands {
  unsigned input = 0, filter = 1, bias = 2;
  int64_t channelDimension = 0;
};
} // namespace

/// TFLite's kernels take signed filters as symmetric, but for fully connected layers with one scale.
static bool usesFilterZeroPoint(OperatorVerifier &op, const TensorView &filter) {
  return filter.type == TensorType::UINT8 ||
         (op.op.code == BuiltinOperator::FULLY_CONNECTED && filter.scales.size() == 1);
}

static bool verifyFilterQuantization(OperatorVerifier &op, ConvolutionOperands at) {
  const TensorView &filter = op.getOperand(at.filter);
  if (filter.scales.empty())
    return true;
  bool isUnsigned = filter.type == TensorType::UINT8;
  if (filter.scales.size() > 1 && isUnsigned)
    return op.unsupported(formatv("found uint8 filter with {0} scales", filter.scales.size()),
                          "quantize to int8 for a scale per channel");
  if (filter.scales.size() > 1 && filter.quantizedDimension != at.channelDimension)
    return op.unsupported(formatv("found filter quantized along dimension {0}, expected {1}",
                                  filter.quantizedDimension, at.channelDimension),
                          "quantize the filter per output channel");
  if (!usesFilterZeroPoint(op, filter) &&
      llvm::any_of(filter.zeroPoints, [](int64_t zero) { return zero != 0; }))
    return op.unsupported("found int8 filter with a zero point that is not 0",
                          "quantize filters symmetrically");
  return true;
}

/// TFLite takes the bias to have the scale of the products, and looks at its own only in uint8.
static bool verifyBiasScale(OperatorVerifier &op, ConvolutionOperands at) {
  const TensorView &input = op.getOperand(at.input), &filter = op.getOperand(at.filter),
                   &bias = op.getOperand(at.bias), &result = op.getResult();
  if (input.type != TensorType::UINT8 || bias.scales.empty())
    return true;
  double expected = static_cast<double>(input.scales[0]) * filter.scales[0];
  if (std::abs(expected - bias.scales[0]) <= 0.02 * result.scales[0])
    return true;
  return op.malformed(formatv("found bias of scale {0:e}, expected {1:e}, the product of the "
                              "scales of input and filter",
                              bias.scales[0], expected));
}

static bool verifyBias(OperatorVerifier &op, ConvolutionOperands at, int64_t channels) {
  if (!op.hasOperand(at.bias))
    return true;
  const TensorView &bias = op.getOperand(at.bias);
  if (bias.getNumElements() != channels)
    return op.malformed(formatv("found bias of shape {0}, expected {1} elements",
                                describeShape(bias.shape), channels));
  return verifyBiasScale(op, at);
}

static bool verifyInt16(OperatorVerifier &op, ConvolutionOperands at) {
  const TensorView &input = op.getOperand(at.input);
  return input.type != TensorType::INT16 ||
         (op.expectZeroPoint(input, 0, "input") && op.expectZeroPoint(op.getResult(), 0, "result"));
}

static bool verifyCommon(OperatorVerifier &op, ConvolutionOperands at, int64_t channels,
                         ActivationFunctionType activation) {
  bool isSound = op.expectActivation(activation);
  isSound &= verifyFilterQuantization(op, at);
  isSound &= verifyBias(op, at, channels);
  isSound &= verifyInt16(op, at);
  return isSound;
}

/// Ranks, steps, and the shape that the window leads to.
static bool verifyWindow(OperatorVerifier &op, Padding padding, int64_t strideH, int64_t strideW,
                         int64_t dilationH, int64_t dilationW, int64_t channels) {
  const TensorView &input = op.getOperand(0), &filter = op.getOperand(1);
  if (!op.expectPositive(strideH, "stride") || !op.expectPositive(strideW, "stride") ||
      !op.expectPositive(dilationH, "dilation") || !op.expectPositive(dilationW, "dilation"))
    return false;
  if (padding != Padding::SAME && padding != Padding::VALID)
    return op.malformed(formatv("found padding number {0}", static_cast<int>(padding)));
  WindowSteps y = getWindowSteps(padding, input.shape[1], filter.shape[1], strideH, dilationH);
  WindowSteps x = getWindowSteps(padding, input.shape[2], filter.shape[2], strideW, dilationW);
  if (y.count <= 0 || x.count <= 0)
    return op.malformed(formatv("found filter of shape {0} that does not fit into input {1}",
                                describeShape(filter.shape), describeShape(input.shape)));
  return op.expectShape(op.getResult(), {input.shape[0], y.count, x.count, channels}, "result");
}

void tflite::verifyConv2D(OperatorVerifier &op) {
  const auto &options = op.getOptions<Conv2DOptions>();
  const TensorView &input = op.getOperand(0), &filter = op.getOperand(1);
  if (!op.expectRank(input, 4, "input") || !op.expectRank(filter, 4, "filter"))
    return;
  int64_t channels = input.shape[3], depth = filter.shape[3], outputs = filter.shape[0];
  if (channels % depth != 0 || outputs % (channels / depth) != 0) {
    op.malformed(formatv("found {0} input channels with filter of shape {1}, expected a multiple "
                         "of the filter's depth and as many equal groups of filters",
                         channels, describeShape(filter.shape)));
    return;
  }
  if (verifyWindow(op, options.padding(), options.stride_h(), options.stride_w(),
                   options.dilation_h_factor(), options.dilation_w_factor(), outputs))
    verifyCommon(op, {}, outputs, options.fused_activation_function());
}

void tflite::verifyDepthwiseConv2D(OperatorVerifier &op) {
  const auto &options = op.getOptions<DepthwiseConv2DOptions>();
  const TensorView &input = op.getOperand(0), &filter = op.getOperand(1);
  if (!op.expectRank(input, 4, "input") || !op.expectRank(filter, 4, "filter"))
    return;
  int64_t channels = filter.shape[3];
  if (filter.shape[0] != 1 || channels % input.shape[3] != 0) {
    op.malformed(formatv("found filter of shape {0} for {1} input channels, expected 1 and a "
                         "multiple of the channels at the ends",
                         describeShape(filter.shape), input.shape[3]));
    return;
  }
  if (verifyWindow(op, options.padding(), options.stride_h(), options.stride_w(),
                   options.dilation_h_factor(), options.dilation_w_factor(), channels))
    verifyCommon(op, {0, 1, 2, 3}, channels, options.fused_activation_function());
}

/// Checks ranks and channels of a transposed convolution; its spatial sizes are free.
static bool verifyTransposed(OperatorVerifier &op, ConvolutionOperands at, int64_t strideH,
                             int64_t strideW) {
  const TensorView &input = op.getOperand(at.input), &filter = op.getOperand(at.filter),
                   &result = op.getResult();
  if (!op.expectRank(input, 4, "input") || !op.expectRank(filter, 4, "filter") ||
      !op.expectRank(result, 4, "result") || !op.expectPositive(strideH, "stride") ||
      !op.expectPositive(strideW, "stride"))
    return false;
  if (filter.shape[3] != input.shape[3])
    return op.malformed(formatv("found filter of shape {0} for {1} input channels",
                                describeShape(filter.shape), input.shape[3]));
  if (filter.shape[0] != result.shape[3] || input.shape[0] != result.shape[0])
    return op.malformed(formatv("found result of shape {0}, expected batch {1} and {2} channels",
                                describeShape(result.shape), input.shape[0], filter.shape[0]));
  return true;
}

void tflite::verifyTransposeConv(OperatorVerifier &op) {
  const auto &options = op.getOptions<TransposeConvOptions>();
  ConvolutionOperands at{2, 1, 3, 0};
  Padding padding = options.padding();
  if (padding != Padding::SAME && padding != Padding::VALID) {
    op.malformed(formatv("found padding number {0}", static_cast<int>(padding)));
    return;
  }
  if (op.getOperand(0).isConstant()) {
    llvm::SmallVector<int64_t> shape = op.getConstantIntegers(0);
    if (!op.expectShape(op.getResult(), shape, "result"))
      return;
  }
  if (verifyTransposed(op, at, options.stride_h(), options.stride_w()))
    verifyCommon(op, at, op.getResult().shape[3], options.fused_activation_function());
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
  if (!verifyTransposed(op, {}, strideH, strideW))
    return;
  const TensorView &input = op.getOperand(0), &filter = op.getOperand(1);
  auto getSize = [&](unsigned dimension, int64_t stride) {
    return padding == 1 ? input.shape[dimension] * stride
                        : (input.shape[dimension] - 1) * stride + filter.shape[dimension];
  };
  if (op.expectShape(op.getResult(),
                     {input.shape[0], getSize(1, strideH), getSize(2, strideW), filter.shape[0]},
                     "result"))
    verifyBias(op, {}, filter.shape[0]);
}

void tflite::verifyFullyConnected(OperatorVerifier &op) {
  const auto &options = op.getOptions<FullyConnectedOptions>();
  const TensorView &input = op.getOperand(0), &filter = op.getOperand(1), &result = op.getResult();
  if (options.weights_format() != FullyConnectedOptionsWeightsFormat::DEFAULT) {
    op.unsupported("found a shuffled filter", "convert the model without shuffled weights");
    return;
  }
  if (!op.expectRank(filter, 2, "filter"))
    return;
  int64_t outputs = filter.shape[0], depth = filter.shape[1], count = *input.getNumElements();
  if (count % depth != 0 ||
      (options.keep_num_dims() && (input.shape.empty() || input.shape.back() != depth))) {
    op.malformed(formatv("found input of shape {0} for filter of shape {1}",
                         describeShape(input.shape), describeShape(filter.shape)));
    return;
  }
  if (options.keep_num_dims()) {
    llvm::SmallVector<int64_t> shape(input.shape);
    shape.back() = outputs;
    if (!op.expectShape(result, shape, "result"))
      return;
  } else if (result.shape.empty() || result.shape.back() != outputs ||
             *result.getNumElements() != count / depth * outputs) {
    op.malformed(formatv("found result of shape {0}, expected {1}x{2}", describeShape(result.shape),
                         count / depth, outputs));
    return;
  }
  verifyCommon(op, {}, outputs, options.fused_activation_function());
}
