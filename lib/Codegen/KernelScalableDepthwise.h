//===- KernelScalableDepthwise.h - Window rows of unknown width -*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELSCALABLEDEPTHWISE_H
#define EFFC_LIB_CODEGEN_KERNELSCALABLEDEPTHWISE_H

#include "ScalableLanes.h"

namespace effc {

/// What a row of a depthwise window reads: `pixels` outputs, of which tap `tap` reads column
/// `pixel * stride + tap * dilation` of `input`, from `from` on, `column` elements each.
struct WindowRow {
  const LinearBuffer &input, &weights;
  Offset from, at;
  int64_t column, channels; // from one column to the next, and from one tap's weights
  int64_t pixels, stride, dilation, firstTap, endTap;
  bool isUnsigned;
};

/// Adds a row's products to `sums`, one for each pixel.
llvm::SmallVector<mlir::Value> addWindowRow(const ScalableLanes &piece, const WindowRow &row,
                                            llvm::SmallVector<mlir::Value> sums);

} // namespace effc

#endif
