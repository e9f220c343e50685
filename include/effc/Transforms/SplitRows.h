//===- SplitRows.h - Chains of ops computed stripe by stripe ----*- C++ -*-===//
#ifndef EFFC_TRANSFORMS_SPLITROWS_H
#define EFFC_TRANSFORMS_SPLITROWS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <vector>

namespace effc {

/// Ops of a function to be computed stripe by stripe: see SplitRows.cpp. Positions count the
/// function's ops without constants.
struct RowChain {
  unsigned first = 0, last = 0;
  /// Rows of the last op's result in a stripe; the last stripe may have fewer.
  int64_t rows = 0;
  /// What is computed more than once: multiply-accumulates.
  int64_t recomputedMacs = 0;
  /// Bytes without which no plan does: inputs, result, and the largest piece of a stripe.
  int64_t leastBytes = 0;
};

/// Ops that `RowChain` counts.
std::vector<mlir::Operation *> getChainOps(mlir::func::FuncOp function);

/// All chains that contain the op at `position`, each with several heights of stripes; the one
/// that repeats least comes first.
std::vector<RowChain> findRowChains(mlir::func::FuncOp function, unsigned position);

/// Rewrites the function; false if the ops are no chain.
bool splitRows(mlir::func::FuncOp function, const RowChain &chain);

} // namespace effc

#endif
