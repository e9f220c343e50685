//===- Moves.h - Loops that copy and fill memrefs ---------------*- C++ -*-===//
#ifndef EFFC_LIB_MEMORY_MOVES_H
#define EFFC_LIB_MEMORY_MOVES_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace effc {

/// Copies `source` to `dest`: two memrefs of one shape that do not overlap.
void emitCopy(mlir::ImplicitLocOpBuilder &builder, mlir::Value source, mlir::Value dest);

/// Stores `value` to the elements of `dest` that are fewer than `low[d]` from the start of
/// some dimension, or fewer than `high[d]` from its end.
void emitHalo(mlir::ImplicitLocOpBuilder &builder, mlir::Value dest, llvm::ArrayRef<int64_t> low,
              llvm::ArrayRef<int64_t> high, mlir::TypedAttr value);

} // namespace effc

#endif
