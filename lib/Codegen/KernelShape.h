//===- KernelShape.h - Extents of a packed convolution ----------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELSHAPE_H
#define EFFC_LIB_CODEGEN_KERNELSHAPE_H

#include "effc/IR/Effc.h"
#include <utility>

namespace effc {

/// The numbers that a kernel op's attributes and types say, by name.
struct KernelShape {
  int64_t batch, height, width, channels;
  int64_t outHeight, outWidth, outChannels;
  int64_t windowHeight, windowWidth;
  int64_t strideHeight, strideWidth;
  int64_t dilationHeight, dilationWidth;
  int64_t padTop, padBottom, padLeft, padRight;

  template <typename OpT> static KernelShape of(OpT op) {
    auto in = mlir::cast<mlir::RankedTensorType>(op.getInput().getType()).getShape();
    auto out = mlir::cast<mlir::RankedTensorType>(op.getOutput().getType()).getShape();
    auto window = op.getWindow(), strides = op.getStrides(), dilations = op.getDilations();
    auto padding = op.getPadding();
    return {in[0],        in[1],      in[2],      in[3],      out[1],     out[2],
            out[3],       window[0],  window[1],  strides[0], strides[1], dilations[0],
            dilations[1], padding[0], padding[1], padding[2], padding[3]};
  }

  /// Makes columns of rows.
  void transpose() {
    std::swap(height, width);
    std::swap(outHeight, outWidth);
    std::swap(windowHeight, windowWidth);
    std::swap(strideHeight, strideWidth);
    std::swap(dilationHeight, dilationWidth);
    std::swap(padTop, padLeft);
    std::swap(padBottom, padRight);
  }

  bool hasPadding() const { return padTop || padBottom || padLeft || padRight; }
  /// Output rows that share pairs of input rows, in a depthwise kernel by pair products.
  int64_t pairedRows() const { return strideHeight == 1 ? 2 : 1; }
  bool isPointwise() const { return windowHeight == 1 && windowWidth == 1; }

  /// Runs of elements that are contiguous in a padded input, and their length. Without
  /// dilation along the width a whole row of the window is one run.
  bool hasRowRuns() const { return dilationWidth == 1; }
  int64_t runsPerRow() const { return hasRowRuns() ? 1 : windowWidth; }
  int64_t runs() const { return windowHeight * runsPerRow(); }
  int64_t runLength() const { return channels * (hasRowRuns() ? windowWidth : 1); }
};

} // namespace effc

#endif
