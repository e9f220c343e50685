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

LogicalResult ReshapeOp::verify() { return verifyUnary(*this, checkReshape); }

LogicalResult TransposeOp::verify() {
  return verifyRule(*this, [&] {
    return checkTranspose(getTensorType(getInput()), getTensorType(getOutput()), getPermutation());
  });
}

LogicalResult SliceOp::verify() {
  return verifyRule(*this, [&] {
    return checkSlice(getTensorType(getInput()), getTensorType(getOutput()), getOffsets(),
                      getStrides());
  });
}

LogicalResult ConcatOp::verify() {
  return verifyRule(*this, [&] {
    SmallVector<RankedTensorType> inputs = llvm::map_to_vector(getInputs(), getTensorType);
    return checkConcat(inputs, getTensorType(getOutput()), static_cast<int64_t>(getAxis()));
  });
}

LogicalResult PadOp::verify() {
  LogicalResult result = verifyRule(*this, [&] {
    return checkPad(getTensorType(getInput()), getTensorType(getOutput()), getLow(), getHigh());
  });
  if (failed(result))
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
  return verifyRule(*this, [&] {
    return checkTile(getTensorType(getInput()), getTensorType(getOutput()), getMultiples());
  });
}

LogicalResult ResizeBilinearOp::verify() {
  return verifyRule(*this, [&] {
    return checkResizeBilinear(getTensorType(getInput()), getTensorType(getOutput()),
                               getAlignCorners(), getHalfPixelCenters());
  });
}

LogicalResult ResizeNearestOp::verify() { return verifyUnary(*this, checkResizeNearest); }

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
