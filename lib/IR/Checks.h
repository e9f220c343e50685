//===- Checks.h - Checks that verifiers share -------------------*- C++ -*-===//
//
// Each check emits its error on the op and names what it found and what it expected.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_IR_CHECKS_H
#define EFFC_LIB_IR_CHECKS_H

#include "effc/IR/Quantization.h"

namespace effc {

using Shape = llvm::ArrayRef<int64_t>;

inline mlir::RankedTensorType getTensorType(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}
inline Shape getShape(mlir::Value value) { return getTensorType(value).getShape(); }
inline mlir::Type getElement(mlir::Value value) { return getTensorType(value).getElementType(); }

/// A quantized type with one scale for all elements.
inline bool isPerTensor(mlir::Type element) {
  return isQuantized(element) && !isPerAxisQuantized(element);
}

/// Quantized per tensor with 8 bits, or with 16 bits and zero point 0.
bool isActivation(mlir::Type element);

/// Both types are stored in as many bits, with or without sign.
bool isSameStorage(mlir::Type a, mlir::Type b);

/// No operand or result is empty, and quantized types fit their tensors: expressed in f32, zero
/// points within the storage range, and a scale for each element of a per-axis dimension. What
/// follows may rely on it. This holds for all ops of the dialect.
mlir::LogicalResult checkTensors(mlir::Operation *op);

/// The array attribute `name` has `size` numbers from `min` to 2^31 - 1.
mlir::LogicalResult checkArray(mlir::Operation *op, llvm::StringRef name, Shape array, size_t size,
                               int64_t min);

/// `what` has the shape `expected`.
mlir::LogicalResult checkShape(mlir::Operation *op, llvm::StringRef what, mlir::Value value,
                               Shape expected);

/// Operand 0 and the result have the same shape.
mlir::LogicalResult checkSameShape(mlir::Operation *op);

/// Operand 0 and the result have the same element type, which is not quantized per axis.
mlir::LogicalResult checkSameElement(mlir::Operation *op);

/// An error that lists the element types found and says what was expected.
mlir::LogicalResult emitElementError(mlir::Operation *op, llvm::StringRef expected);

/// How many positions a window of `extent` elements has in `size` padded elements; 0 if it
/// does not fit.
int64_t countPositions(int64_t size, int64_t extent, int64_t stride);

/// A quantized result has the fixed parameters that TFLite prescribes for an op.
mlir::LogicalResult checkResultParameters(mlir::Operation *op, double scale, int64_t zeroPoint);

} // namespace effc

#endif
