//===- KernelConvPlan.cpp - Panels and tiles of convolutions --------------===//
#include "KernelConvPlan.h"
#include "KernelTiles.h"

using namespace mlir;
using namespace effc;

/// Bytes of scratch that a panel may take: half of a small L1 data cache.
static constexpr int64_t kPanelBytes = 16 * 1024;
/// Pointwise convolutions have so many panels, of so many tiles each, if there are enough tiles.
static constexpr int64_t kLeastPanels = 4, kLeastTiles = 2;
/// With the output of its pixels, to which each block of channels comes back.
static constexpr int64_t kPanelAndOutputBytes = 24 * 1024;

/// A pointwise convolution over pixels that follow each other evenly is one over a single row.
static void flatten(KernelShape &shape) {
  shape.width *= shape.height * shape.batch;
  shape.outWidth = shape.width;
  shape.height = shape.outHeight = shape.batch = 1;
}

static int64_t rowBytes(const ConvPlan &plan, int64_t elementBytes) {
  return plan.panel.columns * plan.panel.channels * elementBytes;
}

/// True if the pixels of a 4-d memref have an even distance.
static bool hasEvenPixels(MemRefType type) {
  auto [strides, offset] = type.getStridesAndOffset();
  return strides[1] == strides[2] * type.getDimSize(2) &&
         (type.getDimSize(0) == 1 || strides[0] == strides[1] * type.getDimSize(1));
}

static bool isFlat(KernelConv2DOp op, ArrayRef<MemRefType> buffers) {
  KernelShape shape = KernelShape::of(op);
  return shape.isPointwise() && !shape.hasPadding() && shape.strideHeight == 1 &&
         shape.strideWidth == 1 && llvm::all_of(buffers, hasEvenPixels);
}

static void planRows(ConvPlan &plan, int64_t tilePixels, int64_t elementBytes) {
  const KernelShape &shape = plan.shape;
  auto inputRows = [&](int64_t rows) {
    int64_t step = shape.windowHeight == 1 ? 1 : shape.strideHeight;
    return (rows - 1) * step + shape.dilationHeight * (shape.windowHeight - 1) + 1;
  };
  plan.panelRows = 1;
  for (int64_t rows = 2; rows <= shape.outHeight; ++rows)
    if (shape.outHeight % rows == 0 &&
        (!plan.isStaged || inputRows(rows) * rowBytes(plan, elementBytes) <= kPanelBytes))
      plan.panelRows = rows;
  plan.panel.rows = inputRows(plan.panelRows);
  // Rows narrower than the tile are taken several at a time.
  for (int64_t rows = 1; rows <= plan.panelRows && rows * shape.outWidth <= tilePixels; ++rows)
    if (plan.panelRows % rows == 0)
      plan.tileRows = rows;
}

/// Whether steps along the reduction would read beyond what they may, or widen elements again for
/// each tap.
static bool needsPanel(const KernelShape &shape, TileAttr tile) {
  bool isEven = shape.channels % tile.getDepth() == 0;
  if (tile.getDot() == Dot::Float)
    return shape.windowWidth > 1 && shape.hasRowRuns() && !isEven;
  return !isEven || (tile.getDot() == Dot::PairI16 && !shape.isPointwise());
}

ConvPlan effc::makeConvPlan(KernelConv2DOp op, bool flat, unsigned inputBits) {
  auto result = cast<RankedTensorType>(op.getOutput().getType()).getElementType();
  TileAttr tile = op.getTile();
  ConvPlan plan;
  plan.shape = KernelShape::of(op);
  plan.isFlat = flat;
  KernelShape &shape = plan.shape;
  if (flat)
    flatten(shape);
  // Four or eight bytes are read from where they are unless their sign changes or a pixel ends
  // among them.
  plan.isStaged = shape.hasPadding() || getInputShift(tile.getDot(), op.getUnsignedInput());
  bool isEven = shape.channels % tile.getDepth() == 0;
  if (hasLaneSums(tile))
    plan.isStaged |= needsPanel(shape, tile);
  else
    plan.isStaged |= tile.getDepth() == 2 || (multipliesBytes(tile.getDot()) && !isEven);
  plan.hasRowRuns = shape.hasRowRuns();
  int64_t elementBytes = tile.getDot() == Dot::PairI16 ? 2 : inputBits / 8;
  plan.tileRows = 1;
  plan.tileColumns = std::min(tile.getPixels(), shape.outWidth);
  // The tile may have been chosen for pixels of several rows.
  if (!hasLaneSums(tile))
    plan.tileColumns =
        llvm::divideCeil(shape.outWidth, llvm::divideCeil(shape.outWidth, tile.getPixels()));
  plan.panel.channels = shape.channels;
  plan.panel.rowStep = shape.windowHeight == 1 ? shape.strideHeight : 1;
  plan.panel.columnStep = shape.windowWidth == 1 ? shape.strideWidth : 1;
  if (flat) {
    int64_t pixelBytes = shape.channels * elementBytes;
    int64_t outputBytes = shape.outChannels * (result.getIntOrFloatBitWidth() / 8);
    int64_t pixels =
        std::min(kPanelBytes / pixelBytes, kPanelAndOutputBytes / (pixelBytes + outputBytes));
    int64_t tiles = std::max<int64_t>(1, pixels / plan.tileColumns);
    plan.panelRows = plan.panel.rows = 1;
    int64_t allTiles = llvm::divideCeil(shape.outWidth, plan.tileColumns);
    // Panels of one size, and several of them, are what threads share evenly.
    int64_t panels = llvm::divideCeil(allTiles, tiles);
    panels = std::max(panels, std::min(kLeastPanels, allTiles / kLeastTiles));
    tiles = llvm::divideCeil(allTiles, panels);
    plan.panelColumns = (plan.isStaged ? std::min(tiles, allTiles) : allTiles) * plan.tileColumns;
    plan.panel.columns = std::min(plan.panelColumns, shape.outWidth);
    return plan;
  }
  plan.panelColumns = shape.outWidth;
  int64_t step = shape.windowWidth == 1 ? 1 : shape.strideWidth;
  plan.panel.columns =
      (shape.outWidth - 1) * step + shape.dilationWidth * (shape.windowWidth - 1) + 1;
  planRows(plan, tile.getPixels(), elementBytes);
  return plan;
}

ConvPlan effc::makeConvPlan(KernelConv2DOp op, ArrayRef<MemRefType> buffers) {
  MemRefType input = buffers.front();
  ConvPlan plan = makeConvPlan(op, isFlat(op, buffers), input.getElementTypeBitWidth());
  auto [strides, offset] = input.getStridesAndOffset();
  // Runs of a row and runs of a pixel have the same weights, as no step crosses pixels.
  if (!plan.isStaged && strides[2] != plan.shape.channels)
    plan.hasRowRuns = plan.hasRowRuns && plan.shape.windowWidth == 1;
  return plan;
}
