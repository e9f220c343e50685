//===- PoolRules.cpp - Rules of PoolOps -----------------------------------===//
#include "RuleParts.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;
using namespace effc;
using llvm::formatv;

static Verdict checkPool(RankedTensorType input, RankedTensorType output, const PoolWindow &window,
                         Activation activation) {
  // C1
  if (window.size.size() != 2 || window.strides.size() != 2)
    return malformed(formatv("found {0} window sizes and {1} strides, expected 2",
                             window.size.size(), window.strides.size()));
  for (unsigned d = 0; d < 2; ++d) {
    if (Verdict verdict = checkPositive(d ? "window width" : "window height", window.size[d]))
      return verdict;
    if (Verdict verdict = checkPositive("stride", window.strides[d]))
      return verdict;
  }
  if (Verdict verdict = checkNumbers("paddings", window.padding, 4, 0))
    return verdict;
  for (unsigned i = 0; i < 4; ++i)
    if (window.padding[i] >= window.size[i / 2])
      return malformed(formatv("found a padding of {0}, expected less than the window's {1}",
                               window.padding[i], window.size[i / 2]));
  // C2
  SmallVector<int64_t> expected(input.getShape());
  for (unsigned d = 0; d < 2; ++d) {
    int64_t padded = input.getDimSize(d + 1) + window.padding[2 * d] + window.padding[2 * d + 1];
    expected[d + 1] = countPositions(padded, window.size[d], window.strides[d]);
    if (expected[d + 1] == 0)
      return malformed(formatv("found a window of {0}x{1} that does not fit into input {2}",
                               window.size[0], window.size[1], describeShape(input.getShape())));
  }
  if (Verdict verdict = checkShape("result", output, expected))
    return verdict;
  // C3
  if (Verdict verdict = checkSameElement(input, output))
    return verdict;
  // C4
  Type element = input.getElementType();
  if (!element.isF32() && !isNarrow(element))
    return wrongElements(input, output,
                         "f32, or quantized per tensor with 8 bits, or with 16 and "
                         "zero point 0");
  if (Verdict verdict = checkSymmetric("int16 input", input))
    return verdict;
  // C5
  return checkActivation(activation, output);
}

Verdict effc::checkMaxPool2D(RankedTensorType input, RankedTensorType output,
                             const PoolWindow &window, Activation activation) {
  return checkPool(input, output, window, activation);
}

Verdict effc::checkAveragePool2D(RankedTensorType input, RankedTensorType output,
                                 const PoolWindow &window, Activation activation) {
  if (Verdict verdict = checkPool(input, output, window, activation))
    return verdict;
  // C6: sums, and half of the count that rounds them, have 32 bits.
  Type element = input.getElementType();
  if (!isQuantized(element))
    return std::nullopt;
  IntegerRange range = getStorageRange(element);
  int64_t cells =
      std::min(window.size[0], input.getDimSize(1)) * std::min(window.size[1], input.getDimSize(2));
  if (cells * std::max(-range.min, range.max) + cells / 2 <= INT32_MAX)
    return std::nullopt;
  return unsupported(formatv("found a window of {0} pixels of {1}, whose sum exceeds 32 bits",
                             cells, describeElement(element)),
                     "pool in two steps");
}

