//===- SelectKernels.h - Parts of effc-select-kernels -----------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_SELECTKERNELS_H
#define EFFC_LIB_CODEGEN_SELECTKERNELS_H

#include "effc/IR/Effc.h"
#include "mlir/IR/PatternMatch.h"

namespace effc {

/// Reinterprets a tensor under another shape and element type of the same storage.
mlir::Value reinterpret(mlir::PatternRewriter &rewriter, mlir::Location loc, mlir::Value value,
                        llvm::ArrayRef<int64_t> shape, mlir::Type element);

/// Adds the pattern that moves a residual addition into the kernel of a convolution.
void populateResidualSum(mlir::RewritePatternSet &patterns, TargetAttr target);

} // namespace effc

#endif
