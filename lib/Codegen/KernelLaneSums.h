//===- KernelLaneSums.h - Reductions along lanes ----------------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELLANESUMS_H
#define EFFC_LIB_CODEGEN_KERNELLANESUMS_H

#include "KernelDot.h"

namespace effc {

/// Where the reduction of a convolution finds its operands.
struct LaneReduction {
  int64_t rows, runs, length;       // of the window; runs of a row; elements of a run
  int64_t rowDistance, runDistance; // in the input, in elements
  int64_t depth;                    // elements of a step
  int64_t channels;                 // output channels
};

/// Sums of products whose lanes go along the reduction; see KernelLaneSums.cpp.
class LaneSums {
public:
  LaneSums(mlir::ImplicitLocOpBuilder &b, const KernelDot &dot, int64_t lanes,
           const LinearBuffer &input, const LinearBuffer &weights, const LaneReduction &reduction)
      : b(b), dot(dot), lanes(lanes), input(input), weights(weights), reduction(reduction) {}

  /// A result: the input offset of its pixel, and its channel.
  struct Result {
    int64_t pixel, channel;
  };

  /// The sums of `results` for windows that start at `from`, a lane for each, in vectors of
  /// `lanes`; lanes that are left over are 0.
  llvm::SmallVector<mlir::Value> emit(Offset from, llvm::ArrayRef<Result> results) const;

private:
  llvm::SmallVector<mlir::Value> reduce(Offset from, llvm::ArrayRef<Result> results) const;
  llvm::SmallVector<mlir::Value> addStep(llvm::SmallVector<mlir::Value> sums, Offset from,
                                         Offset at, int64_t count,
                                         llvm::ArrayRef<Result> results) const;
  mlir::Value addHalves(mlir::Value lhs, mlir::Value rhs, int64_t piece, int64_t block) const;
  mlir::Value addLanes(llvm::ArrayRef<mlir::Value> sums) const;

  mlir::ImplicitLocOpBuilder &b;
  const KernelDot &dot;
  int64_t lanes;
  const LinearBuffer &input, &weights;
  LaneReduction reduction;
};

} // namespace effc

#endif
