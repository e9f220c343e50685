//===- ElementwiseOps.cpp - Verifiers of ElementwiseOps ---===//
#include "effc/IR/Quantization.h"

using namespace mlir;
using namespace effc;

LogicalResult AddOp::verify() { return success(); }
LogicalResult SubOp::verify() { return success(); }
LogicalResult MulOp::verify() { return success(); }
LogicalResult MaximumOp::verify() { return success(); }
LogicalResult MinimumOp::verify() { return success(); }
LogicalResult PreluOp::verify() { return success(); }
LogicalResult ReluOp::verify() { return success(); }
LogicalResult Relu6Op::verify() { return success(); }
LogicalResult ReluN1To1Op::verify() { return success(); }
LogicalResult LogisticOp::verify() { return success(); }
LogicalResult TanhOp::verify() { return success(); }
LogicalResult EluOp::verify() { return success(); }
LogicalResult HardSwishOp::verify() { return success(); }
LogicalResult LeakyReluOp::verify() { return success(); }
LogicalResult LookupOp::verify() { return success(); }

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
