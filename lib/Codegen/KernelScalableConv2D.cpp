//===- KernelScalableConv2D.cpp - Blocks of as many channels as fit -------===//
//
// Problem: one object for all lengths of vector registers, which uses all of them.
//
// Idea: weights lie by reduction steps, `[step][output channel]`, so that a block of channels may
// be as wide as a group of registers and begin anywhere. The group is chosen for the shortest
// registers (KernelTiles.cpp); longer ones take fewer blocks, down to one. A step loads and
// extends the weights of the block once; for each pixel of the tile it loads an input element
// into a scalar register and executes one multiply-accumulate, whose other operand is that
// register. Bytes are multiplied as i16 with sums of i32: then all instructions of a step work
// on elements of 16 bits, and the machine is never switched.
//
// Steps are unrolled so that pointers move on once for some of them.
//
//===----------------------------------------------------------------------===//
#include "KernelConvEmitter.h"

using namespace mlir;
using namespace effc;

/// Steps that one iteration of the reduction takes: some four, as many as leave the fewest over.
/// With more of them, LLVM loads more input early than there are registers for.
static int64_t chooseUnrolling(int64_t steps, bool optimizeSize) {
  if (optimizeSize)
    return 1;
  int64_t best = std::min<int64_t>(4, steps);
  for (int64_t count : {5, 3})
    if (count <= steps && steps % count < steps % best)
      best = count;
  return best;
}

void ConvEmitter::emitScalableBlocks(function_ref<void(Block &)> body) {
  forEachPiece(b, target, shape.outChannels, tile.getChannels(),
               [&](Offset first, const ScalableLanes &piece) {
                 Block block{first, first, 1, 0, {}, {}, &piece};
                 body(block);
               });
}

SmallVector<Value> ConvEmitter::reduceScalable(const Block &block, Offset inputOffset,
                                               ArrayRef<int64_t> pixels) {
  const ScalableLanes &piece = *block.piece;
  int64_t unrolling = chooseUnrolling(steps, target.getOptimizeSize());
  int64_t stepWeights = shape.outChannels;
  bool isUnsigned = dot.isUnsignedInput();
  auto step = [&](Offset from, Offset at, SmallVector<Value> &sums) {
    Value factors = piece.loadFactor(weights, at);
    for (auto [sum, pixel] : llvm::zip_equal(sums, pixels)) {
      Value element = piece.loadScalarFactor(source, from + pixel, isUnsigned);
      sum = piece.multiplyAdd(sum, element, factors, isUnsigned);
    }
  };
  auto run = [&](ArrayRef<Value> index, SmallVector<Value> sums) {
    Offset from = sum(b, inputOffset, scaled(b, index[0], shape.dilationHeight * sourceRow));
    from = sum(b, from, scaled(b, index[1], shape.dilationWidth * sourceColumn));
    Offset at = sum(b, block.weights, scaled(b, index[1], steps * stepWeights));
    at = sum(b, at, scaled(b, index[0], runsPerRow * steps * stepWeights));
    auto some = [&](Offset first, Offset place, int64_t count, SmallVector<Value> values) {
      for (int64_t k = 0; k < count; ++k)
        step(first + k, place + k * stepWeights, values);
      return values;
    };
    sums = reduceOver(b, {steps / unrolling}, sums, {},
                      [&](ArrayRef<Value> several, SmallVector<Value> values) {
                        return some(sum(b, from, scaled(b, several[0], unrolling)),
                                    sum(b, at, scaled(b, several[0], unrolling * stepWeights)),
                                    unrolling, values);
                      });
    int64_t done = steps / unrolling * unrolling;
    return some(from + done, at + done * stepWeights, steps - done, sums);
  };
  Value channels = piece.load(bias, block.channel);
  SmallVector<Value> sums(pixels.size(), piece.begin(channels));
  sums = reduceOver(b, {shape.windowHeight, runsPerRow}, sums, {}, run);
  piece.finish(sums, channels);
  return sums;
}
