//===- KernelDepthwiseConv2D.cpp - Loops of depthwise convolutions --------===//
//
// Loop nest, from outside: image, band of output rows, row, tile of pixels, vector of
// channels, window. Channels fill the vectors, a tile of pixels shares the loaded weights.
//
// Without padding the input is read in place. Otherwise a band of input rows is first copied to
// scratch with the padding in place. Machines with a pair product have loops of their own
// (KernelPairedDepthwise.cpp), and so has f32 (KernelFloatDepthwise.cpp) unless the depth
// multiplier is no power of two.
//
//===----------------------------------------------------------------------===//
#include "KernelConv2D.h"
#include "KernelEpilogue.h"
#include "KernelPanel.h"
#include "KernelScalableDepthwise.h"
#include "KernelTiles.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace effc;

namespace {

constexpr int64_t kBandBytes = 32 * 1024;
/// Window steps up to which the reduction is unrolled.
constexpr int64_t kUnrolledSteps = 25;

/// How the input is brought into scratch.
struct Plan {
  bool isStaged;     // rows are copied and padded
  int64_t bandRows;  // output rows of a band
  int64_t inputRows; // input rows of a band
  PanelShape row;    // one padded row
};

Plan makePlan(const KernelShape &shape, unsigned inputBits) {
  Plan plan;
  plan.isStaged = shape.hasPadding() || shape.outChannels != shape.channels;
  int64_t columns =
      (shape.outWidth - 1) * shape.strideWidth + (shape.windowWidth - 1) * shape.dilationWidth + 1;
  plan.row = {1, columns, shape.outChannels, 1, 1};
  auto inputRows = [&](int64_t rows) {
    return (rows - 1) * shape.strideHeight + shape.dilationHeight * (shape.windowHeight - 1) + 1;
  };
  plan.bandRows = 1;
  for (int64_t rows = 2; rows <= shape.outHeight; ++rows)
    if (shape.outHeight % rows == 0 &&
        (!plan.isStaged || inputRows(rows) * plan.row.elements() * (inputBits / 8) <= kBandBytes))
      plan.bandRows = rows;
  plan.inputRows = inputRows(plan.bandRows);
  return plan;
}

class DepthwiseEmitter {
public:
  DepthwiseEmitter(ImplicitLocOpBuilder &b, KernelDepthwiseConv2DOp op, TargetAttr target,
                   ValueRange inputs, Value outputMemref, ValueRange scratch)
      : b(b), op(op), target(target), shape(KernelShape::of(op)),
        plan(makePlan(shape, cast<MemRefType>(inputs[0].getType()).getElementTypeBitWidth())),
        dot(target, op.getTile().getDot(), op.getUnsignedInput()), tile(op.getTile()),
        lanes(getLanes(target)), input(b, inputs[0]), weights(b, inputs[1]), bias(b, inputs[2]),
        output(b, outputMemref), source(input),
        epilogue(b, op.getScalingAttr(), op.getActivation(), target,
                 op.getScales() ? inputs[3] : Value(),
                 cast<MemRefType>(outputMemref.getType()).getElementType()) {
    sourceColumn = plan.isStaged ? shape.outChannels : input.stride(2);
    sourceRow = plan.isStaged ? plan.row.elements() : input.stride(1);
    if (plan.isStaged)
      source = LinearBuffer(b, scratch[0]);
  }

  void emit() {
    forEach(b, shape.batch, [&](Value batch) {
      forEach(b, shape.outHeight / plan.bandRows, [&](Value band) { emitBand(batch, band); });
    });
  }

private:
  void emitBand(Value batch, Value band);
  void fillBand(Value batch, Offset firstRow);
  void emitTiles(Offset from, Offset to);
  void emitTile(Offset from, Offset to, int64_t pixels);
  void emitChannels(Offset from, Offset to, Offset channel, int64_t vectors, int64_t width,
                    int64_t pixels);
  void emitPiece(Offset from, Offset to, Offset channel, const ScalableLanes &piece,
                 int64_t pixels);
  SmallVector<Value> addWindowRowByPairs(SmallVector<Value> sums, Offset from, Offset at,
                                         int64_t width, int64_t pixels);
  SmallVector<Value> addWindowRow(SmallVector<Value> sums, Offset from, Offset at, int64_t vectors,
                                  int64_t width, int64_t pixels);

  ImplicitLocOpBuilder &b;
  KernelDepthwiseConv2DOp op;
  TargetAttr target;
  KernelShape shape;
  Plan plan;
  KernelDot dot;
  TileAttr tile;
  int64_t lanes;
  LinearBuffer input, weights, bias, output;
  LinearBuffer source; // what the reduction reads
  KernelEpilogue epilogue;
  int64_t sourceRow, sourceColumn;
};

} // namespace

