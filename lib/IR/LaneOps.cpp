//===- LaneOps.cpp - Verifiers of loads and stores of lanes ---------------===//
#include "effc/IR/Effc.h"

using namespace mlir;
using namespace effc;

static LogicalResult verifyElements(Operation *op, Value lanes, Value row) {
  Type found = cast<VectorType>(lanes.getType()).getElementType();
  Type expected = cast<MemRefType>(row.getType()).getElementType();
  if (found != expected)
    return op->emitOpError() << "found lanes of " << found << ", expected " << expected; // C1
  return success();
}

LogicalResult LoadLanesOp::verify() { return verifyElements(*this, getLanes(), getRow()); }
LogicalResult StoreLanesOp::verify() { return verifyElements(*this, getLanes(), getRow()); }
