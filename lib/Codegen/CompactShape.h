//===- CompactShape.h - Extents of compact kernels --------------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_COMPACTSHAPE_H
#define EFFC_LIB_CODEGEN_COMPACTSHAPE_H

#include "KernelShape.h"
#include "llvm/Support/MathExtras.h"

namespace effc {

/// How `effc.kernel.compact_conv_2d` cuts its reduction: see the op's description.
struct CompactReduction {
  /// The steps that a mask is for, of which four share a bit.
  static constexpr int64_t kMaskSteps = 128;
  static bool hasMasks(TileAttr tile) {
    return tile.getDot() == Dot::TwinI16 && tile.getChannels() == 2;
  }

  bool hasRowRuns;        // a run is a row of the window, read in place
  int64_t runs, length;   // elements of a run, filled up to whole steps
  int64_t steps;          // of a run
  bool swapsMiddle;       // elements 1 and 2 of each 4 change places
  int64_t blocks, padded; // blocks of output channels, channels with those that repeat
  int64_t blockBytes;     // of a block's weights if they are bytes, with masks

  CompactReduction(const KernelShape &shape, TileAttr tile) {
    int64_t row = shape.windowWidth * shape.channels;
    hasRowRuns = shape.dilationWidth == 1 && row % tile.getDepth() == 0;
    runs = hasRowRuns ? shape.windowHeight : 1;
    length = hasRowRuns ? row : llvm::alignTo(shape.windowHeight * row, tile.getDepth());
    steps = length / tile.getDepth();
    swapsMiddle = tile.getDot() == Dot::DualI16 && shape.channels % 4 == 0;
    blocks = llvm::divideCeil(shape.outChannels, tile.getChannels());
    padded = blocks * tile.getChannels();
    blockBytes = runs * length * tile.getChannels();
    if (hasMasks(tile))
      blockBytes += 4 * llvm::divideCeil(runs * length, kMaskSteps);
  }

  /// The first output channel of a block.
  static int64_t firstChannel(int64_t block, int64_t outChannels, TileAttr tile) {
    return std::min(block * tile.getChannels(), outChannels - tile.getChannels());
  }
};

} // namespace effc

#endif
