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
// eight independent vectors hide the latency of the multiply-add.
//
// The last tile of a row that tiles do not divide is moved back and computes some pixels
// again, so the number of pixels is chosen for the row: the one with the least
//     tiles * (pixels * (2 * vectors + 1) + 2 * vectors)
// where a step has a multiply and an addition for each accumulator, a broadcast for each
// pixel, and a load and a widening for each weight vector. A row of 14 is cut into 3 tiles
// of 5, one of 49 into 10 of 5. Depthwise kernels by pair products have a store where others
// have the broadcast; they take two vectors or one by the same formula.
//
// Where the machine decides how long registers are, a block has one vector of channels, of a
// group of one to eight registers, and pixels that leave room for weights. These are then in one
// block of all channels (KernelScalableConv2D.cpp). Group and pixels are chosen together by
// what a step costs, on registers of the least length: for each block of channels an instruction
// for a load of input and one for the multiply-accumulate of each pixel, three more for weights
// and pointers, and for each register that the channels take the multiply-accumulates and
// another 1.5 for loading and widening weights. Longer registers take the same instructions for
// more channels.
//
// Source: measurements of generated 14x32, 13x32, 12x32 and 7x64 kernels on AVX-512, and
// K. Goto, R. van de Geijn: Anatomy of High-Performance Matrix Multiplication (2008).
//
//===----------------------------------------------------------------------===//
#include "KernelTiles.h"
#include "KernelDot.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <limits>
#include <tuple>

using namespace effc;

int64_t effc::getLanes(TargetAttr target) { return target.getVectorBits() / 32; }

bool effc::hasVectorKernels(TargetAttr target) { return target && target.getVectorBits() >= 64; }

/// The instruction that kernels use for operands of a kind: x86 has the 16-bit form wherever it
/// has the 8-bit one, other machines widen.
static Dot chooseDot(TargetAttr target, KernelOperands operands) {
  Dot dot = target.getDot() == Dot::MatrixI8 ? Dot::QuadI8 : target.getDot();
  if (operands == KernelOperands::Float)
    return Dot::Float;
  if (isQuad(dot) && operands == KernelOperands::Bytes)
    return dot;
  return dot == Dot::PairI16 || dot == Dot::QuadU8I8 ? Dot::PairI16 : Dot::Widen;
}

int64_t effc::getPaddedChannels(int64_t channels, int64_t tileChannels, int64_t lanes) {
  int64_t rest = channels % tileChannels;
  return channels - rest + (rest + lanes - 1) / lanes * lanes;
}

/// What a row of `pixels` costs in tiles of `count`.
static int64_t getRowCost(int64_t pixels, int64_t count, int64_t vectors) {
  return llvm::divideCeil(pixels, count) * (count * (2 * vectors + 1) + 2 * vectors);
}

/// The number of pixels, up to `most`, that makes a row of `pixels` cheapest.
static int64_t choosePixels(int64_t pixels, int64_t most, int64_t vectors) {
  int64_t best = 1;
  for (int64_t count = 2; count <= std::min(most, pixels); ++count)
    if (getRowCost(pixels, count, vectors) <= getRowCost(pixels, best, vectors))
      best = count;
  return best;
}

/// Pixels whose accumulators, of groups of `registers`, leave room for the weights of two steps.
static int64_t getMostScalablePixels(int64_t registers, bool isFloat) {
  if (registers >= 4)
    return isFloat ? (registers == 8 ? 2 : 6) : (registers == 8 ? 3 : 7);
  return 14;
}

static TileAttr chooseScalableConvTile(TargetAttr target, Dot dot, int64_t pixels,
                                       int64_t channels) {
  int64_t lanes = getLanes(target), taken = llvm::divideCeil(channels, lanes);
  int64_t bestPixels = 1, bestGroup = 1, least = std::numeric_limits<int64_t>::max();
  for (int64_t group : {1, 2, 4, 8}) {
    int64_t blocks = llvm::divideCeil(taken, group);
    for (int64_t count = std::min(getMostScalablePixels(group, dot == Dot::Float), pixels);
         count >= 1; --count) {
      // In halves.
      int64_t step = 2 * blocks * (count + 3) + taken * (2 * count + 3);
      int64_t cost = llvm::divideCeil(pixels, count) * step;
      if (cost < least)
        std::tie(bestPixels, bestGroup, least) = std::tuple(count, group, cost);
    }
  }
  return TileAttr::get(target.getContext(), bestPixels, bestGroup * lanes, 1, dot, true);
}

/// Groups of four registers; fewer pixels for f32, whose weights take as many.
static TileAttr chooseScalableDepthwiseTile(TargetAttr target, Dot dot, int64_t pixels,
                                            int64_t channels) {
  int64_t lanes = getLanes(target);
  int64_t group = std::min<int64_t>(4, llvm::PowerOf2Ceil(llvm::divideCeil(channels, lanes)));
  int64_t most = group < 4 ? 8 : dot == Dot::Float ? 3 : 4;
  return TileAttr::get(target.getContext(), choosePixels(pixels, most, 2), group * lanes, 1, dot,
                       true);
}

