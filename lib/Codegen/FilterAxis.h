//===- FilterAxis.h - Where a filter's taps read ----------------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_FILTERAXIS_H
#define EFFC_LIB_CODEGEN_FILTERAXIS_H

#include "LoopNest.h"

namespace effc {

/// One dimension of an image over which a filter slides, forwards or, for transposed
/// convolutions, backwards.
struct FilterAxis {
  int64_t inputSize, filterSize, stride, dilation, before;
  bool isTransposed = false;

  /// The taps that read inside the input at one output position. Tap `t` of `begin`..`end` is
  /// filter element `filterStart + t * filterStep` and input element
  /// `inputStart + t * inputStep`.
  struct Taps {
    mlir::Value begin, end, filterStart, inputStart;
    int64_t filterStep, inputStep;
  };
  Taps getTaps(mlir::ImplicitLocOpBuilder &builder, mlir::Value position) const;

private:
  Taps getTransposedTaps(mlir::ImplicitLocOpBuilder &builder, mlir::Value position) const;
};

/// Walks the taps of both dimensions; `body` gets the offsets into input and filter, in elements
/// with the given strides of rows and columns.
llvm::SmallVector<mlir::Value>
emitTaps(mlir::ImplicitLocOpBuilder &builder, const FilterAxis::Taps &rows,
         const FilterAxis::Taps &columns, llvm::ArrayRef<int64_t> inputStrides,
         llvm::ArrayRef<int64_t> filterStrides, mlir::ValueRange carried,
         llvm::function_ref<llvm::SmallVector<mlir::Value>(
             mlir::Value inputOffset, mlir::Value filterOffset, mlir::ValueRange carried)>
             body);

} // namespace effc

#endif
