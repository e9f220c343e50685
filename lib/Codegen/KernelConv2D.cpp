//===- KernelConv2D.cpp - Loops of effc.kernel.conv_2d --------------------===//
//
// Loop nest, from outside: image, panel of output pixels, block of output channels, tile
// of pixels, reduction. A panel is a band of output rows (of a pointwise convolution: a
// stretch of pixels). Its input is first copied to scratch with padding in place and
// elements widened, where the dot needs one or the other; the copy is small (it stays in
// the L1 or L2 cache) and is read once per block of output channels. A tile is the
// register block: `pixels x channels` accumulators that start at the bias and are stored
// through the epilogue. Within the reduction every address is a loop counter plus a
// constant, since panels and weights are laid out for that. KernelScalableConv2D.cpp has the
// blocks and the reduction for vectors of unknown length.
//
//===----------------------------------------------------------------------===//
#include "KernelConv2D.h"
#include "KernelConvEmitter.h"
#include "KernelLaneSums.h"
#include "KernelMatrix.h"
#include "KernelTiles.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace effc;

ConvEmitter::ConvEmitter(ImplicitLocOpBuilder &b, KernelConv2DOp op, TargetAttr target,
                         const ConvPlan &plan, ValueRange inputs, Value outputMemref,
                         ValueRange scratch)
    : b(b), op(op), target(target), plan(plan), shape(plan.shape),
      dot(target, op.getTile().getDot(), op.getUnsignedInput()), tile(op.getTile()),
      lanes(getLanes(target)), input(b, inputs[0]), weights(b, inputs[1]), bias(b, inputs[2]),
      output(b, outputMemref),
      addend(op.getAddend() ? LinearBuffer(b, inputs.back()) : LinearBuffer()),
      epilogue(b, op.getScalingAttr(), op.getActivation(), target,
               op.getScales() ? inputs[3] : Value(),
               cast<MemRefType>(outputMemref.getType()).getElementType(),
               op.getAddend() ? std::optional<KernelEpilogue::Sum>({addend, op.getSumActivation()})
                              : std::nullopt) {
  int64_t strideHeight = shape.windowHeight == 1 && plan.isStaged ? 1 : shape.strideHeight;
  int64_t strideWidth = shape.windowWidth == 1 && plan.isStaged ? 1 : shape.strideWidth;
  if (plan.isStaged) {
    panel = source = LinearBuffer(b, scratch[0]);
    sourceColumn = shape.channels;
    sourceRow = plan.panel.columns * shape.channels;
  } else {
    source = input;
    sourceColumn = input.stride(2);
    sourceRow = input.stride(1);
  }
  tileStepRow = strideHeight * sourceRow;
  tileStepColumn = strideWidth * sourceColumn;
  runsPerRow = plan.hasRowRuns ? 1 : shape.windowWidth;
  int64_t length = plan.hasRowRuns ? shape.windowWidth * shape.channels : shape.channels;
  steps = llvm::divideCeil(length, tile.getDepth());
}

Offset ConvEmitter::pixelOffset(int64_t row, int64_t column) const {
  return {nullptr, row * tileStepRow + column * tileStepColumn};
}

void ConvEmitter::emitBlock(Offset channel, Offset weightsOffset, int64_t vectors, int64_t count,
                            function_ref<void(Block &)> body) {
  Block block{channel, weightsOffset, vectors, count, {}, {}};
  for (int64_t v = 0; v < vectors; ++v) {
    block.bias.push_back(bias.load(b, channel + v * lanes, lanes));
    block.scales.push_back(epilogue.prepare(b, channel + v * lanes, lanes));
  }
  if (hasLaneSums(tile))
    prepareLanes(block);
  body(block);
}

/// Bias and scales for lanes that go over pixels and their channels.
void ConvEmitter::prepareLanes(Block &block) const {
  int64_t channels = shape.outChannels, results = plan.tileRows * plan.tileColumns * channels;
  Value all = bias.load(b, Offset(), channels);
  for (int64_t first = 0; first < results; first += lanes) {
    SmallVector<int64_t> order;
    for (int64_t lane = first; lane < first + lanes; ++lane)
      order.push_back(lane % channels);
    block.bias.push_back(vector::ShuffleOp::create(b, all, all, order));
    block.scales.push_back(epilogue.prepare(b, order, channels));
  }
}

