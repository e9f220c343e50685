//===- ClampRange.cpp - Intervals that values are clamped to --------------===//
#include "ClampRange.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cstring>
#include <limits>

using namespace mlir;
using namespace effc;

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

ClampRange effc::intersect(ClampRange first, ClampRange second) {
  return {std::max(first.min, second.min), std::min(first.max, second.max)};
}

bool effc::hasClampRange(Type elementType) {
  return elementType.isF32() || isa<quant::UniformQuantizedType>(elementType);
}

ClampRange effc::getActivationClamp(Activation activation, Type elementType) {
  if (!elementType.isF32()) {
    IntegerRange range = getActivationRange(activation, elementType);
    return {double(range.min), double(range.max)};
  }
  switch (activation) {
  case Activation::Relu:
    return {0, kInfinity};
  case Activation::ReluN1To1:
    return {-1, 1};
  case Activation::Relu6:
    return {0, 6};
  case Activation::None:
    break;
  }
  return {-kInfinity, kInfinity};
}

std::optional<Activation> effc::findActivation(ClampRange range, Type elementType) {
  for (Activation activation :
       {Activation::None, Activation::Relu, Activation::Relu6, Activation::ReluN1To1})
    if (getActivationClamp(activation, elementType) == range)
      return activation;
  return std::nullopt;
}

std::optional<Activation> effc::getActivation(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<Activation>>(op)
      .Case<Conv2DOp, DepthwiseConv2DOp, TransposeConv2DOp, FullyConnectedOp, AddOp, SubOp, MulOp,
            AveragePool2DOp, MaxPool2DOp>([](auto op) { return op.getActivation(); })
      .Default([](Operation *) { return std::nullopt; });
}

std::optional<Activation> effc::getReluActivation(Operation *op) {
  if (isa<ReluOp>(op))
    return Activation::Relu;
  if (isa<Relu6Op>(op))
    return Activation::Relu6;
  if (isa<ReluN1To1Op>(op))
    return Activation::ReluN1To1;
  return std::nullopt;
}

ClampRange effc::getKnownRange(Value value) {
  Type elementType = cast<ShapedType>(value.getType()).getElementType();
  ClampRange all = getActivationClamp(Activation::None, elementType);
  // These ops pick among the elements of their input.
  while (isa_and_nonnull<ReshapeOp, TransposeOp, SliceOp, TileOp, MaxPool2DOp>(
      value.getDefiningOp())) {
    // The maximum of nothing but NaN is none of its input's elements.
    if (auto pool = value.getDefiningOp<MaxPool2DOp>();
        pool && (pool.getActivation() != Activation::None || elementType.isF32()))
      break;
    value = value.getDefiningOp()->getOperand(0);
  }
  Operation *op = value.getDefiningOp();
  if (!op)
    return all;
  if (std::optional<Activation> activation = getActivation(op))
    return getActivationClamp(*activation, elementType);
  if (std::optional<Activation> activation = getReluActivation(op))
    return getActivationClamp(*activation, elementType);
  return all;
}

std::optional<double> effc::getSplatElement(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  Type elementType = cast<ShapedType>(value.getType()).getElementType();
  if (!constant || !hasClampRange(elementType))
    return std::nullopt;
  std::vector<char> bytes = getConstantBytes(constant.getValue());
  size_t width = getStorageBytes(elementType);
  if (bytes.empty())
    return std::nullopt;
  // Equal elements: the bytes are equal to themselves, one element further.
  if (std::memcmp(bytes.data(), bytes.data() + width, bytes.size() - width) != 0)
    return std::nullopt;
  if (elementType.isF32()) {
    float element;
    std::memcpy(&element, bytes.data(), sizeof(element));
    return element;
  }
  uint64_t bits = 0;
  std::memcpy(&bits, bytes.data(), width);
  APInt stored(8 * width, bits);
  return isUnsignedStorage(elementType) ? double(stored.getZExtValue())
                                        : double(stored.getSExtValue());
}
