//===- ConvolutionRules.cpp - Rules of ConvolutionOps ---------------------===//
#include "RuleParts.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace effc;
using llvm::formatv;

/// The element types that all ops here have in common; `axis` is the filter's dimension of
/// output channels.
static Verdict checkElements(const ConvolutionTypes &types, int64_t axis) {
  Type input = types.input.getElementType(), filter = types.filter.getElementType();
  Type output = types.output.getElementType();
  Type bias = types.bias ? types.bias.getElementType() : Type();
  if (input.isF32() && filter.isF32() && output.isF32() && (!bias || bias.isF32()))
    return std::nullopt;

  bool isWide = getStorageBytes(input) == 2;
  unsigned biasBits = bias ? getStorageType(bias).getIntOrFloatBitWidth() : 0;
  bool isBias =
      !bias || (getStorageType(bias).isInteger() && (biasBits == 32 || (isWide && biasBits == 64)));
  bool isFilter = isQuantized(filter) && getStorageBytes(filter) == 1 &&
                  isUnsignedStorage(filter) == isUnsignedStorage(input);
  if (!isNarrow(input) || !isNarrow(output) || !isSameStorage(input, output) || !isFilter ||
      !isBias) {
    SmallVector<RankedTensorType> operands = {types.input, types.filter};
    if (types.bias)
      operands.push_back(types.bias);
    return wrongElements(operands, types.output,
                         "f32 throughout, or 8-bit quantized with i32 bias, or i16 with 8-bit "
                         "filter and i32 or i64 bias");
  }
  if (Verdict verdict = checkSymmetric("input", types.input))
    return verdict;
  if (Verdict verdict = checkSymmetric("result", types.output))
    return verdict;
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(filter);
  if (perAxis && perAxis.getQuantizedDimension() != axis)
    return unsupported(formatv("found filter quantized along dimension {0}, expected {1}",
                               perAxis.getQuantizedDimension(), axis),
                       "quantize the filter per output channel");
  if (perAxis && llvm::any_of(perAxis.getZeroPoints(), [](int64_t zero) { return zero != 0; }))
    return unsupported(formatv("found {0} filter with a zero point that is not 0",
                               isUnsignedStorage(filter) ? "uint8" : "int8"),
                       "quantize filters symmetrically");
  return std::nullopt;
}

/// Sums of 16-bit inputs have 64 bits, unless the bias has 32. TFLite scales them in one step with
/// fewer shifts to the left.
static Verdict checkFactors(const ConvolutionTypes &types, bool isFullyConnected) {
  Type input = types.input.getElementType();
  if (!isQuantized(input))
    return std::nullopt;
  bool is32Bit = getStorageBytes(input) == 1 ||
                 (types.bias && getStorageBytes(types.bias.getElementType()) == 4);
  for (double factor : getConvolutionFactors(input, types.filter.getElementType(),
                                             types.output.getElementType(), isFullyConnected))
    if (Verdict verdict = checkFactor(factor, is32Bit ? 30 : 14))
      return verdict;
  return std::nullopt;
}

/// What all ops here demand of element types and scales.
static Verdict checkArithmetic(const ConvolutionTypes &types, int64_t axis, Activation activation,
                               bool isFullyConnected = false) {
  if (Verdict verdict = checkElements(types, axis))
    return verdict;
  if (Verdict verdict = checkActivation(activation, types.output))
    return verdict;
  return checkFactors(types, isFullyConnected);
}

static Verdict checkBias(const ConvolutionTypes &types, int64_t outputs) {
  return types.bias ? checkShape("bias", types.bias, {outputs}) : std::nullopt;
}

static Verdict checkSteps(StringRef what, Shape numbers) {
  if (numbers.size() != 2)
    return malformed(formatv("found {0} {1}s, expected 2", numbers.size(), what));
  for (int64_t number : numbers)
    if (Verdict verdict = checkPositive(what, number))
      return verdict;
  return std::nullopt;
}

/// Positions are counted in 32 bits.
static Verdict checkExtent(StringRef what, int64_t extent) {
  if (extent <= INT32_MAX)
    return std::nullopt;
  return unsupported(formatv("found {0} of {1} pixels, expected less than 2^31", what, extent),
                     "make strides and dilations smaller");
}

static Verdict checkWindow(const ConvolutionTypes &types, const ConvolutionWindow &window) {
  if (Verdict verdict = checkSteps("stride", window.strides))
    return verdict;
  if (Verdict verdict = checkSteps("dilation", window.dilations))
    return verdict;
  for (unsigned d = 0; d < 2; ++d) {
    int64_t filter = types.filter.getDimSize(d + 1), input = types.input.getDimSize(d + 1);
    if (Verdict verdict = checkExtent("a dilated filter", window.dilations[d] * (filter - 1) + 1))
      return verdict;
    if (window.padding.size() == 4)
      if (Verdict verdict = checkExtent("a padded input",
                                        input + window.padding[2 * d] + window.padding[2 * d + 1]))
        return verdict;
  }
  return checkNumbers("paddings", window.padding, 4, 0);
}

