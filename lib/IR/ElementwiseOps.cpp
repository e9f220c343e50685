//===- ElementwiseOps.cpp - Verifiers of ElementwiseOps -------------------===//
#include "Checks.h"

using namespace mlir;
using namespace effc;

template <typename Op> static LogicalResult verifySum(Op op) {
  return verifyRule(op, [&] {
    return checkSum(getTensorType(op.getLhs()), getTensorType(op.getRhs()),
                    getTensorType(op.getOutput()), op.getActivation(), op.getPotScale());
  });
}

LogicalResult AddOp::verify() { return verifySum(*this); }
LogicalResult SubOp::verify() { return verifySum(*this); }

LogicalResult MulOp::verify() {
  return verifyRule(*this, [&] {
    return checkProduct(getTensorType(getLhs()), getTensorType(getRhs()),
                        getTensorType(getOutput()), getActivation());
  });
}

static LogicalResult verifyBinary(Operation *op, Verdict (*rule)(RankedTensorType, RankedTensorType,
                                                                 RankedTensorType)) {
  return verifyRule(op, [&] {
    return rule(getTensorType(op->getOperand(0)), getTensorType(op->getOperand(1)),
                getTensorType(op->getResult(0)));
  });
}
static LogicalResult verifyRectifier(Operation *op, Activation activation) {
  return verifyRule(op, [&] {
    return checkRectifier(getTensorType(op->getOperand(0)), getTensorType(op->getResult(0)),
                          activation);
  });
}

LogicalResult MaximumOp::verify() { return verifyBinary(*this, checkExtremum); }
LogicalResult MinimumOp::verify() { return verifyBinary(*this, checkExtremum); }
LogicalResult PreluOp::verify() { return verifyBinary(*this, checkPrelu); }
LogicalResult ReluOp::verify() { return verifyRectifier(*this, Activation::Relu); }
LogicalResult Relu6Op::verify() { return verifyRectifier(*this, Activation::Relu6); }
LogicalResult ReluN1To1Op::verify() { return verifyRectifier(*this, Activation::ReluN1To1); }
LogicalResult LogisticOp::verify() { return verifyUnary(*this, checkLogistic); }
LogicalResult TanhOp::verify() { return verifyUnary(*this, checkTanh); }
LogicalResult EluOp::verify() { return verifyUnary(*this, checkElu); }
LogicalResult HardSwishOp::verify() { return verifyUnary(*this, checkHardSwish); }

LogicalResult LeakyReluOp::verify() {
  return verifyRule(*this, [&] {
    return checkLeakyRelu(getTensorType(getInput()), getTensorType(getOutput()),
                          getAlpha().convertToFloat());
  });
}

LogicalResult LookupOp::verify() { return verifyBinary(*this, checkLookup); }

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
