//===- Quantization.cpp - Storage types and parameters --------------------===//
#include "effc/IR/Quantization.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlir;
using namespace effc;
using mlir::quant::QuantizedType;
using mlir::quant::UniformQuantizedPerAxisType;
using mlir::quant::UniformQuantizedType;

Type effc::getStorageType(Type elementType) {
  if (auto quantized = dyn_cast<QuantizedType>(elementType))
    elementType = quantized.getStorageType();
  if (auto integer = dyn_cast<IntegerType>(elementType))
    return IntegerType::get(integer.getContext(), integer.getWidth());
  return elementType;
}

bool effc::isUnsignedStorage(Type elementType) {
  if (auto quantized = dyn_cast<QuantizedType>(elementType))
    return !quantized.isSigned();
  return elementType.isUnsignedInteger();
}

RankedTensorType effc::getStorageTensorType(TensorType type) {
  return RankedTensorType::get(type.getShape(), getStorageType(type.getElementType()));
}

unsigned effc::getStorageBytes(Type elementType) {
  return (getStorageType(elementType).getIntOrFloatBitWidth() + 7) / 8;
}

int64_t effc::getTensorBytes(ShapedType type) {
  return type.getNumElements() * getStorageBytes(type.getElementType());
}

IntegerRange effc::getStorageRange(Type elementType) {
  if (auto quantized = dyn_cast<QuantizedType>(elementType))
    return {quantized.getStorageTypeMin(), quantized.getStorageTypeMax()};
  unsigned bits = elementType.getIntOrFloatBitWidth();
  if (isUnsignedStorage(elementType))
    return {0, int64_t((uint64_t(1) << bits) - 1)};
  return {-(int64_t(1) << (bits - 1)), int64_t((uint64_t(1) << (bits - 1)) - 1)};
}

bool effc::isQuantized(Type elementType) {
  return isa<UniformQuantizedType, UniformQuantizedPerAxisType>(elementType);
}

bool effc::isPerAxisQuantized(Type elementType) {
  return isa<UniformQuantizedPerAxisType>(elementType);
}

/// Stands for a scale of zero.
static constexpr double kZeroScale = std::numeric_limits<double>::denorm_min();

QuantizedType effc::getQuantizedType(MLIRContext *context, unsigned bits, bool isSigned,
                                     ArrayRef<float> scales, ArrayRef<int64_t> zeroPoints,
                                     int64_t axis) {
  unsigned flags = isSigned ? quant::QuantizationFlags::Signed : 0;
  Type storage = IntegerType::get(context, bits);
  int64_t min = QuantizedType::getDefaultMinimumForInteger(isSigned, bits);
  int64_t max = QuantizedType::getDefaultMaximumForInteger(isSigned, bits);
  SmallVector<double> doubles(scales);
  for (double &scale : doubles)
    scale = scale == 0 ? kZeroScale : scale;
  Type expressed = Float32Type::get(context);
  if (llvm::is_contained(doubles, kZeroScale))
    expressed = Float64Type::get(context);
  if (doubles.size() == 1)
    return UniformQuantizedType::get(flags, storage, expressed, doubles[0], zeroPoints[0], min,
                                     max);
  return UniformQuantizedPerAxisType::get(flags, storage, expressed, doubles, zeroPoints, axis, min,
                                          max);
}

double effc::getScale(Type quantizedType, unsigned channel) {
  auto perAxis = dyn_cast<UniformQuantizedPerAxisType>(quantizedType);
  double scale =
      perAxis ? perAxis.getScales()[channel] : cast<UniformQuantizedType>(quantizedType).getScale();
  return scale == kZeroScale ? 0 : scale;
}

int64_t effc::getZeroPoint(Type quantizedType, unsigned channel) {
  if (auto perAxis = dyn_cast<UniformQuantizedPerAxisType>(quantizedType))
    return perAxis.getZeroPoints()[channel];
  return cast<UniformQuantizedType>(quantizedType).getZeroPoint();
}

std::optional<int> effc::getPowerOfTwo(double scale) {
  float exponent = std::log(static_cast<float>(scale)) * (1.0f / std::log(2.0f));
  float rounded = std::round(exponent);
  // Not so of the infinite logarithm of zero.
  if (!(std::abs(exponent - rounded) < 1e-3f))
    return std::nullopt;
  return static_cast<int>(rounded);
}

SmallVector<double> effc::getConvolutionFactors(Type input, Type filter, Type output,
                                                bool isFullyConnected) {
  auto perAxis = dyn_cast<UniformQuantizedPerAxisType>(filter);
  size_t count = perAxis ? perAxis.getScales().size() : 1;
  bool isRounded = !perAxis && (isFullyConnected || isUnsignedStorage(input));
  SmallVector<double> factors;
  for (size_t channel = 0; channel < count; ++channel) {
    double product = getScale(input) * getScale(filter, channel);
    if (isRounded)
      product = static_cast<float>(product);
    factors.push_back(product / getScale(output));
  }
  return factors;
}

IntegerRange effc::getActivationRange(Activation activation, Type quantizedType) {
  IntegerRange range = getStorageRange(quantizedType);
  float scale = getScale(quantizedType);
  int64_t zeroPoint = getZeroPoint(quantizedType);
  // TFLite quantizes the bounds in float, halves away from zero.
  auto quantize = [&](float bound) {
    float quotient = std::round(bound / scale);
    return zeroPoint + static_cast<int64_t>(std::clamp(quotient, -0x1p31f, 0x1p31f));
  };
  switch (activation) {
  case Activation::None:
    break;
  case Activation::Relu:
    range.min = std::max(range.min, quantize(0));
    break;
  case Activation::ReluN1To1:
    range = {std::max(range.min, quantize(-1)), std::min(range.max, quantize(1))};
    break;
  case Activation::Relu6:
    range = {std::max(range.min, quantize(0)), std::min(range.max, quantize(6))};
    break;
  }
  return range;
}

QuantizedMultiplier effc::quantizeMultiplier(double real) {
  if (real == 0)
    return {0, 0};
  if (!std::isfinite(real))
    return {INT32_MAX, 30};
  int shift;
  int64_t fixed = std::llround(std::frexp(real, &shift) * (int64_t(1) << 31));
  if (fixed == int64_t(1) << 31) {
    fixed /= 2;
    ++shift;
  }
  if (shift < -31)
    return {0, 0};
  if (shift > 30)
    return {INT32_MAX, 30};
  return {static_cast<int32_t>(fixed), shift};
}
