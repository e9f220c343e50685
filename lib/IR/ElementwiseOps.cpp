//===- ElementwiseOps.cpp - Verifiers of ElementwiseOps -------------------===//
#include "Checks.h"
#include <cmath>

using namespace mlir;
using namespace effc;

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

/// The shape that two operands broadcast to; none if they do not.
static std::optional<SmallVector<int64_t>> getBroadcastShape(Shape lhs, Shape rhs) {
  SmallVector<int64_t> shape(std::max(lhs.size(), rhs.size()), 1);
  for (Shape operand : {lhs, rhs})
    for (size_t d = 1; d <= operand.size(); ++d) {
      int64_t size = operand[operand.size() - d];
      int64_t &common = shape[shape.size() - d];
      if (common == 1)
        common = size;
      else if (size != 1 && size != common)
        return std::nullopt;
    }
  return shape;
}

static LogicalResult verifyBroadcast(Operation *op) {
  if (failed(checkTensors(op)))
    return failure();
  Shape lhs = getShape(op->getOperand(0)), rhs = getShape(op->getOperand(1));
  auto shape = getBroadcastShape(lhs, rhs);
  if (!shape)
    return op->emitOpError("found operands of types ")
           << op->getOperand(0).getType() << " and " << op->getOperand(1).getType()
           << ", expected shapes that broadcast";
  return checkShape(op, "result", op->getResult(0), *shape);
}

template <typename Op> static LogicalResult verifyArithmetic(Op op) {
  // C1
  if (failed(verifyBroadcast(op)))
    return failure();
  // C2
  Type lhs = getElement(op.getLhs()), rhs = getElement(op.getRhs());
  Type output = getElement(op.getOutput());
  bool isPlain = lhs == rhs && lhs == output &&
                 (lhs.isF32() || lhs.isSignlessInteger(16) || lhs.isSignlessInteger(32) ||
                  lhs.isSignlessInteger(64));
  bool isStored = isActivation(lhs) && isActivation(rhs) && isActivation(output) &&
                  isSameStorage(lhs, output) && isSameStorage(rhs, output);
  if (!isPlain && !isStored)
    return emitElementError(op, "all f32, all i16, all i32, all i64, or all quantized per tensor "
                                "with equal storage of 8 bits, or of 16 and zero point 0");
  return success();
}

static bool isPowerOfTwo(Type element) {
  double exponent = std::log2(getScale(element));
  return std::abs(exponent - std::round(exponent)) < 2e-3;
}

template <typename Op> static LogicalResult verifyAdditive(Op op) {
  if (failed(verifyArithmetic(op)))
    return failure();
  // C3
  if (!op.getPotScale())
    return success();
  Type lhs = getElement(op.getLhs()), rhs = getElement(op.getRhs());
  Type output = getElement(op.getOutput());
  bool isPowers = isQuantized(output) && getStorageBytes(output) == 2 && isPowerOfTwo(lhs) &&
                  isPowerOfTwo(rhs) && isPowerOfTwo(output);
  if (!isPowers || std::max(getScale(lhs), getScale(rhs)) > 1.01 * getScale(output))
    return emitElementError(op, "i16 and scales that are powers of two, the result's the largest, "
                                "for pot_scale");
  return success();
}

LogicalResult AddOp::verify() { return verifyAdditive(*this); }
LogicalResult SubOp::verify() { return verifyAdditive(*this); }
LogicalResult MulOp::verify() { return verifyArithmetic(*this); }

static LogicalResult verifyExtremum(Operation *op) {
  // C1
  if (failed(verifyBroadcast(op)))
    return failure();
  // C2
  if (failed(checkSameElement(op)))
    return failure();
  if (getElement(op->getOperand(1)) != getElement(op->getResult(0)) ||
      getElement(op->getResult(0)).isF16())
    return emitElementError(op, "equal types other than f16");
  return success();
}

LogicalResult MaximumOp::verify() { return verifyExtremum(*this); }
LogicalResult MinimumOp::verify() { return verifyExtremum(*this); }

LogicalResult PreluOp::verify() {
  // C1
  if (failed(checkSameShape(*this)) || failed(verifyBroadcast(*this)))
    return failure();
  // C2
  Type input = getElement(getInput()), alpha = getElement(getAlpha());
  Type output = getElement(getOutput());
  if (input.isF32() && alpha.isF32() && output.isF32())
    return success();
  bool isAlpha =
      isActivation(alpha) &&
      (isSameStorage(input, alpha) ||
       (getStorageBytes(input) == 2 && getStorageBytes(alpha) == 1 && !isUnsignedStorage(alpha)));
  if (!isActivation(input) || !isActivation(output) || !isSameStorage(input, output) || !isAlpha)
    return emitElementError(*this, "all f32, or all quantized per tensor with equal storage, or "
                                   "i16 with i8 slopes");
  return success();
}

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

