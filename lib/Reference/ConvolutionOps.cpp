//===- ConvolutionOps.cpp - Evaluation of ConvolutionOps ------------------===//
//
// Every op here first computes its sums of products, then adds the bias and requantizes.
//
//===----------------------------------------------------------------------===//
#include "Activation.h"
#include "Elements.h"
#include "FixedPoint.h"
#include "Ops.h"

using namespace mlir;
using namespace effc;
using namespace effc::reference;

namespace {

/// A dimension of an image over which a filter slides.
struct Axis {
  int64_t inputSize, filterSize, outputSize, stride, dilation, padding;

  /// Where filter tap `tap` of result `output` reads; may lie outside the input.
  int64_t getInput(int64_t output, int64_t tap) const {
    return output * stride + tap * dilation - padding;
  }
  bool contains(int64_t input) const { return input >= 0 && input < inputSize; }
};

/// Accumulates as the machine does: integers wrap.
template <typename Sum, typename T> void addProduct(Sum &sum, T a, T b) {
  if constexpr (std::is_floating_point_v<Sum>) {
    sum += a * b;
  } else {
    using Wrapping = std::make_unsigned_t<Sum>;
    sum = static_cast<Sum>(static_cast<Wrapping>(sum) +
                           static_cast<Wrapping>(a) * static_cast<Wrapping>(b));
  }
}

/// What the four ops have in common: operands read as numbers, zero points taken off.
template <typename T> struct Problem {
  std::vector<T> input, filter;
  Shape inputShape, filterShape, outputShape;
};

} // namespace

template <typename Op> static Axis getAxis(Op op, unsigned d) {
  return {getShape(op.getInput())[d + 1],
          getShape(op.getFilter())[d + 1],
          getShape(op.getOutput())[d + 1],
          op.getStrides()[d],
          op.getDilations()[d],
          op.getPadding()[2 * d]};
}

//===----------------------------------------------------------------------===//
// Sums of products
//===----------------------------------------------------------------------===//

/// Sums of `addTap(sum, o, pixel, tap)` over the window of each result: what output channel `o`
/// takes from an input pixel by a cell of the filter.
template <typename Sum, typename Op, typename T, typename Function>
static std::vector<Sum> accumulateWindows(Op op, const Problem<T> &problem, Function addTap) {
  Axis rows = getAxis(op, 0), columns = getAxis(op, 1);
  std::vector<Sum> sums;
  for (int64_t n = 0; n < problem.outputShape[0]; ++n)
    for (int64_t y = 0; y < rows.outputSize; ++y)
      for (int64_t x = 0; x < columns.outputSize; ++x)
        for (int64_t o = 0; o < problem.outputShape[3]; ++o) {
          Sum sum = 0;
          for (int64_t i = 0; i < rows.filterSize; ++i)
            for (int64_t j = 0; j < columns.filterSize; ++j) {
              int64_t inY = rows.getInput(y, i), inX = columns.getInput(x, j);
              if (rows.contains(inY) && columns.contains(inX))
                addTap(sum, o, (n * rows.inputSize + inY) * columns.inputSize + inX,
                       i * columns.filterSize + j);
            }
          sums.push_back(sum);
        }
  return sums;
}

template <typename Sum, typename T>
static std::vector<Sum> accumulate(Conv2DOp op, const Problem<T> &problem) {
  int64_t inputChannels = problem.inputShape[3], outputs = problem.filterShape[0];
  int64_t taps = problem.filterShape[1] * problem.filterShape[2];
  int64_t groupInputs = problem.filterShape[3];
  int64_t groupOutputs = outputs / (inputChannels / groupInputs);
  auto addTap = [&](Sum &sum, int64_t o, int64_t pixel, int64_t tap) {
    const T *in = &problem.input[pixel * inputChannels + o / groupOutputs * groupInputs];
    const T *weight = &problem.filter[(o * taps + tap) * groupInputs];
    for (int64_t c = 0; c < groupInputs; ++c)
      addProduct(sum, in[c], weight[c]);
  };
  return accumulateWindows<Sum>(op, problem, addTap);
}

