//===- RecipesConvolution.cpp - Convolutions and matrix products ----------===//
#include "Recipes.h"
#include "llvm/Support/Endian.h"
#include <cmath>

using namespace effc;
using namespace effc::generate;

/// Multiply-accumulates that the evaluator does in a few milliseconds.
static constexpr int64_t kMaxMacs = 150'000;

namespace {
/// A window along one dimension.
struct Window {
  int32_t size = 1, stride = 1, dilation = 1;
  int64_t count = 0;
};
} // namespace

static Window pickWindow(Random &random, file::Padding padding, int32_t size, bool mayDilate) {
  Window window;
  window.size = random.chance(80) ? random.pick({1, 3, 3, 2, 5}) : int32_t(random.between(1, 11));
  window.stride = random.chance(60) ? 1 : int32_t(random.between(2, 4));
  if (mayDilate && random.chance(15))
    window.dilation = int32_t(random.between(2, 4));
  int64_t extent = (window.size - 1) * window.dilation + 1;
  if (padding == file::Padding::VALID && extent > size) {
    window.size = std::min(window.size, size);
    window.dilation = 1;
    extent = window.size;
  }
  window.count = padding == file::Padding::VALID ? (size - extent) / window.stride + 1
                                                 : (size + window.stride - 1) / window.stride;
  return window;
}

static file::Padding pickPadding(Random &random) {
  return random.pick({file::Padding::SAME, file::Padding::VALID});
}

/// What a result's scale is if sums of `depth` products are to fill its range.
static double getNaturalScale(OperatorBuilder &op, int input, int filter, int64_t depth) {
  double unit = op.scale(input) * op.scale(filter);
  return unit * std::sqrt(double(depth)) * (op.getResult() == I16 ? 120 : 90);
}

static int addResult(OperatorBuilder &op, const Shape &shape, int input, int filter,
                     int64_t depth) {
  return op.result(shape, getNaturalScale(op, input, filter, depth),
                   op.scale(input) * op.scale(filter));
}

/// Sums with a filter that an input brings may be far larger than the bounds of an activation; then the
/// last bits of their terms are much of what is left.
static file::ActivationFunctionType pickActivation(OperatorBuilder &op, int filter) {
  file::ActivationFunctionType activation = op.activation();
  bool isBounded = activation == file::ActivationFunctionType::RELU6 ||
                   activation == file::ActivationFunctionType::RELU_N1_TO_1;
  bool mayBeLarge = op.getData() == F32 && !op.isConstant(filter);
  return isBounded && mayBeLarge ? file::ActivationFunctionType::RELU : activation;
}

static bool buildConv2D(OperatorBuilder &op) {
  std::optional<int> input = op.data(4, 4);
  if (!input)
    return false;
  Shape in = op.shape(*input);
  file::Padding padding = pickPadding(op.random);
  Window y = pickWindow(op.random, padding, in[1], true);
  Window x = pickWindow(op.random, padding, in[2], true);
  int32_t groups = 1, outputs = pickChannels(op.random);
  if (op.random.chance(8))
    for (int32_t candidate : {4, 3, 2})
      groups = in[3] % candidate == 0 && groups == 1 ? candidate : groups;
  outputs = (outputs + groups - 1) / groups * groups;
  int64_t depth = int64_t(y.size) * x.size * (in[3] / groups);
  if (in[0] * y.count * x.count * outputs * depth > kMaxMacs)
    return false;
  int filter =
      op.filter(1, {outputs, y.size, x.size, in[3] / groups}, 0, depth, op.getData() == U8);
  int bias = op.bias(2, outputs, *input, filter, depth);
  int result =
      addResult(op, {in[0], int32_t(y.count), int32_t(x.count), outputs}, *input, filter, depth);
  file::Conv2DOptionsT options;
  options.padding = padding;
  options.stride_h = y.stride;
  options.stride_w = x.stride;
  options.dilation_h_factor = y.dilation;
  options.dilation_w_factor = x.dilation;
  options.fused_activation_function = pickActivation(op, filter);
  return op.finish({*input, filter, bias}, {result}, options);
}

static bool buildDepthwiseConv2D(OperatorBuilder &op) {
  std::optional<int> input = op.data(4, 4);
  if (!input)
    return false;
  Shape in = op.shape(*input);
  file::Padding padding = pickPadding(op.random);
  Window y = pickWindow(op.random, padding, in[1], true);
  Window x = pickWindow(op.random, padding, in[2], true);
  int32_t multiplier = op.random.chance(70) ? 1 : int32_t(op.random.between(2, 5));
  int32_t channels = in[3] * multiplier;
  int64_t depth = int64_t(y.size) * x.size;
  if (in[0] * y.count * x.count * channels * depth > kMaxMacs)
    return false;
  int filter = op.filter(1, {1, y.size, x.size, channels}, 3, depth, op.getData() == U8);
  int bias = op.bias(2, channels, *input, filter, depth);
  int result =
      addResult(op, {in[0], int32_t(y.count), int32_t(x.count), channels}, *input, filter, depth);
  file::DepthwiseConv2DOptionsT options;
  options.padding = padding;
  options.stride_h = y.stride;
  options.stride_w = x.stride;
  options.dilation_h_factor = y.dilation;
  options.dilation_w_factor = x.dilation;
  options.depth_multiplier = multiplier;
  options.fused_activation_function = pickActivation(op, filter);
  return op.finish({*input, filter, bias}, {result}, options);
}