/// Copies padded input rows, with each channel repeated by the depth multiplier.
void DepthwiseEmitter::fillBand(Value batch, Offset firstRow) {
  forEach(b, plan.inputRows, [&](Value index) {
    fillPanel(b, dot, shape, plan.row, input, batch, sum(b, firstRow, scaled(b, index, 1)), source,
              scaled(b, index, sourceRow), epilogue.padValue(), 16);
  });
}

void DepthwiseEmitter::emitBand(Value batch, Value band) {
  int64_t step = plan.bandRows * shape.strideHeight;
  Offset from;
  if (plan.isStaged)
    fillBand(batch, scaled(b, band, step) + -shape.padTop);
  else
    from = sum(b, scaled(b, batch, input.stride(0)), scaled(b, band, step * sourceRow));
  Offset to =
      sum(b, scaled(b, batch, output.stride(0)), scaled(b, band, plan.bandRows * output.stride(1)));
  forEach(b, plan.bandRows, [&](Value row) {
    emitTiles(sum(b, from, scaled(b, row, shape.strideHeight * sourceRow)),
              sum(b, to, scaled(b, row, output.stride(1))));
  });
}

void DepthwiseEmitter::emitTiles(Offset from, Offset to) {
  int64_t pixels = std::min(tile.getPixels(), shape.outWidth);
  int64_t step = shape.strideWidth * sourceColumn;
  forEach(b, llvm::divideCeil(shape.outWidth, pixels), [&](Value index) {
    Value column = startOfPiece(b, index, pixels, shape.outWidth - pixels);
    emitTile(sum(b, from, scaled(b, column, step)), sum(b, to, scaled(b, column, output.stride(2))),
             pixels);
  });
}

void DepthwiseEmitter::emitTile(Offset from, Offset to, int64_t pixels) {
  if (tile.getScalable())
    return forEachPiece(b, target, shape.outChannels, tile.getChannels(),
                        [&](Offset channel, const ScalableLanes &piece) {
                          emitPiece(from, to, channel, piece, pixels);
                        });
  int64_t vectors = tile.getChannels() / lanes, width = vectors * lanes;
  int64_t full = shape.outChannels / width;
  forEach(b, full, [&](Value index) {
    emitChannels(from, to, scaled(b, index, width), vectors, lanes, pixels);
  });
  for (int64_t first = full * width; first < shape.outChannels;) {
    int64_t piece = std::min<int64_t>(lanes, llvm::bit_floor(uint64_t(shape.outChannels - first)));
    emitChannels(from, to, {nullptr, first}, 1, piece, pixels);
    first += piece;
  }
}

SmallVector<Value> DepthwiseEmitter::addWindowRowByPairs(SmallVector<Value> sums, Offset from,
                                                         Offset at, int64_t width, int64_t pixels) {
  for (int64_t tap = 0; tap < shape.windowWidth; ++tap) {
    SmallVector<Value> taps = dot.loadWeights(b, weights, at + tap * shape.outChannels, width, 2);
    for (int64_t p = 0; p < pixels; ++p) {
      int64_t column = p * shape.strideWidth + tap * shape.dilationWidth;
      SmallVector<Value> values = dot.loadInputPair(b, source, from + column * sourceColumn, width);
      for (int64_t v = 0; v < 2; ++v)
        sums[2 * p + v] = dot.accumulate(b, sums[2 * p + v], values[v], taps[v]);
    }
  }
  return sums;
}

SmallVector<Value> DepthwiseEmitter::addWindowRow(SmallVector<Value> sums, Offset from, Offset at,
                                                  int64_t vectors, int64_t width, int64_t pixels) {
  if (dot.loadsPairs() && vectors == 2)
    return addWindowRowByPairs(sums, from, at, width, pixels);
  for (int64_t tap = 0; tap < shape.windowWidth; ++tap)
    for (int64_t v = 0; v < vectors; ++v) {
      Value taps = dot.loadWeights(b, weights, at + (tap * shape.outChannels + v * width), width);
      for (int64_t p = 0; p < pixels; ++p) {
        int64_t column = p * shape.strideWidth + tap * shape.dilationWidth;
        Value value = dot.loadInput(b, source, from + (column * sourceColumn + v * width), width);
        Value &accumulator = sums[p * vectors + v];
        accumulator = dot.accumulate(b, accumulator, value, taps);
      }
    }
  return sums;
}

