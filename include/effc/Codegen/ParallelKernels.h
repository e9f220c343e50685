//===- ParallelKernels.h - What several threads may share -------*- C++ -*-===//
#ifndef EFFC_CODEGEN_PARALLELKERNELS_H
#define EFFC_CODEGEN_PARALLELKERNELS_H

#include "mlir/IR/Operation.h"
#include <cstdint>

namespace effc {

/// Module attribute: how many threads a call of the model may use. Absent for one.
inline constexpr llvm::StringLiteral kThreadsAttrName = "effc.threads";
/// Module attribute: the least work that is worth splitting, in multiply-accumulates of a
/// convolution.
inline constexpr llvm::StringLiteral kLeastWorkAttrName = "effc.least_split_work";
/// Attribute of kernels that are worth splitting: the name of a `Splitting`.
inline constexpr llvm::StringLiteral kSplitAttrName = "effc.split";
/// Attribute of kernels that were split: into how many pieces. Their last two arguments are the
/// piece and the number of the thread that computes it.
inline constexpr llvm::StringLiteral kPiecesAttrName = "effc.pieces";

/// Attribute of a loop: `[period, first]`. Of each `period` iterations those from `first` on write to
/// the same places, so that no two threads may share them.
inline constexpr llvm::StringLiteral kJoinedAttrName = "effc.joined_iterations";

/// Which outermost loops of a kernel may be cut into pieces that run at the same time.
enum class Splitting {
  None,
  OneLoop, ///< the loop that writes the output, if nothing else does
  AnyLoop  ///< all: no part of the output depends on another
};

/// What `op`'s expansion allows; `None` if its work is less than `leastWork`.
Splitting getSplitting(mlir::Operation *op, int64_t leastWork);

llvm::StringRef getSplittingName(Splitting splitting);

} // namespace effc

#endif
