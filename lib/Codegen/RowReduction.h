//===- RowReduction.h - Folding a row of elements ---------------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_ROWREDUCTION_H
#define EFFC_LIB_CODEGEN_ROWREDUCTION_H

#include "LoopNest.h"

namespace effc {

/// Folds `size` values into a scalar: vectors of `lanes` first, then their lanes pairwise, then
/// the remainder. `load` gives `count` values from `start` on; `combine` is associative and
/// commutative, as far as the order of float sums does not matter; `initial` is its neutral
/// scalar.
Lanes emitRowReduction(TargetAttr target, int64_t size, int64_t lanes, Lanes initial,
                       llvm::function_ref<Lanes(mlir::Value start, int64_t count)> load,
                       llvm::function_ref<Lanes(Lanes, Lanes)> combine);

/// Combines the lanes of a vector, halves first.
Lanes foldLanes(Lanes value, llvm::function_ref<Lanes(Lanes, Lanes)> combine);

} // namespace effc

#endif