static bool buildFullyConnected(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  Shape in = op.shape(*input);
  int64_t count = countElements(in);
  bool keepsDims = op.flip();
  // Without keep_num_dims all elements of an input may be one row.
  int64_t depth = keepsDims || op.random.chance(70) ? in.back() : count;
  int32_t outputs = pickChannels(op.random);
  if (count / depth * outputs * depth > kMaxMacs || depth > 4096)
    return false;
  int filter = op.filter(1, {outputs, int32_t(depth)}, 0, depth, op.getData() != I16);
  int bias = op.bias(2, outputs, *input, filter, depth);
  Shape out = {int32_t(count / depth), outputs};
  if (keepsDims) {
    out = in;
    out.back() = outputs;
  }
  int result = addResult(op, out, *input, filter, depth);
  file::FullyConnectedOptionsT options;
  options.keep_num_dims = keepsDims;
  options.fused_activation_function = pickActivation(op, filter);
  return op.finish({*input, filter, bias}, {result}, options);
}

/// The size that a transposed convolution makes of `size`.
static int32_t pickTransposedSize(Random &random, file::Padding padding, int32_t size,
                                  int32_t stride, int32_t window) {
  if (padding == file::Padding::SAME)
    return size * stride - int32_t(random.below(stride));
  return (size - 1) * stride + window + int32_t(random.below(stride));
}

static bool buildTransposeConv(OperatorBuilder &op) {
  std::optional<int> input = op.data(4, 4, 1024);
  if (!input)
    return false;
  Shape in = op.shape(*input);
  file::Padding padding = pickPadding(op.random);
  int32_t strideH = int32_t(op.random.between(1, 3)), strideW = int32_t(op.random.between(1, 3));
  int32_t height = int32_t(op.random.between(1, 4)), width = int32_t(op.random.between(1, 4));
  int32_t channels = pickChannels(op.random);
  Shape out = {in[0], pickTransposedSize(op.random, padding, in[1], strideH, height),
               pickTransposedSize(op.random, padding, in[2], strideW, width), channels};
  int64_t depth = int64_t(height) * width * in[3];
  if (countElements(in) * height * width * channels > kMaxMacs || countElements(out) > 8192)
    return false;
  int outShape = op.integers(0, {out.begin(), out.end()});
  int filter = op.filter(1, {channels, height, width, in[3]}, 0, depth, op.getData() == U8);
  int bias = op.bias(3, channels, *input, filter, depth);
  int result = addResult(op, out, *input, filter, depth);
  file::TransposeConvOptionsT options;
  options.padding = padding;
  options.stride_h = strideH;
  options.stride_w = strideW;
  options.fused_activation_function = pickActivation(op, filter);
  std::vector<int> operands = {outShape, filter, *input};
  if (bias >= 0)
    operands.push_back(bias);
  return op.finish(operands, {result}, options);
}

/// MediaPipe's custom operator: options are a C struct of padding and strides.
static bool buildTransposeConvBias(OperatorBuilder &op) {
  std::optional<int> input = op.data(4, 4, 1024);
  if (!input)
    return false;
  Shape in = op.shape(*input);
  bool isSame = op.flip();
  int32_t strideH = int32_t(op.random.between(1, 3)), strideW = int32_t(op.random.between(1, 3));
  int32_t height = int32_t(op.random.between(1, 4)), width = int32_t(op.random.between(1, 4));
  int32_t channels = pickChannels(op.random);
  auto getSize = [&](int32_t size, int32_t stride, int32_t window) {
    return isSame ? size * stride : (size - 1) * stride + window;
  };
  Shape out = {in[0], getSize(in[1], strideH, height), getSize(in[2], strideW, width), channels};
  int64_t depth = int64_t(height) * width * in[3];
  if (countElements(in) * height * width * channels > kMaxMacs || countElements(out) > 8192)
    return false;
  int filter = op.filter(1, {channels, height, width, in[3]}, 0, depth, false);
  int bias = op.model.addConstant(F32, {channels}, makeFloats(op.random, channels, 1));
  int result = op.result(out, 1, 1);
  std::vector<uint8_t> options(12);
  int32_t fields[] = {isSame ? 1 : 2, strideW, strideH};
  for (unsigned i = 0; i < 3; ++i)
    llvm::support::endian::write32le(options.data() + 4 * i, uint32_t(fields[i]));
  return op.finishCustom({*input, filter, bias}, {result}, options);
}

llvm::ArrayRef<NamedRecipe> generate::getConvolutionRecipes() {
  static constexpr NamedRecipe kRecipes[] = {
      {"CONV_2D", buildConv2D},
      {"DEPTHWISE_CONV_2D", buildDepthwiseConv2D},
      {"FULLY_CONNECTED", buildFullyConnected},
      {"TRANSPOSE_CONV", buildTransposeConv},
      {"Convolution2DTransposeBias", buildTransposeConvBias}};
  return kRecipes;
}