void ConvEmitter::emitBlocks(function_ref<void(Block &)> body) {
  if (tile.getScalable())
    return emitScalableBlocks(body);
  int64_t width = tile.getChannels();
  int64_t blockWeights = shape.windowHeight * runsPerRow * steps * width * tile.getDepth();
  int64_t full = shape.outChannels / width, rest = shape.outChannels % width;
  forEach(b, full, [&](Value index) {
    emitBlock(scaled(b, index, width), scaled(b, index, blockWeights), width / lanes, width, body);
  });
  if (rest)
    emitBlock({nullptr, full * width}, {nullptr, full * blockWeights},
              llvm::divideCeil(rest, lanes), rest, body);
}

SmallVector<Value> ConvEmitter::reduce(const Block &block, Offset inputOffset,
                                       ArrayRef<int64_t> pixels) {
  bool isMatrix = tile.getDot() == Dot::MatrixI8;
  MatrixSums matrix(b, pixels);
  SmallVector<Value> accumulators;
  if (isMatrix)
    accumulators = matrix.begin(block.bias);
  else
    for (size_t p = 0; p < pixels.size(); ++p)
      for (Value channels : block.bias)
        accumulators.push_back(dot.begin(b, channels));
  int64_t stepWeights = block.vectors * lanes * tile.getDepth();
  int64_t laneSteps = dot.getLaneSteps(steps);
  int64_t counts[] = {shape.windowHeight, runsPerRow, steps / laneSteps};
  auto step = [&](ArrayRef<Value> index, SmallVector<Value> sums) {
    Offset from = sum(b, inputOffset, scaled(b, index[0], shape.dilationHeight * sourceRow));
    from = sum(b, from, scaled(b, index[1], shape.dilationWidth * sourceColumn));
    from = sum(b, from, scaled(b, index[2], laneSteps * tile.getDepth()));
    Offset at = sum(b, block.weights, scaled(b, index[2], laneSteps * stepWeights));
    at = sum(b, at, scaled(b, index[1], steps * stepWeights));
    at = sum(b, at, scaled(b, index[0], runsPerRow * steps * stepWeights));
    if (isMatrix) {
      matrix.addStep(sums, source, from, weights, at, block.vectors * lanes);
      return sums;
    }
    SmallVector<Value> elements;
    for (int64_t pixel : laneSteps > 1 ? pixels : ArrayRef<int64_t>())
      elements.push_back(dot.loadLaneSteps(b, source, from + pixel, laneSteps));
    for (int64_t lane = 0; lane < laneSteps; ++lane) {
      SmallVector<Value> vectors =
          dot.loadWeights(b, weights, at + lane * stepWeights, lanes, block.vectors);
      for (auto [p, pixel] : llvm::enumerate(pixels)) {
        Value value = laneSteps > 1 ? dot.broadcastLane(b, elements[p], lane, lanes)
                                    : dot.broadcastInput(b, source, from + pixel, lanes);
        for (int64_t v = 0; v < block.vectors; ++v) {
          Value &accumulator = sums[p * block.vectors + v];
          accumulator = dot.accumulate(b, accumulator, value, vectors[v]);
        }
      }
    }
    return sums;
  };
  accumulators = reduceOver(b, counts, accumulators, {}, step, /*mayUnroll=*/true);
  if (isMatrix)
    return matrix.end(accumulators);
  dot.finish(b, accumulators, block.bias);
  return accumulators;
}

/// `index * count` pixels further along a dimension.
ConvEmitter::Pixel ConvEmitter::advance(Pixel from, Value index, int64_t count,
                                        unsigned dimension) {
  from.output = sum(b, from.output, scaled(b, index, count * output.stride(dimension)));
  if (op.getAddend())
    from.addend = sum(b, from.addend, scaled(b, index, count * addend.stride(dimension)));
  return from;
}

void ConvEmitter::emitTile(const Block &block, Offset from, Pixel to, int64_t rows,
                           int64_t columns) {
  SmallVector<int64_t> inputs;
  KernelEpilogue::Place results{sum(b, to.output, block.channel), {}}, addends;
  if (op.getAddend())
    addends.start = sum(b, to.addend, block.channel);
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = 0; column < columns; ++column) {
      inputs.push_back(pixelOffset(row, column).constant);
      results.pixels.push_back(row * output.stride(1) + column * output.stride(2));
      if (op.getAddend())
        addends.pixels.push_back(row * addend.stride(1) + column * addend.stride(2));
    }
  if (hasLaneSums(tile))
    return emitLaneTile(block, from, results, inputs);
  if (block.piece)
    return epilogue.store(b, *block.piece, reduceScalable(block, from, inputs), block.channel,
                          output, results);
  SmallVector<Value> sums = reduce(block, from, inputs);
  epilogue.store(b, sums, block.scales, output, results, block.count, addends);
}