Verdict effc::checkReduction(RankedTensorType input, RankedTensorType output, Shape axes,
                             bool keepDims) {
  // C1
  int64_t previous = -1;
  for (int64_t axis : axes) {
    if (Verdict verdict = checkAxis(axis, input))
      return verdict;
    if (axis <= previous)
      return malformed(formatv("found axis {0}, expected more than {1}", axis, previous));
    previous = axis;
  }
  // C2
  SmallVector<int64_t> expected;
  for (auto [d, size] : llvm::enumerate(input.getShape()))
    if (!llvm::is_contained(axes, int64_t(d)))
      expected.push_back(size);
    else if (keepDims)
      expected.push_back(1);
  if (Verdict verdict = checkShape("result", output, expected))
    return verdict;
  // C3
  Type in = input.getElementType(), out = output.getElementType();
  if (in == out && (in.isF32() || in.isSignlessInteger(32) || in.isSignlessInteger(64)))
    return std::nullopt;
  if (!isNarrow(in) || !isNarrow(out) || !isSameStorage(in, out))
    return wrongElements(input, output,
                         "f32, i32, i64, or quantized per tensor with equal storage "
                         "of 8 bits, or of 16 and zero point 0");
  if (Verdict verdict = checkSymmetric("int16 input", input))
    return verdict;
  if (Verdict verdict = checkSymmetric("int16 result", output))
    return verdict;
  // C4
  return checkFactor(getScale(in) / getScale(out));
}

/// TFLite's kernels compute the probabilities at one scale each.
static Verdict checkProbabilities(RankedTensorType input, RankedTensorType output) {
  Type in = input.getElementType(), out = output.getElementType();
  if (getStorageBytes(in) == 2)
    return checkResultParameters(output, 0x1p-15, 0);
  if (getStorageBytes(out) == 2)
    return checkResultParameters(output, 0x1p-16, -32768);
  return checkResultParameters(output, 0x1p-8, getStorageRange(out).min);
}

Verdict effc::checkSoftmax(RankedTensorType input, RankedTensorType output, float beta) {
  // C1
  if (input.getShape().empty())
    return malformed("found a scalar, expected at least 1 dimension");
  // C3
  if (!std::isfinite(beta) || beta <= 0)
    return malformed(formatv("found beta {0:e}, expected a positive number", beta));
  if (Verdict verdict = checkShape("result", output, input.getShape()))
    return verdict;
  // C2
  Type in = input.getElementType(), out = output.getElementType();
  if (in.isF32() && out.isF32())
    return std::nullopt;
  bool isWideResult = isNarrow(out) && getStorageBytes(out) == 2 && !isUnsignedStorage(out);
  if (!isNarrow(in) || !isNarrow(out) || (!isSameStorage(in, out) && !isWideResult))
    return wrongElements(input, output,
                         "both f32, or quantized per tensor, the result like the input or i16");
  if (Verdict verdict = checkSymmetric("int16 input", input))
    return verdict;
  // C4
  if (Verdict verdict = checkProbabilities(input, output))
    return verdict;
  // C5: 8-bit differences have 26 fraction bits, and TFLite only makes them larger. The sum of
  // 16-bit exponentials has 32 bits.
  double factor = double(beta) * getScale(in);
  if (getStorageBytes(in) == 2) {
    if (input.getShape().back() > 1 << 16)
      return unsupported(formatv("found int16 probabilities of {0} classes, expected at most 65536",
                                 input.getShape().back()),
                         "compute them in float");
    return checkFactor(factor / (10.0 / 65535.0));
  }
  if (factor * 0x1p26 > 1)
    return std::nullopt;
  return unsupported(formatv("found input of scale {0:e} and beta {1:e}, expected a product above "
                             "2^-26",
                             getScale(in), beta),
                     "TFLite's kernels define no result for such scales: calibrate the model "
                     "again");
}

Verdict effc::checkArgMax(RankedTensorType input, RankedTensorType output, int64_t axis) {
  // C1
  if (Verdict verdict = checkAxis(axis, input))
    return verdict;
  // C2
  SmallVector<int64_t> expected(input.getShape());
  expected.erase(expected.begin() + axis);
  if (Verdict verdict = checkShape("result", output, expected))
    return verdict;
  // C3
  Type out = output.getElementType(), in = input.getElementType();
  if (!out.isSignlessInteger(32) && !out.isSignlessInteger(64))
    return wrongElements(input, output, "i32 or i64 as the result");
  // C4
  if (in.isF16() || isPerAxisQuantized(in))
    return wrongElements(input, output, "f32, integers, or quantized per tensor as the input");
  return std::nullopt;
}
