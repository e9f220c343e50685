//===- ResultOverlap.cpp - Where results may lie over inputs --------------===//
//
// Problem: a kernel that runs through its input once, front to back, is done with the input's
// first part when it writes the last of its result. Both in full at a time are more memory than
// the computation needs.
//
// Idea: the result may begin so far before the input (or behind it) that each part of it
// overwrites only what has been read for the last time. The compact kernels' order of reads and
// writes is fixed, so that distance is known: the least, over all steps, of the number of input
// bytes that are dead after the step's reads less the number of result bytes that are written by
// the step's end. A result that is larger than the input has its last bytes where the input's last
// bytes are; together they take no more room than the larger of both.
//
// A depthwise convolution copies each channel before it writes it, so its result may lie at any
// distance that puts channels on themselves.
//
// The planner (lib/Memory/PlanMemory.cpp) decides what to make of it.
//
// Source: Blacker et al., "Diagonal Memory Optimisation for Machine Learning on
// Micro-controllers" (2020), who found the distances by tracing.
//
//===----------------------------------------------------------------------===//
#include "ResultOverlap.h"
#include "KernelShape.h"

using namespace mlir;
using namespace effc;

/// Pixel by pixel; with vectors, a pixel is read once for each block of channels.
static ResultOverlap getPointwiseOverlap(const KernelShape &shape, bool isVector) {
  int64_t pixels = shape.height * shape.width;
  int64_t growth = shape.outChannels - shape.channels;
  int64_t distance = -std::max(growth, growth * pixels);
  return {distance - (isVector ? shape.channels : 0), 1};
}

/// Row by row, after the input's rows have been copied that are needed up to there.
static ResultOverlap getRowOverlap(const KernelShape &shape) {
  int64_t distance = INT64_MAX / 4;
  for (int64_t row = 0; row < shape.outHeight; ++row) {
    int64_t copied = row * shape.strideHeight - shape.padTop +
                     shape.dilationHeight * (shape.windowHeight - 1) + 1;
    if (copied >= shape.height) // nothing is read any more
      break;
    distance = std::min(distance, std::max<int64_t>(copied, 0) * shape.width * shape.channels -
                                      (row + 1) * shape.outWidth * shape.outChannels);
  }
  return {distance, 1};
}

std::optional<ResultOverlap> effc::getResultOverlap(Operation *op) {
  if (auto depthwise = dyn_cast<KernelCompactDepthwiseConv2DOp>(op)) {
    KernelShape shape = KernelShape::of(depthwise);
    if (shape.batch != 1)
      return std::nullopt;
    return ResultOverlap{INT64_MAX / 4, shape.channels};
  }
  auto conv = dyn_cast<KernelCompactConv2DOp>(op);
  if (!conv)
    return std::nullopt;
  KernelShape shape = KernelShape::of(conv);
  TileAttr tile = conv.getTile();
  bool isVector = tile.getDot() == Dot::Widen;
  if (shape.batch != 1 || (tile.getPixels() == 1 && !isVector)) // a single row, read in place
    return std::nullopt;
  if (shape.isPointwise() && !shape.hasPadding() && shape.strideHeight == 1 &&
      shape.strideWidth == 1)
    return getPointwiseOverlap(shape, isVector);
  return getRowOverlap(shape);
}