/// A tile whose pixels begin at `inputs`, by sums over lanes.
void ConvEmitter::emitLaneTile(const Block &block, Offset from, const KernelEpilogue::Place &to,
                               ArrayRef<int64_t> inputs) {
  int64_t channels = shape.outChannels;
  LaneReduction reduction{shape.windowHeight,
                          runsPerRow,
                          plan.hasRowRuns ? shape.windowWidth * shape.channels : shape.channels,
                          shape.dilationHeight * sourceRow,
                          shape.dilationWidth * sourceColumn,
                          tile.getDepth(),
                          channels};
  SmallVector<LaneSums::Result> results;
  for (int64_t pixel : inputs)
    for (int64_t channel = 0; channel < channels; ++channel)
      results.push_back({pixel, channel});
  SmallVector<Value> sums = LaneSums(b, dot, lanes, source, weights, reduction).emit(from, results);
  for (auto [value, add] : llvm::zip_equal(sums, block.bias))
    value = dot.isFloat() ? arith::AddFOp::create(b, value, add).getResult()
                          : arith::AddIOp::create(b, value, add).getResult();
  auto isInPlace = [&](size_t pixel) { return to.pixels[pixel] == int64_t(pixel) * channels; };
  if (llvm::all_of(llvm::seq(to.pixels.size()), isInPlace))
    return epilogue.store(b, sums, block.scales, output, {to.start, {0}}, results.size());
  // Pixels lie apart: a vector for each.
  SmallVector<Value> pixels;
  for (size_t pixel = 0; pixel < to.pixels.size(); ++pixel) {
    int64_t first = pixel * channels, vector = first / lanes;
    SmallVector<int64_t> order;
    for (int64_t lane = 0; lane < lanes; ++lane)
      order.push_back(first % lanes + lane % channels);
    Value next = sums[std::min<size_t>(vector + 1, sums.size() - 1)];
    pixels.push_back(vector::ShuffleOp::create(b, sums[vector], next, order));
  }
  epilogue.store(b, pixels, ArrayRef(block.scales).take_front(), output, to, channels);
}

void ConvEmitter::emitPanel(Value batch, Value band) {
  Offset firstRow = scaled(b, band, plan.panelRows * shape.strideHeight);
  Offset from;
  if (plan.isStaged) {
    fillPanel(b, dot, shape, plan.panel, input, batch, firstRow + -shape.padTop, panel, {},
              epilogue.padValue(), 16);
    clearRest({nullptr, plan.panel.elements()});
  } else {
    from = sum(b, scaled(b, batch, input.stride(0)), scaled(b, band, plan.panelRows * tileStepRow));
  }
  Pixel to = advance(advance({}, batch, 1, 0), band, plan.panelRows, 1);
  emitBlocks([&](Block &block) {
    forEach(b, plan.panelRows / plan.tileRows, [&](Value row) {
      Offset rowFrom = sum(b, from, scaled(b, row, plan.tileRows * tileStepRow));
      Pixel rowTo = advance(to, row, plan.tileRows, 1);
      auto tiles = forEach(b, llvm::divideCeil(shape.outWidth, plan.tileColumns), [&](Value index) {
        Value column = startOfPiece(b, index, plan.tileColumns, shape.outWidth - plan.tileColumns);
        emitTile(block, sum(b, rowFrom, scaled(b, column, tileStepColumn)),
                 advance(rowTo, column, 1, 2), plan.tileRows, plan.tileColumns);
      });
      if (tile.getScalable())
        forbidHoisting(tiles);
    });
  });
}

/// The last step of a run reads behind its elements, which weights of zero then make nothing of.
/// What stands there at the panel's end gets a value all the same.
void ConvEmitter::clearRest(Offset end) {
  int64_t length = plan.hasRowRuns ? shape.windowWidth * shape.channels : shape.channels;
  setElements(b, dot, panel, end, steps * tile.getDepth() - length, Value(), 16);
}

/// Copies the input of the tile that is `start` pixels into the panel from pixel `first`.
void ConvEmitter::fillTile(Value first, Value start) {
  Offset from = sum(b, scaled(b, first, input.stride(2)), scaled(b, start, input.stride(2)));
  Offset to = scaled(b, start, shape.channels);
  clearRest(to + plan.tileColumns * shape.channels);
  if (input.stride(2) == shape.channels)
    return copyElements(b, dot, input, from, panel, to, plan.tileColumns * shape.channels, 16);
  forEach(b, plan.tileColumns, [&](Value pixel) {
    copyElements(b, dot, input, sum(b, from, scaled(b, pixel, input.stride(2))), panel,
                 sum(b, to, scaled(b, pixel, shape.channels)), shape.channels, 16);
  });
}

