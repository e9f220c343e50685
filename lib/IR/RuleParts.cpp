//===- RuleParts.cpp - Parts that rules share -----------------------------===//
#include "RuleParts.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;
using namespace effc;
using llvm::formatv;

static constexpr const char *kCalibrateRemedy =
    "TFLite's kernels define no result for such scales: calibrate the model again";

Violation effc::malformed(const Twine &message) {
  return {Violation::Kind::Malformed, message.str(),
          "no converter writes this: the file may be damaged, convert the model again"};
}

Violation effc::unsupported(const Twine &message, const Twine &remedy) {
  return {Violation::Kind::Unsupported, message.str(), remedy.str()};
}

std::string effc::describeShape(Shape shape) {
  if (shape.empty())
    return "scalar";
  std::string text;
  for (int64_t size : shape)
    text += (text.empty() ? "" : "x") + llvm::itostr(size);
  return text;
}

std::string effc::describeElement(Type element) {
  Type storage = getStorageType(element);
  unsigned bits = storage.getIntOrFloatBitWidth();
  std::string text = isa<FloatType>(storage)      ? "float"
                     : isUnsignedStorage(element) ? "uint"
                                                  : "int";
  text = storage.isInteger(1) ? "bool" : text + llvm::utostr(bits);
  if (isPerAxisQuantized(element))
    return formatv("{0}[{1} scales]", text,
                   cast<quant::UniformQuantizedPerAxisType>(element).getScales().size());
  if (isQuantized(element))
    return formatv("{0}[scale {1:e}, zero point {2}]", text, getScale(element),
                   getZeroPoint(element));
  return text;
}

bool effc::isNarrow(Type element) {
  return isPerTensor(element) && getStorageType(element).getIntOrFloatBitWidth() % 8 == 0 &&
         getStorageBytes(element) <= 2;
}

bool effc::isActivation(Type element) {
  return isNarrow(element) && (getStorageBytes(element) == 1 ||
                               (!isUnsignedStorage(element) && getZeroPoint(element) == 0));
}

bool effc::isSameStorage(Type a, Type b) {
  return getStorageType(a) == getStorageType(b) && isUnsignedStorage(a) == isUnsignedStorage(b);
}

Violation effc::wrongElements(ArrayRef<RankedTensorType> operands, RankedTensorType output,
                              StringRef expected) {
  std::string message;
  llvm::raw_string_ostream stream(message);
  stream << "found elements ";
  for (RankedTensorType operand : operands)
    stream << operand.getElementType() << ", ";
  stream << "result " << output.getElementType() << "; expected " << expected;
  return unsupported(message, "effc supported-ops lists the types of each operator: convert the "
                              "model to one of them");
}

Verdict effc::checkShape(StringRef what, RankedTensorType found, Shape expected) {
  if (found.getShape() == expected)
    return std::nullopt;
  return malformed(formatv("found {0} of shape {1}, expected {2}", what,
                           describeShape(found.getShape()), describeShape(expected)));
}

Verdict effc::checkSameElement(RankedTensorType input, RankedTensorType output) {
  Type from = input.getElementType(), to = output.getElementType();
  if (isPerAxisQuantized(from) || isPerAxisQuantized(to))
    return unsupported("found per-axis quantization, expected it only on weights",
                       "quantize activations per tensor");
  if (from == to)
    return std::nullopt;
  return unsupported(formatv("found result elements {0}, expected {1}", describeElement(to),
                             describeElement(from)),
                     "the operator does not convert elements");
}

Verdict effc::checkNumbers(StringRef name, Shape array, size_t rank, int64_t min) {
  if (array.size() != rank)
    return malformed(formatv("found {0} numbers in {1}, expected {2}", array.size(), name, rank));
  for (int64_t value : array)
    if (value < min || value > INT32_MAX)
      return malformed(
          formatv("found {0} among {1}, expected {2} to {3}", value, name, min, INT32_MAX));
  return std::nullopt;
}

Verdict effc::checkPositive(StringRef what, int64_t number) {
  if (number > 0 && number <= INT32_MAX)
    return std::nullopt;
  return malformed(formatv("found {0} {1}, expected a positive number", what, number));
}

Verdict effc::checkAxis(int64_t axis, RankedTensorType tensor) {
  if (axis >= 0 && axis < tensor.getRank())
    return std::nullopt;
  return malformed(
      formatv("found axis {0} of a tensor with {1} dimensions", axis, tensor.getRank()));
}

int64_t effc::countPositions(int64_t size, int64_t extent, int64_t stride) {
  return size < extent ? 0 : (size - extent) / stride + 1;
}

Verdict effc::checkSymmetric(StringRef what, RankedTensorType tensor) {
  Type element = tensor.getElementType();
  if (!isQuantized(element) || getStorageBytes(element) != 2 || isActivation(element))
    return std::nullopt;
  return unsupported(
      formatv("found {0} of {1}, expected zero point 0", what, describeElement(element)),
      "quantize the tensor symmetrically");
}

Verdict effc::checkFactor(double factor, int largestShift) {
  // The multiplier has 31 bits; rounding it may take one bit more.
  if (std::round(std::ldexp(factor, 31 - largestShift)) < 0x1p31)
    return std::nullopt;
  return unsupported(
      formatv("found scales that rescale by {0:e}, expected less than 2^{1}", factor, largestShift),
      kCalibrateRemedy);
}

Verdict effc::checkActivation(Activation activation, RankedTensorType output) {
  Type element = output.getElementType();
  if (!isQuantized(element))
    return std::nullopt;
  SmallVector<float, 2> bounds;
  if (activation == Activation::Relu || activation == Activation::Relu6)
    bounds.push_back(0);
  if (activation == Activation::Relu6)
    bounds.push_back(6);
  if (activation == Activation::ReluN1To1)
    bounds = {-1, 1};
  for (float bound : bounds) {
    float quotient = std::round(bound / static_cast<float>(getScale(element)));
    if (!(std::abs(quotient) < 0x1p31f) ||
        !llvm::isInt<32>(getZeroPoint(element) + static_cast<int64_t>(quotient)))
      return unsupported(formatv("found {0} of {1}, where {2} is no 32-bit integer",
                                 stringifyActivation(activation), describeElement(element), bound),
                         kCalibrateRemedy);
  }
  return std::nullopt;
}

Verdict effc::checkResultParameters(RankedTensorType output, double scale, int64_t zeroPoint) {
  Type element = output.getElementType();
  if (std::abs(getScale(element) - scale) <= scale / 1000 && getZeroPoint(element) == zeroPoint)
    return std::nullopt;
  return unsupported(formatv("found result of {0}, expected scale {1:e} and zero point {2}",
                             describeElement(element), scale, zeroPoint),
                     "the operator is defined for these parameters only: quantize the model with "
                     "the TensorFlow Lite converter");
}
