//===- PoolOps.cpp - Verifiers of PoolOps ---------------------------------===//
#include "Checks.h"
#include <cmath>

using namespace mlir;
using namespace effc;

template <typename Op> static LogicalResult verifyPool(Op op) {
  if (failed(checkTensors(op)))
    return failure();
  // C1
  if (failed(checkArray(op, "window sizes", op.getWindow(), 2, 1)) ||
      failed(checkArray(op, "strides", op.getStrides(), 2, 1)) ||
      failed(checkArray(op, "paddings", op.getPadding(), 4, 0)))
    return failure();
  for (unsigned i = 0; i < 4; ++i)
    if (op.getPadding()[i] >= op.getWindow()[i / 2])
      return op.emitOpError("found a padding of ")
             << op.getPadding()[i] << ", expected less than the window's " << op.getWindow()[i / 2];
  // C2
  Shape input = getShape(op.getInput());
  SmallVector<int64_t> expected(input);
  for (unsigned d = 0; d < 2; ++d)
    expected[d + 1] =
        countPositions(input[d + 1] + op.getPadding()[2 * d] + op.getPadding()[2 * d + 1],
                       op.getWindow()[d], op.getStrides()[d]);
  if (failed(checkShape(op, "result", op.getOutput(), expected)))
    return failure();
  // C3
  if (failed(checkSameElement(op)))
    return failure();
  // C4
  Type element = getElement(op.getInput());
  bool isPlain = op.getActivation() == Activation::None &&
                 (element.isSignlessInteger(8) || element.isUnsignedInteger(8) ||
                  element.isSignlessInteger(16));
  if (!element.isF32() && !isActivation(element) && !isPlain)
    return emitElementError(op, "f32, or quantized per tensor with 8 bits, or with 16 and zero "
                                "point 0, or plain such integers without activation");
  return success();
}

LogicalResult AveragePool2DOp::verify() { return verifyPool(*this); }
LogicalResult MaxPool2DOp::verify() { return verifyPool(*this); }

template <typename Op> static LogicalResult verifyReduction(Op op) {
  if (failed(checkTensors(op)))
    return failure();
  // C1
  Shape input = getShape(op.getInput());
  int64_t previous = -1;
  for (int64_t axis : op.getAxes()) {
    if (axis <= previous || axis >= int64_t(input.size()))
      return op.emitOpError("found axis ") << axis << ", expected more than " << previous
                                           << " and less than the rank " << input.size();
    previous = axis;
  }
  // C2
  SmallVector<int64_t> expected;
  for (auto [d, size] : llvm::enumerate(input))
    if (!llvm::is_contained(op.getAxes(), int64_t(d)))
      expected.push_back(size);
    else if (op.getKeepDims())
      expected.push_back(1);
  if (failed(checkShape(op, "result", op.getOutput(), expected)))
    return failure();
  // C3
  Type in = getElement(op.getInput()), out = getElement(op.getOutput());
  bool isPlain = in == out && (in.isF32() || in.isSignlessInteger(32) || in.isSignlessInteger(64));
  if (!isPlain && !(isActivation(in) && isActivation(out) && isSameStorage(in, out)))
    return emitElementError(op, "f32, i32, i64, or quantized per tensor with equal storage of 8 "
                                "bits, or of 16 and zero point 0");
  return success();
}

LogicalResult MeanOp::verify() { return verifyReduction(*this); }
LogicalResult SumOp::verify() { return verifyReduction(*this); }

LogicalResult SoftmaxOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  if (failed(checkSameShape(*this)))
    return failure();
  if (getShape(getInput()).empty())
    return emitOpError("found a scalar, expected rank 1 or more");
  // C3
  if (!(getBeta().convertToFloat() > 0))
    return emitOpError("found beta ") << getBeta().convertToFloat() << ", expected more than 0";
  // C2
  Type input = getElement(getInput()), output = getElement(getOutput());
  if (input.isF32() && output.isF32())
    return success();
  bool isWideResult = isPerTensor(output) && getStorageBytes(output) == 2;
  if (!isActivation(input) || !isPerTensor(output) ||
      (!isSameStorage(input, output) && !isWideResult))
    return emitElementError(*this, "both f32, or quantized per tensor, the result like the input "
                                   "or i16");
  // C4
  if (getStorageBytes(input) == 2)
    return checkResultParameters(*this, std::ldexp(1.0, -15), 0);
  if (isWideResult)
    return checkResultParameters(*this, std::ldexp(1.0, -16), -32768);
  return checkResultParameters(*this, std::ldexp(1.0, -8), getStorageRange(output).min);
}

LogicalResult ArgMaxOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  Shape input = getShape(getInput());
  int64_t axis = static_cast<int64_t>(getAxis());
  if (axis < 0 || axis >= int64_t(input.size()))
    return emitOpError("found axis ") << axis << ", expected one of the rank " << input.size();
  // C2
  SmallVector<int64_t> expected(input);
  expected.erase(expected.begin() + axis);
  if (failed(checkShape(*this, "result", getOutput(), expected)))
    return failure();
  // C3
  Type output = getElement(getOutput());
  if (!output.isSignlessInteger(32) && !output.isSignlessInteger(64))
    return emitElementError(*this, "i32 or i64 as the result");
  // C4
  Type element = getElement(getInput());
  if (element.isF16() || isPerAxisQuantized(element))
    return emitElementError(*this, "f32, integers, or quantized per tensor as the input");
  return success();
}
