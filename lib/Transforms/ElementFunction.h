//===- ElementFunction.h - Element-wise ops as functions of one element ---===//
//
// A quantized tensor's element has few values, so a chain of element-wise ops on it can be
// evaluated for all of them: to write it as a table, or to prove it equal to another one.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_TRANSFORMS_ELEMENTFUNCTION_H
#define EFFC_LIB_TRANSFORMS_ELEMENTFUNCTION_H

#include "effc/IR/Effc.h"
#include "effc/Reference/Evaluator.h"
#include <optional>

namespace effc {

/// True for ops whose result elements depend on the first operand's element at the same
/// position alone.
bool isUnaryElementwise(mlir::Operation *op);

/// True for ops whose result elements depend on both operands' elements at the same position
/// alone, after broadcasting.
bool isBinaryElementwise(mlir::Operation *op);

/// Ops that compute, in this order, the last one's result from `source` and constant scalars,
/// element by element.
struct ElementFunction {
  mlir::Value source;
  llvm::SmallVector<mlir::Operation *, 4> ops;
};

/// The largest such function that ends with `op` and starts from 8-bit quantized elements.
/// Ops that have uses outside of it are included only where there is no function without them.
std::optional<ElementFunction> matchElementFunction(mlir::Operation *op);

/// The function's results for each stored value of the source, smallest first. Fails if an op
/// cannot be evaluated.
mlir::FailureOr<TensorBytes> tabulate(const ElementFunction &function);

/// As above for a requantization that is not in the graph.
mlir::FailureOr<TensorBytes> tabulateRequantize(mlir::Type from, mlir::Type to);

/// Evaluates an op of the given name and attributes on tensors that are not in the graph. Fails
/// silently if it cannot be evaluated.
mlir::FailureOr<TensorBytes> evaluateDetached(mlir::Location loc, mlir::OperationName name,
                                              llvm::ArrayRef<mlir::NamedAttribute> attributes,
                                              llvm::ArrayRef<mlir::Type> operandTypes,
                                              mlir::Type resultType,
                                              llvm::ArrayRef<const TensorBytes *> operands);

/// The stored values of an 8- or 16-bit quantized type, smallest first.
TensorBytes getAllValues(mlir::Type quantizedType);

} // namespace effc

#endif
