//===- KernelModels.h - Expansions of effc ops to loops ---------*- C++ -*-===//
#ifndef EFFC_CODEGEN_KERNELMODELS_H
#define EFFC_CODEGEN_KERNELMODELS_H

#include "mlir/IR/DialectRegistry.h"

namespace effc {

/// Attaches the `KernelOpInterface` implementation of every op that the `loops` phase can
/// expand.
void registerKernelModels(mlir::DialectRegistry &registry);

} // namespace effc

#endif
