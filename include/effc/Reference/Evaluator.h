//===- Evaluator.h - The reference evaluator --------------------*- C++ -*-===//
//
// Evaluates effc ops one by one on plain bytes: slow, obvious, and independent of
// code generation. It is the oracle of numeric tests and folds constants.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_REFERENCE_EVALUATOR_H
#define EFFC_REFERENCE_EVALUATOR_H

#include "effc/IR/Effc.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <vector>

namespace effc {

/// Stored elements of a tensor: row-major, little-endian, one byte for an i1.
using TensorBytes = std::vector<char>;

/// Computes the results of one effc op from its operands' bytes (a null pointer stands for
/// an absent optional operand). Fails with a diagnostic on `op` for an op it does not know.
mlir::LogicalResult evaluateOp(mlir::Operation *op, llvm::ArrayRef<const TensorBytes *> operands,
                               llvm::SmallVectorImpl<TensorBytes> &results);

/// Runs a function of effc ops. Calls are followed into the module's other functions.
mlir::LogicalResult evaluateFunction(mlir::func::FuncOp function,
                                     llvm::ArrayRef<TensorBytes> arguments,
                                     llvm::SmallVectorImpl<TensorBytes> &results);

} // namespace effc

#endif