template <typename Sum, typename T>
static std::vector<Sum> accumulate(DepthwiseConv2DOp op, const Problem<T> &problem) {
  int64_t inputChannels = problem.inputShape[3], outputs = problem.outputShape[3];
  int64_t multiplier = outputs / inputChannels;
  auto addTap = [&](Sum &sum, int64_t o, int64_t pixel, int64_t tap) {
    addProduct(sum, problem.input[pixel * inputChannels + o / multiplier],
               problem.filter[tap * outputs + o]);
  };
  return accumulateWindows<Sum>(op, problem, addTap);
}

template <typename Sum, typename T>
static std::vector<Sum> accumulate(TransposeConv2DOp op, const Problem<T> &problem) {
  auto [batches, height, width, channels] = std::tuple(
      problem.inputShape[0], problem.inputShape[1], problem.inputShape[2], problem.inputShape[3]);
  auto [outputs, filterHeight, filterWidth] =
      std::tuple(problem.filterShape[0], problem.filterShape[1], problem.filterShape[2]);
  int64_t outHeight = problem.outputShape[1], outWidth = problem.outputShape[2];

  std::vector<Sum> sums(getTensorType(op.getOutput()).getNumElements(), 0);
  for (int64_t n = 0; n < batches; ++n)
    for (int64_t y = 0; y < height; ++y)
      for (int64_t x = 0; x < width; ++x)
        for (int64_t c = 0; c < channels; ++c)
          for (int64_t i = 0; i < filterHeight; ++i)
            for (int64_t j = 0; j < filterWidth; ++j) {
              int64_t outY = y * op.getStrides()[0] + i - op.getPadding()[0];
              int64_t outX = x * op.getStrides()[1] + j - op.getPadding()[1];
              if (outY < 0 || outY >= outHeight || outX < 0 || outX >= outWidth)
                continue;
              T in = problem.input[((n * height + y) * width + x) * channels + c];
              Sum *sum = &sums[((n * outHeight + outY) * outWidth + outX) * outputs];
              for (int64_t o = 0; o < outputs; ++o)
                addProduct(
                    sum[o], in,
                    problem.filter[((o * filterHeight + i) * filterWidth + j) * channels + c]);
            }
  return sums;
}

template <typename Sum, typename T>
static std::vector<Sum> accumulate(FullyConnectedOp op, const Problem<T> &problem) {
  int64_t outputs = problem.filterShape[0], depth = problem.filterShape[1];
  int64_t rows = getTensorType(op.getOutput()).getNumElements() / outputs;
  std::vector<Sum> sums;
  for (int64_t b = 0; b < rows; ++b)
    for (int64_t o = 0; o < outputs; ++o) {
      Sum sum = 0;
      for (int64_t k = 0; k < depth; ++k)
        addProduct(sum, problem.input[b * depth + k], problem.filter[o * depth + k]);
      sums.push_back(sum);
    }
  return sums;
}

//===----------------------------------------------------------------------===//
// Bias, requantization, activation
//===----------------------------------------------------------------------===//

/// One multiplier per output channel from accumulator to result. TFLite rounds the product of
/// the input's and the filter's scale to f32 in its older per-tensor kernels: all of uint8,
/// and fully connected layers.
template <typename Op> static std::vector<Multiplier> getMultipliers(Op op, int64_t outputs) {
  Type input = getElement(op.getInput()), filter = getElement(op.getFilter());
  double outputScale = getScale(getElement(op.getOutput()));
  bool isRounded = !isPerAxisQuantized(filter) &&
                   (isUnsignedStorage(input) || std::is_same_v<Op, FullyConnectedOp>);
  std::vector<Multiplier> multipliers;
  for (int64_t o = 0; o < outputs; ++o) {
    double product = getScale(input) * getScale(filter, isPerAxisQuantized(filter) ? o : 0);
    if (isRounded)
      product = static_cast<float>(product);
    multipliers.push_back(makeMultiplier(product / outputScale));
  }
  return multipliers;
}

