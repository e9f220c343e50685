//===- PackCompact.h - Compile-time operands of compact kernels -*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_PACKCOMPACT_H
#define EFFC_LIB_CODEGEN_PACKCOMPACT_H

#include "PackWeights.h"

namespace effc {

/// Operands of a compact kernel, and what its attributes must say.
struct CompactOperands {
  TileAttr tile;
  mlir::Value weights, table;
  RequantizeAttr requantize;
  int64_t padValue = 0;
  bool quarterScales = false;
};

/// True if the target's kernels are the compact ones.
bool hasCompactKernels(TargetAttr target);

/// Packs a convolution with the filter `[O, KH, KW, C]`, or a depthwise one with
/// `[1, KH, KW, C]`. Fails, with `reason` set, if a compact kernel would not equal the reference
/// or there is none.
mlir::FailureOr<CompactOperands> packCompact(mlir::OpBuilder &builder, mlir::Location loc,
                                             const ConvolutionTypes &types, const Filter &filter,
                                             const KernelShape &shape, bool isDepthwise,
                                             mlir::Value bias, TargetAttr target,
                                             std::string &reason);

} // namespace effc

#endif
