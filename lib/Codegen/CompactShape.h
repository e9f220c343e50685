//===- CompactShape.h - Extents of compact kernels --------------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_COMPACTSHAPE_H
#define EFFC_LIB_CODEGEN_COMPACTSHAPE_H

#include "KernelShape.h"
#include "llvm/Support/MathExtras.h"

namespace effc {

/// How `effc.kernel.compact_conv_2d` cuts its reduction: see the op's description.
struct CompactReduction {
  bool hasRowRuns;        // a run is a row of the window, read in place
  int64_t runs, length;   // elements of a run, filled up to whole steps
  int64_t steps;          // of a run
  bool swapsMiddle;       // elements 1 and 2 of each 4 change places
  int64_t blocks, padded; // blocks of output channels, channels with those that repeat

  CompactReduction(const KernelShape &shape, TileAttr tile) {
    int64_t row = shape.windowWidth * shape.channels;
    hasRowRuns = shape.dilationWidth == 1 && row % tile.getDepth() == 0;
    runs = hasRowRuns ? shape.windowHeight : 1;
    length = hasRowRuns ? row : llvm::alignTo(shape.windowHeight * row, tile.getDepth());
    steps = length / tile.getDepth();
    swapsMiddle = tile.getDot() == Dot::DualI16 && shape.channels % 4 == 0;
    blocks = llvm::divideCeil(shape.outChannels, tile.getChannels());
    padded = blocks * tile.getChannels();
  }

  /// The first output channel of a block.
  static int64_t firstChannel(int64_t block, int64_t outChannels, TileAttr tile) {
    return std::min(block * tile.getChannels(), outChannels - tile.getChannels());
  }
};

} // namespace effc

#endif
