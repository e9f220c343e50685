//===- KernelTiles.cpp - Register blocks by target ------------------------===//
//
// Problem: a convolution kernel keeps a block of `pixels x channels` accumulators in
// registers and, for each reduction step, loads `channels / lanes` weight vectors and
// broadcasts one value per pixel. Loads per multiply-accumulate fall as 1/pixels +
// 1/(channels/lanes), so the block should be as large and as square (counted in
// registers) as the register file allows; one register more and accumulators spill.
//
// Choice: two weight vectors wide, and as many pixels as leave room for two weights, a
// broadcast and a temporary: (registers - 4) / 2, that is 6x16 on AVX2 and 14x32 on
// AVX-512, the blocks that measured best there. If a row has fewer pixels, the freed
// registers widen the block along the channels: with one pixel (a fully connected layer)
// eight independent vectors hide the latency of the multiply-add. A row that the block
// does not divide is cut evenly (14 pixels: 5 + 5 + 4, not 6 + 6 + 2).
//
// Source: measurements of generated 14x32, 13x32, 12x32 and 7x64 kernels on AVX-512, and
// K. Goto, R. van de Geijn: Anatomy of High-Performance Matrix Multiplication (2008).
//
//===----------------------------------------------------------------------===//
#include "KernelTiles.h"
#include <algorithm>

using namespace effc;

int64_t effc::getLanes(TargetAttr target) { return target.getVectorBits() / 32; }

bool effc::hasVectorKernels(TargetAttr target) { return target && target.getVectorBits() >= 64; }

static int64_t getDepth(Dot dot) { return dot == Dot::PairI16 ? 2 : 1; }

/// The instruction that kernels use for an element type. Those that the kernels have no
/// form for yet fall back to widening multiplies.
static Dot chooseDot(TargetAttr target, bool isFloat) {
  if (isFloat)
    return Dot::Float;
  switch (target.getDot()) {
  case Dot::PairI16:
  case Dot::QuadU8I8: // every such machine has the 16-bit form too
    return Dot::PairI16;
  default:
    return Dot::Widen;
  }
}

int64_t effc::getPaddedChannels(int64_t channels, int64_t tileChannels, int64_t lanes) {
  int64_t rest = channels % tileChannels;
  return channels - rest + (rest + lanes - 1) / lanes * lanes;
}

TileAttr effc::chooseConvTile(TargetAttr target, bool isFloat, int64_t pixels, int64_t channels) {
  Dot dot = chooseDot(target, isFloat);
  int64_t lanes = getLanes(target);
  int64_t registers = std::max<int64_t>(target.getVectorRegisters(), 8);
  int64_t vectors = 2;
  int64_t most = (registers - 4) / vectors;
  if (pixels * 2 <= most || pixels == 1) {
    vectors = std::max<int64_t>(2, std::min<int64_t>(8, (registers - 4) / (pixels + 1)));
    most = pixels;
  }
  vectors = std::min(vectors, (channels + lanes - 1) / lanes);
  int64_t blocks = (pixels + most - 1) / most;
  int64_t even = (pixels + blocks - 1) / blocks;
  return TileAttr::get(target.getContext(), even, vectors * lanes, getDepth(dot), dot);
}

TileAttr effc::chooseDepthwiseTile(TargetAttr target, bool isFloat, int64_t pixels) {
  Dot dot = chooseDot(target, isFloat);
  int64_t lanes = getLanes(target);
  int64_t most = target.getVectorRegisters() >= 32 ? 8 : 4;
  int64_t blocks = (pixels + most - 1) / most;
  return TileAttr::get(target.getContext(), (pixels + blocks - 1) / blocks, 2 * lanes,
                       getDepth(dot), dot);
}
