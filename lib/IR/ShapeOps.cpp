//===- ShapeOps.cpp - Verifiers and folders of ShapeOps -------------------===//
#include "Checks.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace effc;

LogicalResult ConstantOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  RankedTensorType expected = getStorageTensorType(getTensorType(getOutput()));
  if (getValue().getType() != expected)
    return emitOpError("found a value of type ")
           << getValue().getType() << ", expected " << expected;
  // C2
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(getValue())) {
    const AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    int64_t found = blob ? int64_t(blob->getData().size()) : 0;
    int64_t bytes = getTensorBytes(expected);
    if (found != bytes)
      return emitOpError("found a resource of ") << found << " bytes, expected " << bytes;
    return success();
  }
  if (!isa<DenseIntOrFPElementsAttr>(getValue()))
    return emitOpError("found a value that is neither dense nor a dense resource");
  return success();
}

LogicalResult ReshapeOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  int64_t found = getTensorType(getOutput()).getNumElements();
  int64_t expected = getTensorType(getInput()).getNumElements();
  if (found != expected)
    return emitOpError("found ") << found << " result elements, expected " << expected;
  // C2
  return checkSameElement(*this);
}

LogicalResult TransposeOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  Shape input = getShape(getInput());
  SmallVector<bool> isSeen(input.size(), false);
  if (getPermutation().size() != input.size())
    return emitOpError("found a permutation of ")
           << getPermutation().size() << " dimensions, expected " << input.size();
  SmallVector<int64_t> expected;
  for (int64_t d : getPermutation()) {
    if (d < 0 || d >= int64_t(input.size()) || isSeen[d])
      return emitOpError("found dimension ")
             << d << " in the permutation, expected each of " << input.size() << " once";
    isSeen[d] = true;
    expected.push_back(input[d]);
  }
  // C2
  if (failed(checkShape(*this, "result", getOutput(), expected)))
    return failure();
  // C3
  return checkSameElement(*this);
}

LogicalResult SliceOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  Shape input = getShape(getInput()), output = getShape(getOutput());
  if (output.size() != input.size())
    return emitOpError("found a result of rank ") << output.size() << ", expected " << input.size();
  if (failed(checkArray(*this, "offsets", getOffsets(), input.size(), 0)) ||
      failed(checkArray(*this, "strides", getStrides(), input.size(), -INT32_MAX)))
    return failure();
  if (llvm::is_contained(getStrides(), 0))
    return emitOpError("found a stride of 0");
  // C2
  for (size_t d = 0; d < input.size(); ++d) {
    int64_t first = getOffsets()[d], last = first + (output[d] - 1) * getStrides()[d];
    if (first >= input[d] || last < 0 || last >= input[d])
      return emitOpError("found elements ") << first << " to " << last << " of dimension " << d
                                            << ", expected less than " << input[d];
  }
  // C3
  return checkSameElement(*this);
}

LogicalResult ConcatOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  if (getInputs().empty())
    return emitOpError("found no input");
  SmallVector<int64_t> expected(getShape(getInputs()[0]));
  int64_t axis = static_cast<int64_t>(getAxis());
  if (axis < 0 || axis >= int64_t(expected.size()))
    return emitOpError("found axis ") << axis << ", expected one of the rank " << expected.size();
  // C2
  expected[axis] = 0;
  for (Value input : getInputs()) {
    Shape shape = getShape(input);
    bool isAlike = shape.size() == expected.size();
    for (size_t d = 0; isAlike && d < shape.size(); ++d)
      isAlike = int64_t(d) == axis || shape[d] == expected[d];
    if (!isAlike)
      return emitOpError("found inputs of types ")
             << getInputs()[0].getType() << " and " << input.getType()
             << ", expected them to differ along dimension " << axis << " only";
    expected[axis] += shape[axis];
  }
  if (failed(checkShape(*this, "result", getOutput(), expected)))
    return failure();
  // C3
  for (Value input : getInputs())
    if (getElement(input) != getElement(getOutput()))
      return emitElementError(*this, "equal types");
  return checkSameElement(*this);
}

LogicalResult PadOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  SmallVector<int64_t> expected(getShape(getInput()));
  if (failed(checkArray(*this, "low paddings", getLow(), expected.size(), 0)) ||
      failed(checkArray(*this, "high paddings", getHigh(), expected.size(), 0)))
    return failure();
  // C2
  for (auto [d, size] : llvm::enumerate(expected))
    size += getLow()[d] + getHigh()[d];
  if (failed(checkShape(*this, "result", getOutput(), expected)))
    return failure();
  // C3
  if (failed(checkSameElement(*this)))
    return failure();
  // C4
  Type storage = getStorageType(getElement(getOutput()));
  if (getValueAttr() &&
      (!isa<IntegerAttr, FloatAttr>(getValueAttr()) || getValueAttr().getType() != storage))
    return emitOpError("found the value ")
           << getValueAttr() << ", expected one of type " << storage;
  return success();
}

LogicalResult TileOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  SmallVector<int64_t> expected(getShape(getInput()));
  if (failed(checkArray(*this, "multiples", getMultiples(), expected.size(), 1)))
    return failure();
  // C2
  for (auto [size, multiple] : llvm::zip_equal(expected, getMultiples()))
    size *= multiple;
  if (failed(checkShape(*this, "result", getOutput(), expected)))
    return failure();
  // C3
  return checkSameElement(*this);
}

template <typename Op> static LogicalResult verifyResize(Op op) {
  if (failed(checkTensors(op)))
    return failure();
  // C1
  Shape input = getShape(op.getInput()), output = getShape(op.getOutput());
  if (failed(checkShape(op, "result", op.getOutput(), {input[0], output[1], output[2], input[3]})))
    return failure();
  // C2
  if (failed(checkSameElement(op)))
    return failure();
  return success();
}

LogicalResult ResizeBilinearOp::verify() {
  if (failed(verifyResize(*this)))
    return failure();
  // C3
  if (getAlignCorners() && getHalfPixelCenters())
    return emitOpError("found align_corners and half_pixel_centers, expected at most one");
  // C4
  Type element = getElement(getInput());
  if (element.isF16() || element.isInteger(64))
    return emitElementError(*this, "f32 or at most 32-bit integers");
  return success();
}

LogicalResult ResizeNearestOp::verify() { return verifyResize(*this); }

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  // A constant keeps its bytes, wherever they are.
  RankedTensorType storage = getStorageTensorType(getType());
  if (auto resource = dyn_cast_or_null<DenseResourceElementsAttr>(adaptor.getInput()))
    return DenseResourceElementsAttr::get(storage, resource.getRawHandle());
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getInput()))
    return dense.reshape(storage);
  return {};
}
