//===- KernelConv2D.h - Expansions of the packed kernels --------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELCONV2D_H
#define EFFC_LIB_CODEGEN_KERNELCONV2D_H

namespace mlir {
class MLIRContext;
}

namespace effc {

void attachKernelConv2D(mlir::MLIRContext *context);
void attachKernelDepthwiseConv2D(mlir::MLIRContext *context);
void attachCompactConv2D(mlir::MLIRContext *context);
void attachCompactDepthwiseConv2D(mlir::MLIRContext *context);

} // namespace effc

#endif
