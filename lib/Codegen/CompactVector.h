//===- CompactVector.h - Inner loops for Helium -----------------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_COMPACTVECTOR_H
#define EFFC_LIB_CODEGEN_COMPACTVECTOR_H

#include "CompactRoutines.h"
#include "KernelShape.h"

namespace effc {

/// Zero point and bounds of a result, as routines take them.
llvm::SmallVector<mlir::Value> getVectorBounds(mlir::ImplicitLocOpBuilder &b,
                                               RequantizeAttr requantize);

/// Pixels against all channels, four channels at a time, read in place or from a panel of bytes;
/// `count` elements are read of each run. `hasLargeScales`: some scale is 1/2 or more.
void callVectorDot(mlir::ImplicitLocOpBuilder &b, const DotArguments &arguments, int64_t count,
                   RequantizeAttr requantize, bool hasLargeScales);

/// Copies `rows` stretches of `count` bytes that begin `rowBytes` apart, one after the other;
/// overlapping ones only downwards. Returns the address behind the last.
mlir::Value callVectorCopy(mlir::ImplicitLocOpBuilder &b, mlir::Value to, mlir::Value from,
                           int64_t rows, mlir::Value count, int64_t rowBytes);

/// Sets `count` bytes.
void callVectorFill(mlir::ImplicitLocOpBuilder &b, mlir::Value to, int64_t count, int64_t value);

/// Words of scratch of a depthwise convolution.
int64_t getVectorDepthwiseWords(KernelCompactDepthwiseConv2DOp op);
/// True if the window of a depthwise convolution fits one vector.
bool hasVectorDepthwise(const KernelShape &shape);
void emitVectorDepthwise(mlir::ImplicitLocOpBuilder &b, KernelCompactDepthwiseConv2DOp op,
                         mlir::ValueRange inputs, mlir::Value output, mlir::Value scratch);

} // namespace effc

#endif
