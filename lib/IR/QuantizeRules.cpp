//===- QuantizeRules.cpp - Rules of QuantizeOps ---------------------------===//
#include "RuleParts.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace effc;
using llvm::formatv;

/// Stored in 8, 16, 32 or 64 bits.
static bool isWholeBytes(Type element) {
  unsigned bits = getStorageType(element).getIntOrFloatBitWidth();
  return bits >= 8 && llvm::isPowerOf2_32(bits);
}

static unsigned getScaleCount(Type element) {
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element);
  return perAxis ? perAxis.getScales().size() : 1;
}

Verdict effc::checkQuantize(RankedTensorType input, RankedTensorType output) {
  // C1
  if (Verdict verdict = checkShape("result", output, input.getShape()))
    return verdict;
  // C2
  Type element = output.getElementType();
  if (!input.getElementType().isF32() || !isQuantized(element) || !isWholeBytes(element) ||
      getStorageBytes(element) > 2)
    return wrongElements(input, output, "f32 to quantized with 8 or 16 bits");
  // C3
  for (unsigned i = 0; i < getScaleCount(element); ++i)
    if (getScale(element, i) == 0)
      return unsupported(
          formatv("found result of {0}, expected no scale of 0", describeElement(element)),
          "calibrate the model again");
  return std::nullopt;
}

Verdict effc::checkRequantize(RankedTensorType input, RankedTensorType output) {
  // C1
  if (Verdict verdict = checkShape("result", output, input.getShape()))
    return verdict;
  // C2
  Type in = input.getElementType(), out = output.getElementType();
  if (isPerAxisQuantized(in) || isPerAxisQuantized(out))
    return unsupported("found a result with a scale per channel, expected one scale",
                       "quantize activations per tensor");
  auto isFitting = [](Type element) {
    return isQuantized(element) && isWholeBytes(element) && getStorageBytes(element) <= 4;
  };
  if (!isFitting(in) || !isFitting(out))
    return wrongElements(input, output,
                         "quantized per tensor to quantized per tensor, of 8, 16 or 32 bits");
  // C3
  return checkFactor(getScale(in) / getScale(out));
}

Verdict effc::checkDequantize(RankedTensorType input, RankedTensorType output) {
  // C1
  if (Verdict verdict = checkShape("result", output, input.getShape()))
    return verdict;
  // C2
  Type in = input.getElementType();
  bool isInput =
      in.isF16() || (isQuantized(in) && isWholeBytes(in) && getStorageBytes(in) <= 4);
  if (!isInput || !output.getElementType().isF32())
    return wrongElements(input, output, "quantized or f16 to f32");
  return std::nullopt;
}

static bool isCastable(Type element) {
  Type storage = getStorageType(element);
  if (!storage.isInteger())
    return storage.isF32();
  return storage.isInteger(1) ||
         (isWholeBytes(element) && !(isUnsignedStorage(element) && getStorageBytes(element) > 2));
}

Verdict effc::checkCast(RankedTensorType input, RankedTensorType output) {
  // C1
  if (Verdict verdict = checkShape("result", output, input.getShape()))
    return verdict;
  // C2
  if (!isCastable(input.getElementType()) || !isCastable(output.getElementType()))
    return wrongElements(input, output, "f32, bool or integers of 8 to 64 bits");
  return std::nullopt;
}
