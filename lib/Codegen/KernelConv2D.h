//===- KernelConv2D.h - Expansions of the packed kernels --------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELCONV2D_H
#define EFFC_LIB_CODEGEN_KERNELCONV2D_H

#include "effc/IR/Effc.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace effc {

void attachKernelConv2D(mlir::MLIRContext *context);
void attachKernelDepthwiseConv2D(mlir::MLIRContext *context);
/// The depthwise kernel by pair products: the i32 elements of its scratch, and its loops.
int64_t countPairedScratch(KernelDepthwiseConv2DOp op);
void emitPairedDepthwise(mlir::ImplicitLocOpBuilder &b, KernelDepthwiseConv2DOp op,
                         TargetAttr target, mlir::ValueRange inputs, mlir::Value output,
                         mlir::Value scratch);

/// The depthwise kernel of f32 that needs no scratch; whether an op is one, and its loops.
bool readsInPlace(KernelDepthwiseConv2DOp op);
void emitFloatDepthwise(mlir::ImplicitLocOpBuilder &b, KernelDepthwiseConv2DOp op,
                        TargetAttr target, mlir::ValueRange inputs, mlir::Value output);

void attachCompactConv2D(mlir::MLIRContext *context);
void attachCompactDepthwiseConv2D(mlir::MLIRContext *context);

} // namespace effc

#endif