/// Panels of whole tiles. The last tile is moved back to end with the row; pixels that two
/// tiles cover are computed twice.
void ConvEmitter::emitPointwisePanels() {
  int64_t columns = plan.tileColumns, last = shape.outWidth - columns;
  int64_t tiles = llvm::divideCeil(shape.outWidth, columns);
  int64_t panelTiles = plan.panelColumns / columns;
  forEach(b, llvm::divideCeil(tiles, panelTiles), [&](Value panelIndex) {
    Value first = startOfPiece(b, panelIndex, plan.panelColumns, last);
    Value lastStart = arith::ConstantIndexOp::create(b, last);
    Value count = arith::ConstantIndexOp::create(b, std::min(tiles, panelTiles));
    if (first) {
      lastStart = arith::SubIOp::create(b, lastStart, first);
      Value left = arith::ConstantIndexOp::create(b, tiles);
      left = arith::SubIOp::create(b, left, scaled(b, panelIndex, panelTiles).dynamic);
      count = arith::MinSIOp::create(b, count, left);
    }
    auto forEachTile = [&](function_ref<void(Value)> body) {
      Value zero = arith::ConstantIndexOp::create(b, 0);
      auto loop = scf::ForOp::create(b, zero, count, arith::ConstantIndexOp::create(b, 1));
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      joinLastPieces(loop.getInductionVar(), columns, last);
      Value start = scaled(b, loop.getInductionVar(), columns).dynamic;
      body(last % columns == 0 ? start : arith::MinSIOp::create(b, start, lastStart).getResult());
      return loop;
    };
    if (plan.isStaged)
      forEachTile([&](Value start) { fillTile(first, start); });
    Pixel to = advance({}, first, 1, 2);
    Offset from = plan.isStaged ? Offset() : scaled(b, first, input.stride(2));
    emitBlocks([&](Block &block) {
      auto loop = forEachTile([&](Value start) {
        emitTile(block, sum(b, from, scaled(b, start, tileStepColumn)), advance(to, start, 1, 2), 1,
                 columns);
      });
      if (tile.getScalable())
        forbidHoisting(loop);
    });
  });
}

void ConvEmitter::emit() {
  if (plan.isFlat)
    return emitPointwisePanels();
  forEach(b, shape.batch, [&](Value batch) {
    forEach(b, shape.outHeight / plan.panelRows, [&](Value band) { emitPanel(batch, band); });
  });
}

namespace {

struct Conv2DModel : KernelOpInterface::ExternalModel<Conv2DModel, KernelConv2DOp> {
  void getScratchTypes(Operation *operation, TargetAttr target,
                       SmallVectorImpl<MemRefType> &types) const {
    auto op = cast<KernelConv2DOp>(operation);
    Type element = cast<RankedTensorType>(op.getInput().getType()).getElementType();
    unsigned bits = element.getIntOrFloatBitWidth();
    KernelShape shape = KernelShape::of(op);
    ConvPlan plan = makeConvPlan(op, /*flat=*/false, bits);
    if (!plan.isStaged)
      return;
    // Whether a pointwise convolution can be taken as one row depends on the memrefs' strides.
    int64_t elements = plan.panel.elements();
    if (shape.isPointwise() && !shape.hasPadding() && shape.strideHeight == 1 &&
        shape.strideWidth == 1)
      elements = std::max(elements, makeConvPlan(op, /*flat=*/true, bits).panel.elements());
    // The last run may be read up to a whole step.
    KernelDot dot(target, op.getTile().getDot(), op.getUnsignedInput());
    types.push_back(
        MemRefType::get({elements + op.getTile().getDepth() - 1}, dot.stageType(element)));
  }

  LogicalResult emitLoops(Operation *operation, ImplicitLocOpBuilder &b, TargetAttr target,
                          ValueRange inputs, ValueRange outputs, ValueRange scratch) const {
    auto op = cast<KernelConv2DOp>(operation);
    SmallVector<MemRefType> buffers{cast<MemRefType>(inputs[0].getType()),
                                    cast<MemRefType>(outputs[0].getType())};
    if (op.getAddend())
      buffers.push_back(cast<MemRefType>(inputs.back().getType()));
    ConvPlan plan = makeConvPlan(op, buffers);
    ConvEmitter(b, op, target, plan, inputs, outputs[0], scratch).emit();
    return success();
  }
};

} // namespace

void effc::attachKernelConv2D(MLIRContext *context) {
  KernelConv2DOp::attachInterface<Conv2DModel>(*context);
}
