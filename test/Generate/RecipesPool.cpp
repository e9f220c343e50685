//===- RecipesPool.cpp - Pooling, reductions, resizing --------------------===//
#include "Recipes.h"
#include <cmath>

using namespace effc;
using namespace effc::generate;

static int64_t getSteps(file::Padding padding, int32_t size, int32_t window, int32_t stride) {
  return padding == file::Padding::VALID ? (size - window) / stride + 1
                                         : (size + stride - 1) / stride;
}

static bool buildPool2D(OperatorBuilder &op) {
  std::optional<int> input = op.data(4, 4);
  if (!input)
    return false;
  Shape in = op.shape(*input);
  file::Pool2DOptionsT options;
  options.padding = op.random.pick({file::Padding::SAME, file::Padding::VALID});
  bool isValid = options.padding == file::Padding::VALID;
  auto pickWindow = [&](int32_t size) {
    int32_t window = op.random.chance(70) ? int32_t(op.random.between(1, 3))
                                          : int32_t(op.random.between(1, size + 2));
    return isValid ? std::min(window, size) : window;
  };
  options.filter_height = pickWindow(in[1]);
  options.filter_width = pickWindow(in[2]);
  options.stride_h = int32_t(op.random.between(1, 3));
  options.stride_w = int32_t(op.random.between(1, 3));
  options.fused_activation_function = op.activation();
  Shape out = in;
  out[1] = getSteps(options.padding, in[1], options.filter_height, options.stride_h);
  out[2] = getSteps(options.padding, in[2], options.filter_width, options.stride_w);
  int result = op.resultLike(*input, out, /*mayDiffer=*/op.getData() == I16);
  return op.finish({*input}, {result}, options);
}

static bool buildReduction(OperatorBuilder &op, bool isMean) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  Shape in = op.shape(*input), out;
  std::vector<int64_t> axes;
  std::vector<bool> isReduced(in.size());
  for (size_t i = 0; i < in.size(); ++i)
    if (op.random.chance(50) || (i + 1 == in.size() && axes.empty())) {
      axes.push_back(op.axis(in.size(), i));
      isReduced[i] = true;
    }
  if (op.random.chance(5))
    axes.push_back(axes.front());
  bool keepsDims = op.flip();
  int64_t count = 1;
  for (size_t i = 0; i < in.size(); ++i) {
    count *= isReduced[i] ? in[i] : 1;
    if (!isReduced[i] || keepsDims)
      out.push_back(isReduced[i] ? 1 : in[i]);
  }
  int list = axes.size() == 1 && op.flip() ? op.integers(1, axes, Shape{}) : op.integers(1, axes);
  double natural =
      op.scale(*input) * (isMean ? 1 / std::sqrt(double(count)) : std::sqrt(double(count)));
  int result = op.result(out, natural, op.scale(*input));
  file::ReducerOptionsT options;
  options.keep_dims = keepsDims;
  return op.finish({*input, list}, {result}, options);
}

static bool buildMean(OperatorBuilder &op) { return buildReduction(op, true); }
static bool buildSum(OperatorBuilder &op) { return buildReduction(op, false); }

static bool buildArgMax(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  int64_t dimension = *op.pickAxis(*input);
  Shape out = op.shape(*input);
  out.erase(out.begin() + dimension);
  int axis = op.integers(1, {op.axis(out.size() + 1, dimension)}, op.flip() ? Shape{} : Shape{1});
  file::ArgMaxOptionsT options;
  options.output_type = getTensorType(op.getResult());
  return op.finish({*input, axis}, {op.model.addTensor(op.getResult(), out)}, options);
}

static bool buildSoftmax(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  file::SoftmaxOptionsT options;
  options.beta = op.random.chance(70) ? 1.0f : op.random.pick({0.5f, 2.0f, 0.1f, 10.0f});
  if (op.isWhole() && op.random.chance(5))
    options.beta = op.random.pick({1e-6f, 1e6f, 1e-30f, 1e30f});
  double scale = 1.0 / 256;
  int64_t zeroPoint = op.getResult() == I8 ? -128 : 0;
  if (op.getResult() == I16 && op.getData() == I16)
    scale = 1.0 / 32768;
  else if (op.getResult() == I16)
    scale = 1.0 / 65536, zeroPoint = -32768;
  int result = op.resultWith(op.shape(*input), scale, zeroPoint);
  return op.finish({*input}, {result}, options);
}

template <typename Options> static bool buildResize(OperatorBuilder &op, bool mayHaveBoth) {
  std::optional<int> input = op.data(4, 4, 1024);
  if (!input)
    return false;
  Shape out = op.shape(*input);
  for (int d : {1, 2})
    out[d] = op.random.chance(50) ? out[d] * int32_t(op.random.between(1, 3))
                                  : int32_t(op.random.between(1, 2 * out[d] + 3));
  if (countElements(out) > 8192)
    return false;
  Options options;
  options.align_corners = op.random.chance(33);
  options.half_pixel_centers = (mayHaveBoth || !options.align_corners) && op.random.chance(40);
  int size = op.integers(1, {out[1], out[2]});
  return op.finish({*input, size}, {op.resultLike(*input, out, /*mayDiffer=*/true)}, options);
}

static bool buildResizeBilinear(OperatorBuilder &op) {
  return buildResize<file::ResizeBilinearOptionsT>(op, false);
}
static bool buildResizeNearest(OperatorBuilder &op) {
  return buildResize<file::ResizeNearestNeighborOptionsT>(op, true);
}

llvm::ArrayRef<NamedRecipe> generate::getPoolRecipes() {
  static constexpr NamedRecipe kRecipes[] = {
      {"AVERAGE_POOL_2D", buildPool2D},
      {"MAX_POOL_2D", buildPool2D},
      {"MEAN", buildMean},
      {"SUM", buildSum},
      {"ARG_MAX", buildArgMax},
      {"SOFTMAX", buildSoftmax},
      {"RESIZE_BILINEAR", buildResizeBilinear},
      {"RESIZE_NEAREST_NEIGHBOR", buildResizeNearest},
  };
  return kRecipes;
}
