//===- ShapeOps.cpp - Verifiers of ShapeOps ---===//
#include "effc/IR/Quantization.h"

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

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  if (getInput().getType() == getType())
    return getInput();
  return {};
}
