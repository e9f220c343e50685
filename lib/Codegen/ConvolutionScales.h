//===- ConvolutionScales.h - Output scales of convolutions ------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_CONVOLUTIONSCALES_H
#define EFFC_LIB_CODEGEN_CONVOLUTIONSCALES_H

#include "effc/IR/Quantization.h"

namespace effc {

/// The fixed-point factors from accumulators to results of a quantized convolution: one per
/// output channel if the filter's type is per axis, else a single one.
///
/// TFLite computes `input * filter / output` in double, but for a filter with one scale, in
/// uint8 models and in fully connected layers, rounds `input * filter` to float first
/// (GetQuantizedConvolutionMultipler in its kernel_util).
llvm::SmallVector<QuantizedMultiplier>
getConvolutionScales(mlir::Type input, mlir::Type filter, mlir::Type output, bool isFullyConnected);

} // namespace effc

#endif