TileAttr effc::chooseConvTile(TargetAttr target, KernelOperands operands, int64_t pixels,
                              int64_t channels) {
  Dot dot = chooseDot(target, operands);
  if (target.getScalableVectors())
    return chooseScalableConvTile(target, dot, pixels, channels);
  int64_t lanes = getLanes(target);
  int64_t registers = std::max<int64_t>(target.getVectorRegisters(), 8);
  // Each pixel's input has a register of its own, from which products take lanes.
  if (dot == Dot::Widen && hasNeon(target))
    registers = 12;
  int64_t vectors = 2;
  int64_t most = (registers - 4) / vectors;
  if (pixels * 2 <= most || pixels == 1) {
    vectors = std::max<int64_t>(2, std::min<int64_t>(8, (registers - 4) / (pixels + 1)));
    most = pixels;
  }
  vectors = std::min(vectors, (channels + lanes - 1) / lanes);
  if (dot == Dot::QuadI8 && target.getDot() == Dot::MatrixI8 && pixels > 1) {
    // Weights take twice the registers, and pixels come in pairs.
    int64_t pairs = std::max<int64_t>((registers - 2 * vectors - 2) / (2 * vectors), 1);
    int64_t count = 2 * choosePixels(llvm::divideCeil(pixels, 2), pairs, vectors);
    return TileAttr::get(target.getContext(), count, vectors * lanes, getDepth(Dot::MatrixI8),
                         Dot::MatrixI8);
  }
  return TileAttr::get(target.getContext(), choosePixels(pixels, most, vectors), vectors * lanes,
                       getDepth(dot), dot);
}

bool effc::hasLaneSums(TileAttr tile) { return tile.getDepth() > getDepth(tile.getDot()); }

// Counted in multiply-accumulates of a vector for each pixel: a step of the other kernels takes
// one for each vector of channels, and here one for each channel, with the weights of all
// channels loaded for `lanes / channels` pixels. Adding up lanes costs some three of them, and
// rescaling and storing pixels one by one some four. In f32 other kernels load for each product,
// from pixels that often lie a power of two apart, which halves their rate.
TileAttr effc::chooseLaneTile(TargetAttr target, KernelOperands operands,
                              const KernelShape &shape) {
  constexpr int64_t kLaneSumCost = 3, kPixelCost = 4;
  Dot dot = chooseDot(target, operands);
  int64_t lanes = getLanes(target), channels = shape.outChannels;
  if (lanes < 4 || !llvm::isPowerOf2_64(lanes) || channels >= lanes ||
      target.getVectorRegisters() < 16)
    return nullptr;
  int64_t depth = lanes * getDepth(dot);
  int64_t steps = shape.runs() * llvm::divideCeil(shape.runLength(), depth);
  int64_t others = shape.runs() * llvm::divideCeil(shape.runLength(), getDepth(dot));
  if (dot == Dot::Float)
    others *= 2;
  if (channels * (steps * (lanes + channels) + kLaneSumCost * lanes) >=
      (others + kPixelCost) * lanes)
    return nullptr;
  // Pixels whose results fill up to four groups of accumulators best.
  int64_t group = std::max<int64_t>(lanes, 8), best = 1, bestFill = 0;
  for (int64_t pixels = 1; pixels * channels <= 4 * group; ++pixels) {
    int64_t fill = pixels * channels * 100 / llvm::alignTo(pixels * channels, group);
    if (fill > bestFill)
      std::tie(best, bestFill) = std::pair(pixels, fill);
  }
  return TileAttr::get(target.getContext(), best, channels, depth, dot);
}

TileAttr effc::chooseDepthwiseTile(TargetAttr target, bool isFloat, int64_t pixels,
                                   int64_t channels) {
  Dot dot = chooseDot(target, isFloat ? KernelOperands::Float : KernelOperands::Integers);
  if (target.getScalableVectors())
    return chooseScalableDepthwiseTile(target, dot, pixels, channels);
  int64_t lanes = getLanes(target);
  int64_t most = target.getVectorRegisters() >= 32 ? 8 : 4;
  // A vector of channels, whose weights of a window row stay in registers.
  if (dot == Dot::Float)
    return TileAttr::get(target.getContext(), choosePixels(pixels, 2 * most, 1), lanes,
                         getDepth(dot), dot);
  if (dot != Dot::PairI16) {
    return TileAttr::get(target.getContext(), choosePixels(pixels, most, 2), 2 * lanes,
                         getDepth(dot), dot);
  }
  int64_t registers = std::max<int64_t>(target.getVectorRegisters(), 8);
  int64_t best = 0, bestPixels = 0, least = std::numeric_limits<int64_t>::max();
  for (int64_t vectors : {2, 1}) {
    int64_t count = choosePixels(pixels, (registers - 4) / vectors, vectors);
    int64_t cost = llvm::divideCeil(channels, vectors * lanes) * getRowCost(pixels, count, vectors);
    if (cost < least)
      std::tie(best, bestPixels, least) = std::tuple(vectors, count, cost);
  }
  return TileAttr::get(target.getContext(), bestPixels, best * lanes, getDepth(dot), dot);
}