/// As many channels as registers hold. Rows of the window are not unrolled: LLVM would load more
/// of them early than there are registers for.
void DepthwiseEmitter::emitPiece(Offset from, Offset to, Offset channel, const ScalableLanes &piece,
                                 int64_t pixels) {
  Value addend = piece.load(bias, channel);
  SmallVector<Value> sums(pixels, piece.begin(addend));
  Offset window = sum(b, from, channel);
  int64_t rowWeights = shape.windowWidth * shape.outChannels;
  int64_t rowStep = shape.dilationHeight * sourceRow;
  auto addRow = [&](ArrayRef<Value> index, SmallVector<Value> values) {
    WindowRow row{source,
                  weights,
                  sum(b, window, scaled(b, index[0], rowStep)),
                  sum(b, channel, scaled(b, index[0], rowWeights)),
                  sourceColumn,
                  shape.outChannels,
                  pixels,
                  shape.strideWidth,
                  shape.dilationWidth,
                  0,
                  shape.windowWidth,
                  dot.isUnsignedInput()};
    return effc::addWindowRow(piece, row, values);
  };
  sums = reduceOver(b, {shape.windowHeight}, sums, {}, addRow);
  piece.finish(sums, addend);
  SmallVector<int64_t> places;
  for (int64_t p = 0; p < pixels; ++p)
    places.push_back(p * output.stride(2));
  epilogue.store(b, piece, sums, channel, output, {sum(b, to, channel), places});
}

void DepthwiseEmitter::emitChannels(Offset from, Offset to, Offset channel, int64_t vectors,
                                    int64_t width, int64_t pixels) {
  SmallVector<Value> sums;
  SmallVector<Value> addends;
  for (int64_t v = 0; v < vectors; ++v)
    addends.push_back(bias.load(b, channel + v * width, width));
  for (int64_t p = 0; p < pixels; ++p)
    for (Value addend : addends)
      sums.push_back(dot.begin(b, addend));
  Offset window = sum(b, from, channel);
  int64_t rowWeights = shape.windowWidth * shape.outChannels;
  int64_t rowStep = shape.dilationHeight * sourceRow;
  if (shape.windowHeight * shape.windowWidth <= kUnrolledSteps) {
    for (int64_t row = 0; row < shape.windowHeight; ++row)
      sums = addWindowRow(sums, window + row * rowStep, channel + row * rowWeights, vectors, width,
                          pixels);
  } else {
    sums = reduceOver(b, {shape.windowHeight}, sums, {},
                      [&](ArrayRef<Value> index, SmallVector<Value> values) {
                        return addWindowRow(values, sum(b, window, scaled(b, index[0], rowStep)),
                                            sum(b, channel, scaled(b, index[0], rowWeights)),
                                            vectors, width, pixels);
                      });
  }
  dot.finish(b, sums, addends);
  SmallVector<KernelEpilogue::Channels> scales;
  SmallVector<int64_t> places;
  for (int64_t v = 0; v < vectors; ++v)
    scales.push_back(epilogue.prepare(b, channel + v * width, width));
  for (int64_t p = 0; p < pixels; ++p)
    places.push_back(p * output.stride(2));
  epilogue.store(b, sums, scales, output, {sum(b, to, channel), places}, vectors * width);
}

namespace {

struct DepthwiseModel : KernelOpInterface::ExternalModel<DepthwiseModel, KernelDepthwiseConv2DOp> {
  void getScratchTypes(Operation *operation, TargetAttr target,
                       SmallVectorImpl<MemRefType> &types) const {
    auto op = cast<KernelDepthwiseConv2DOp>(operation);
    Type element = cast<RankedTensorType>(op.getInput().getType()).getElementType();
    if (op.getTile().getDepth() == 2) {
      auto pair = IntegerType::get(op.getContext(), 32);
      types.push_back(MemRefType::get({countPairedScratch(op)}, pair));
      return;
    }
    Plan plan = makePlan(KernelShape::of(op), element.getIntOrFloatBitWidth());
    if (plan.isStaged && !readsInPlace(op))
      types.push_back(MemRefType::get({plan.inputRows * plan.row.elements()}, element));
  }

  LogicalResult emitLoops(Operation *operation, ImplicitLocOpBuilder &b, TargetAttr target,
                          ValueRange inputs, ValueRange outputs, ValueRange scratch) const {
    auto op = cast<KernelDepthwiseConv2DOp>(operation);
    if (op.getTile().getDepth() == 2)
      emitPairedDepthwise(b, op, target, inputs, outputs[0], scratch[0]);
    else if (readsInPlace(op))
      emitFloatDepthwise(b, op, target, inputs, outputs[0]);
    else
      DepthwiseEmitter(b, op, target, inputs, outputs[0], scratch).emit();
    return success();
  }
};

} // namespace

void effc::attachKernelDepthwiseConv2D(MLIRContext *context) {
  KernelDepthwiseConv2DOp::attachInterface<DepthwiseModel>(*context);
}