static Verdict checkOutputShape(const ConvolutionTypes &types, const ConvolutionWindow &window,
                                int64_t outputs) {
  Shape input = types.input.getShape(), filter = types.filter.getShape();
  SmallVector<int64_t> expected = {input[0], 0, 0, outputs};
  for (unsigned d = 0; d < 2; ++d) {
    int64_t extent = window.dilations[d] * (filter[d + 1] - 1) + 1;
    int64_t padded = input[d + 1] + window.padding[2 * d] + window.padding[2 * d + 1];
    expected[d + 1] = countPositions(padded, extent, window.strides[d]);
    if (expected[d + 1] == 0)
      return malformed(formatv("found filter of shape {0} that does not fit into input {1}",
                               describeShape(filter), describeShape(input)));
  }
  return checkShape("result", types.output, expected);
}

Verdict effc::checkConv2D(const ConvolutionTypes &types, const ConvolutionWindow &window,
                          Activation activation) {
  // C1
  if (Verdict verdict = checkWindow(types, window))
    return verdict;
  // C2
  int64_t channels = types.input.getDimSize(3), depth = types.filter.getDimSize(3);
  int64_t outputs = types.filter.getDimSize(0);
  if (channels % depth != 0 || outputs % (channels / depth) != 0)
    return malformed(formatv("found {0} input channels with filter of shape {1}, expected a "
                             "multiple of the filter's depth and as many equal groups of filters",
                             channels, describeShape(types.filter.getShape())));
  // C3
  if (Verdict verdict = checkOutputShape(types, window, outputs))
    return verdict;
  // C4
  if (Verdict verdict = checkBias(types, outputs))
    return verdict;
  // C5, C6
  return checkArithmetic(types, 0, activation);
}

Verdict effc::checkDepthwiseConv2D(const ConvolutionTypes &types, const ConvolutionWindow &window,
                                   Activation activation) {
  // C1
  if (Verdict verdict = checkWindow(types, window))
    return verdict;
  // C2
  int64_t channels = types.input.getDimSize(3), outputs = types.filter.getDimSize(3);
  if (types.filter.getDimSize(0) != 1 || outputs % channels != 0)
    return malformed(formatv("found filter of shape {0} for {1} input channels, expected 1 and a "
                             "multiple of the channels at the ends",
                             describeShape(types.filter.getShape()), channels));
  // C3
  if (Verdict verdict = checkOutputShape(types, window, outputs))
    return verdict;
  // C4
  if (Verdict verdict = checkBias(types, outputs))
    return verdict;
  // C5, C6
  return checkArithmetic(types, 3, activation);
}

Verdict effc::checkTransposeConv2D(const ConvolutionTypes &types, Shape strides, Shape padding,
                                   Activation activation) {
  // C1
  if (Verdict verdict = checkSteps("stride", strides))
    return verdict;
  for (unsigned d = 1; d < 3; ++d)
    if (Verdict verdict =
            checkExtent("an uncut result", (types.input.getDimSize(d) - 1) * strides[d - 1] +
                                               types.filter.getDimSize(d)))
      return verdict;
  if (Verdict verdict = checkNumbers("paddings", padding, 2, 0))
    return verdict;
  // C2
  Shape input = types.input.getShape(), filter = types.filter.getShape();
  Shape output = types.output.getShape();
  if (filter[3] != input[3])
    return malformed(formatv("found filter of shape {0} for {1} input channels",
                             describeShape(filter), input[3]));
  if (filter[0] != output[3] || input[0] != output[0])
    return malformed(formatv("found result of shape {0}, expected batch {1} and {2} channels",
                             describeShape(output), input[0], filter[0]));
  // C3
  if (Verdict verdict = checkBias(types, filter[0]))
    return verdict;
  // C4, C5
  return checkArithmetic(types, 0, activation);
}

Verdict effc::checkFullyConnected(const ConvolutionTypes &types, Activation activation) {
  // C1
  Shape filter = types.filter.getShape(), output = types.output.getShape();
  if (filter.size() != 2)
    return malformed(
        formatv("found filter of shape {0}, expected 2 dimensions", describeShape(filter)));
  int64_t elements = types.input.getNumElements();
  if (elements % filter[1] != 0)
    return malformed(formatv("found input of shape {0} for filter of shape {1}",
                             describeShape(types.input.getShape()), describeShape(filter)));
  // C2
  int64_t rows = elements / filter[1];
  if (output.empty() || output.back() != filter[0] ||
      types.output.getNumElements() != rows * filter[0])
    return malformed(formatv("found result of shape {0}, expected {1}x{2}", describeShape(output),
                             rows, filter[0]));
  // C3
  if (Verdict verdict = checkBias(types, filter[0]))
    return verdict;
  // C4, C5
  return checkArithmetic(types, 0, activation, /*isFullyConnected=*/true);
}
