//===- KernelMatrix.h - Sums by products of small matrices ------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELMATRIX_H
#define EFFC_LIB_CODEGEN_KERNELMATRIX_H

#include "LinearBuffer.h"

namespace effc {

/// The accumulators of a tile with `matrix_i8`.
class MatrixSums {
public:
  /// `pixels`: where the input of each pixel is.
  MatrixSums(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<int64_t> pixels)
      : b(b), pixels(pixels) {}

  /// Sums that begin at the bias, which has a vector for each four channels.
  llvm::SmallVector<mlir::Value> begin(llvm::ArrayRef<mlir::Value> bias) const;

  /// Adds the products of eight input channels: of each pixel at `from`, of each of `channels` at
  /// `at`.
  void addStep(llvm::MutableArrayRef<mlir::Value> sums, const LinearBuffer &input, Offset from,
               const LinearBuffer &weights, Offset at, int64_t channels) const;

  /// The sums as vectors of four channels, `[pixel][vector]`.
  llvm::SmallVector<mlir::Value> end(llvm::ArrayRef<mlir::Value> sums) const;

private:
  mlir::ImplicitLocOpBuilder &b;
  llvm::ArrayRef<int64_t> pixels;
};

} // namespace effc

#endif