static int32_t requantize(int32_t sum, Multiplier multiplier) { return scale(sum, multiplier); }
static int32_t requantize(int64_t sum, Multiplier multiplier) { return scaleWide(sum, multiplier); }

template <typename Sum, typename Op>
static TensorBytes finishIntegers(Op op, std::vector<Sum> sums, const TensorBytes *bias) {
  Type element = getElement(op.getOutput());
  int64_t outputs = getShape(op.getOutput()).back();
  WideIntegers biases(outputs, 0);
  if (bias)
    biases = readWideIntegers(*bias, getElement(op.getBias()));
  std::vector<Multiplier> multipliers = getMultipliers(op, outputs);
  IntegerRange range = getActivationRange(op.getActivation(), element);
  Integers results;
  for (auto [index, sum] : llvm::enumerate(sums)) {
    int64_t o = index % outputs;
    addProduct<Sum>(sum, static_cast<Sum>(biases[o]), Sum(1));
    results.push_back(narrow(requantize(sum, multipliers[o]), getZeroPoint(element), range));
  }
  return writeIntegers(results, element);
}

template <typename Op> static TensorBytes evaluateFloats(Op op, Operands operands) {
  Problem<float> problem = {readFloats(*operands[0]), readFloats(*operands[1]),
                            getShape(op.getInput()), getShape(op.getFilter()),
                            getShape(op.getOutput())};
  Floats results = accumulate<float>(op, problem);
  int64_t outputs = problem.outputShape.back();
  Floats biases(outputs, 0);
  if (op.getBias())
    biases = readFloats(*operands[2]);
  Bounds<float> bounds(op.getActivation());
  for (auto [index, result] : llvm::enumerate(results))
    result = bounds.clamp(result + biases[index % outputs]);
  return writeFloats(results);
}

/// Takes the zero points off a quantized operand; `o` is the output channel's dimension.
static Integers readOffZero(const TensorBytes &bytes, Value value) {
  Type element = getElement(value);
  Integers values = readIntegers(bytes, element);
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element)) {
    int64_t axis = perAxis.getQuantizedDimension();
    int64_t inner = 1;
    for (int64_t size : getShape(value).drop_front(axis + 1))
      inner *= size;
    for (auto [index, number] : llvm::enumerate(values))
      number -= getZeroPoint(element, index / inner % getShape(value)[axis]);
    return values;
  }
  for (int32_t &number : values)
    number -= getZeroPoint(element);
  return values;
}

template <typename Op> static Result evaluateConvolution(Op op, Operands operands) {
  if (!isQuantized(getElement(op.getInput())))
    return evaluateFloats(op, operands);
  Problem<int32_t> problem = {readOffZero(*operands[0], op.getInput()),
                              readOffZero(*operands[1], op.getFilter()), getShape(op.getInput()),
                              getShape(op.getFilter()), getShape(op.getOutput())};
  const TensorBytes *bias = op.getBias() ? operands[2] : nullptr;
  unsigned biasBytes = bias ? getStorageBytes(getElement(op.getBias())) : 0;
  bool isWide = getStorageBytes(getElement(op.getInput())) == 2 && biasBytes != 4;
  if (isWide)
    return finishIntegers(op, accumulate<int64_t>(op, problem), bias);
  return finishIntegers(op, accumulate<int32_t>(op, problem), bias);
}

Result reference::evaluate(Conv2DOp op, Operands operands) {
  return evaluateConvolution(op, operands);
}
Result reference::evaluate(DepthwiseConv2DOp op, Operands operands) {
  return evaluateConvolution(op, operands);
}
Result reference::evaluate(TransposeConv2DOp op, Operands operands) {
  return evaluateConvolution(op, operands);
}
Result reference::evaluate(FullyConnectedOp op, Operands operands) {
  return evaluateConvolution(op, operands);
}
