//===- Checks.h - Asks rules about ops --------------------------*- C++ -*-===//
//
// Verifiers check that the tensors of an op are sound, then ask the op's rule.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_IR_CHECKS_H
#define EFFC_LIB_IR_CHECKS_H

#include "RuleParts.h"

namespace effc {

inline mlir::RankedTensorType getTensorType(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}
inline mlir::Type getElement(mlir::Value value) { return getTensorType(value).getElementType(); }

/// No operand or result is empty, and quantized types fit their tensors: expressed in f32, zero
/// points within the storage range, and a scale for each element of a per-axis dimension. What
/// follows may rely on it. This holds for all ops of the dialect.
mlir::LogicalResult checkTensors(mlir::Operation *op);

/// An error of the op where a rule is broken.
mlir::LogicalResult emitViolation(mlir::Operation *op, const Verdict &verdict);

/// Asks a rule about an op, the tensors of which are sound.
template <typename Rule> mlir::LogicalResult verifyRule(mlir::Operation *op, Rule rule) {
  return mlir::failed(checkTensors(op)) ? mlir::failure() : emitViolation(op, rule());
}

/// Asks a rule that speaks of operand 0 and the result alone.
inline mlir::LogicalResult verifyUnary(mlir::Operation *op,
                                       Verdict (*rule)(RankedTensorType, RankedTensorType)) {
  return verifyRule(
      op, [&] { return rule(getTensorType(op->getOperand(0)), getTensorType(op->getResult(0))); });
}

} // namespace effc

#endif
