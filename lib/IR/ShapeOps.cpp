//===- ShapeOps.cpp - Verifiers of ShapeOps ---===//
#include "effc/IR/Quantization.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace effc;

LogicalResult ConstantOp::verify() { return success(); }
LogicalResult ReshapeOp::verify() { return success(); }
LogicalResult TransposeOp::verify() { return success(); }
LogicalResult SliceOp::verify() { return success(); }
LogicalResult ConcatOp::verify() { return success(); }
LogicalResult PadOp::verify() { return success(); }
LogicalResult TileOp::verify() { return success(); }
LogicalResult ResizeBilinearOp::verify() { return success(); }
LogicalResult ResizeNearestOp::verify() { return success(); }

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
