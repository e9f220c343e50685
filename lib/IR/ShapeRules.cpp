//===- ShapeRules.cpp - Rules of ShapeOps ---------------------------------===//
#include "RuleParts.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace effc;
using llvm::formatv;

Verdict effc::checkReshape(RankedTensorType input, RankedTensorType output) {
  // C1
  if (output.getNumElements() != input.getNumElements())
    return malformed(formatv("found result of shape {0}, expected the {1} elements of the input",
                             describeShape(output.getShape()), input.getNumElements()));
  // C2
  return checkSameElement(input, output);
}

Verdict effc::checkTranspose(RankedTensorType input, RankedTensorType output, Shape permutation) {
  // C1
  if (int64_t(permutation.size()) != input.getRank())
    return malformed(formatv("found {0} numbers in permutation, expected {1}", permutation.size(),
                             input.getRank()));
  SmallVector<bool> isSeen(permutation.size(), false);
  SmallVector<int64_t> expected;
  for (int64_t d : permutation) {
    if (Verdict verdict = checkAxis(d, input))
      return verdict;
    if (isSeen[d])
      return malformed(formatv("found dimension {0} twice in the permutation", d));
    isSeen[d] = true;
    expected.push_back(input.getDimSize(d));
  }
  // C2
  if (Verdict verdict = checkShape("result", output, expected))
    return verdict;
  // C3
  return checkSameElement(input, output);
}

Verdict effc::checkSlice(RankedTensorType input, RankedTensorType output, Shape offsets,
                         Shape strides) {
  // C1
  size_t rank = input.getRank();
  if (output.getRank() != input.getRank())
    return malformed(formatv("found result of shape {0}, expected {1} dimensions",
                             describeShape(output.getShape()), rank));
  if (Verdict verdict = checkNumbers("offsets", offsets, rank, 0))
    return verdict;
  if (Verdict verdict = checkNumbers("strides", strides, rank, -INT32_MAX))
    return verdict;
  if (llvm::is_contained(strides, 0))
    return malformed("found a stride of 0");
  // C2
  for (size_t d = 0; d < rank; ++d) {
    int64_t first = offsets[d], last = first + (output.getDimSize(d) - 1) * strides[d];
    if (first >= input.getDimSize(d) || last < 0 || last >= input.getDimSize(d))
      return malformed(formatv("found elements {0} to {1} of dimension {2}, which has {3}", first,
                               last, d, input.getDimSize(d)));
  }
  // C3
  return checkSameElement(input, output);
}

Verdict effc::checkConcat(ArrayRef<RankedTensorType> inputs, RankedTensorType output,
                          int64_t axis) {
  // C1
  if (inputs.empty())
    return malformed("found no input");
  if (Verdict verdict = checkAxis(axis, output))
    return verdict;
  // C2
  SmallVector<int64_t> sum(output.getShape());
  sum[axis] = 0;
  for (RankedTensorType input : inputs) {
    SmallVector<int64_t> expected(output.getShape());
    if (input.getRank() == output.getRank())
      expected[axis] = input.getDimSize(axis);
    if (Verdict verdict = checkShape("operand", input, expected))
      return verdict;
    sum[axis] += input.getDimSize(axis);
  }
  if (Verdict verdict = checkShape("result", output, sum))
    return verdict;
  // C3
  for (RankedTensorType input : inputs)
    if (Verdict verdict = checkSameElement(input, output))
      return verdict;
  return std::nullopt;
}

Verdict effc::checkPad(RankedTensorType input, RankedTensorType output, Shape low, Shape high) {
  // C1
  SmallVector<int64_t> expected(input.getShape());
  if (Verdict verdict = checkNumbers("low paddings", low, expected.size(), 0))
    return verdict;
  if (Verdict verdict = checkNumbers("high paddings", high, expected.size(), 0))
    return verdict;
  // C2
  for (auto [d, size] : llvm::enumerate(expected))
    size += low[d] + high[d];
  if (Verdict verdict = checkShape("result", output, expected))
    return verdict;
  // C3
  return checkSameElement(input, output);
}

Verdict effc::checkTile(RankedTensorType input, RankedTensorType output, Shape multiples) {
  // C1
  SmallVector<int64_t> expected(input.getShape());
  if (Verdict verdict = checkNumbers("multiples", multiples, expected.size(), 1))
    return verdict;
  // C2
  for (auto [size, multiple] : llvm::zip_equal(expected, multiples))
    size *= multiple;
  if (Verdict verdict = checkShape("result", output, expected))
    return verdict;
  // C3
  return checkSameElement(input, output);
}

static Verdict checkResize(RankedTensorType input, RankedTensorType output) {
  // C1
  if (Verdict verdict = checkShape(
          "result", output,
          {input.getDimSize(0), output.getDimSize(1), output.getDimSize(2), input.getDimSize(3)}))
    return verdict;
  // C2
  return checkSameElement(input, output);
}

Verdict effc::checkResizeBilinear(RankedTensorType input, RankedTensorType output,
                                  bool alignCorners, bool halfPixelCenters) {
  if (Verdict verdict = checkResize(input, output))
    return verdict;
  // C3: as TFLite does; its other resize kernel takes both.
  if (alignCorners && halfPixelCenters)
    return unsupported("found both align_corners and half_pixel_centers",
                       "choose one of the two when the model is built");
  // C4
  Type element = input.getElementType();
  if (!element.isF32() && !isNarrow(element))
    return wrongElements(input, output, "f32, or quantized per tensor with 8 or 16 bits");
  // C5: positions are 32-bit numbers of 1/1024 pixels.
  for (unsigned d = 1; d < 3 && isQuantized(element); ++d)
    if (1024 * input.getDimSize(d) + output.getDimSize(d) + 1024 > INT32_MAX)
      return unsupported(formatv("found images of {0} and {1} pixels in a row or column, expected "
                                 "less than 2^21",
                                 input.getDimSize(d), output.getDimSize(d)),
                         "resize in float");
  return std::nullopt;
}

Verdict effc::checkResizeNearest(RankedTensorType input, RankedTensorType output) {
  return checkResize(input, output);
}