static LogicalResult verifyUnary(Operation *op) {
  if (failed(checkTensors(op)))
    return failure();
  // C1
  if (failed(checkSameShape(op)))
    return failure();
  // C2
  Type input = getElement(op->getOperand(0)), output = getElement(op->getResult(0));
  if (input.isF32() && output.isF32())
    return success();
  if (!isActivation(input) || !isActivation(output) || !isSameStorage(input, output))
    return emitElementError(op, "f32, or quantized per tensor with equal storage of 8 bits, or of "
                                "16 and zero point 0");
  return success();
}

/// Functions that TFLite defines on 8 bits only.
static LogicalResult verifyNarrowUnary(Operation *op) {
  if (failed(verifyUnary(op)))
    return failure();
  // C3
  if (getStorageBytes(getElement(op->getResult(0))) == 2)
    return emitElementError(op, "f32 or 8-bit quantized");
  return success();
}

/// Functions whose result lies in a fixed interval of length 2^-`exponent`, in TFLite's
/// quantization of that interval.
static LogicalResult verifyBounded(Operation *op, int exponent, int64_t zeroPoint) {
  if (failed(verifyUnary(op)))
    return failure();
  // C3
  Type element = getElement(op->getResult(0));
  if (!isQuantized(element))
    return success();
  if (getStorageBytes(element) == 2)
    return checkResultParameters(op, std::ldexp(1.0, -15), 0);
  int64_t offset = isUnsignedStorage(element) ? 128 : 0;
  return checkResultParameters(op, std::ldexp(1.0, exponent), zeroPoint + offset);
}

LogicalResult ReluOp::verify() { return verifyUnary(*this); }
LogicalResult Relu6Op::verify() { return verifyUnary(*this); }
LogicalResult ReluN1To1Op::verify() { return verifyUnary(*this); }
LogicalResult LeakyReluOp::verify() { return verifyUnary(*this); }
LogicalResult LogisticOp::verify() { return verifyBounded(*this, -8, -128); }
LogicalResult TanhOp::verify() { return verifyBounded(*this, -7, 0); }
LogicalResult EluOp::verify() { return verifyNarrowUnary(*this); }

LogicalResult HardSwishOp::verify() {
  if (failed(verifyNarrowUnary(*this)))
    return failure();
  // C4
  Type input = getElement(getInput()), output = getElement(getOutput());
  if (isQuantized(output) && getScale(input) >= 128 * getScale(output))
    return emitOpError("found an input scale of ")
           << getScale(input) << ", expected less than 128 times the result's " << getScale(output);
  return success();
}

LogicalResult LookupOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  if (failed(checkSameShape(*this)))
    return failure();
  // C2
  if (getStorageType(getElement(getInput())).getIntOrFloatBitWidth() != 8)
    return emitElementError(*this, "8-bit input");
  if (getShape(getTable()) != Shape{256} ||
      getStorageType(getElement(getTable())) != getStorageType(getElement(getOutput())))
    return emitOpError("found a table of type ")
           << getTable().getType() << ", expected 256 elements of the result's storage type";
  return success();
}

//===----------------------------------------------------------------------===//
// In-place interface
//===----------------------------------------------------------------------===//

/// True if every element of `result` comes from the same position of `operand` and takes as
/// many bytes.
static bool isSamePlace(Value operand, Value result) {
  auto from = cast<ShapedType>(operand.getType());
  auto to = cast<ShapedType>(result.getType());
  return from.getShape() == to.getShape() &&
         getStorageBytes(from.getElementType()) == getStorageBytes(to.getElementType());
}

#define EFFC_IN_PLACE(Op)                                                                          \
  bool Op::canOverwriteOperand(unsigned index) {                                                   \
    return isSamePlace(getOperation()->getOperand(index), getOutput());                            \
  }
EFFC_IN_PLACE(AddOp)
EFFC_IN_PLACE(SubOp)
EFFC_IN_PLACE(MulOp)
EFFC_IN_PLACE(MaximumOp)
EFFC_IN_PLACE(MinimumOp)
EFFC_IN_PLACE(PreluOp)
EFFC_IN_PLACE(ReluOp)
EFFC_IN_PLACE(Relu6Op)
EFFC_IN_PLACE(ReluN1To1Op)
EFFC_IN_PLACE(LogisticOp)
EFFC_IN_PLACE(TanhOp)
EFFC_IN_PLACE(EluOp)
EFFC_IN_PLACE(HardSwishOp)
EFFC_IN_PLACE(LeakyReluOp)
EFFC_IN_PLACE(LookupOp)
EFFC_IN_PLACE(SoftmaxOp)
EFFC_IN_PLACE(QuantizeOp)
EFFC_IN_PLACE(RequantizeOp)
EFFC_IN_PLACE(DequantizeOp)
EFFC_IN_PLACE(CastOp)
#undef EFFC_IN_PLACE
