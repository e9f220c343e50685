//===- KernelFloatDepthwise.cpp - Depthwise kernels that read in place ----===//
//
// A depthwise convolution of f32 needs no copy of its input, not even a padded one: what lies
// outside of the image adds zero, so it is left out. Above and below, the loop over the
// window's rows begins later and ends earlier. On the left and right, the output's columns are
// cut into segments of columns that read the same columns of the window: one wide segment,
// and one or more narrow ones at each end.
//
// A tile is some pixels of a row by one vector of channels, or more vectors where a segment
// has few pixels, as independent sums hide the latency of the multiply-add. In each row of the
// window an input vector is loaded once for all pixels that read it.
//
// With a depth multiplier that is a power of two, input channels are repeated as they are loaded.
//
// Where the distance of pixels is a multiple of 2 KiB (512 channels), they share so few sets of the
// cache that a line is gone before the tile's next vector reads its other half. There a tile has
// vectors of two whole lines, which costs spilled sums and still takes half of the time.
//
// Loop nest, from outside: image, output row, segment, tile, vectors of channels, row of the
// window.
//
//===----------------------------------------------------------------------===//
#include "KernelConv2D.h"
#include "KernelEpilogue.h"
#include "KernelPanel.h"
#include "KernelScalableDepthwise.h"
#include "KernelTiles.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include <map>

using namespace mlir;
using namespace effc;

/// Half of what the sets of a first-level cache span, pixels of a tile where distances are
/// multiples of it, and a cache line.
static constexpr int64_t kCollidingBytes = 2048, kCollidingPixels = 8, kLineBytes = 64;

namespace {

/// Output columns `[first, first + count)`, which read columns `[firstTap, endTap)` of the window.
struct Segment {
  int64_t first, count, firstTap, endTap;
};

/// Rows of the window that lie inside of the image; null: all.
struct WindowRows {
  Value begin, end;
};

/// Adds what a row of the window reads at an offset of the input and one of the weights.
using AddRow = function_ref<SmallVector<Value>(Offset, Offset, SmallVector<Value>)>;

class FloatDepthwiseEmitter {
public:
  FloatDepthwiseEmitter(ImplicitLocOpBuilder &b, KernelDepthwiseConv2DOp op, TargetAttr target,
                        ValueRange inputs, Value output)
      : b(b), target(target), tile(op.getTile()), shape(KernelShape::of(op)),
        dot(target, Dot::Float, false), mostPixels(tile.getPixels()), lanes(getLanes(target)),
        multiplier(shape.outChannels / shape.channels), input(b, inputs[0]), weights(b, inputs[1]),
        bias(b, inputs[2]), output(b, output),
        epilogue(b, {}, op.getActivation(), target, {}, b.getF32Type()) {}

  void emit();

private:
  WindowRows getRows(Value y);
  SmallVector<Segment> getSegments() const;
  bool pixelsCollide() const;
  void emitSegment(const Segment &segment, Offset from, Offset to, const WindowRows &rows);
  void emitTile(const Segment &segment, int64_t pixels, Offset from, Offset to,
                const WindowRows &rows);
  void emitChannels(const Segment &segment, int64_t pixels, Offset from, Offset to, Offset channel,
                    int64_t vectors, int64_t width, const WindowRows &rows);
  Offset inputChannel(Offset channel);
  Value loadChannels(Offset from, int64_t width);
  void emitPiece(const Segment &segment, int64_t pixels, Offset from, Offset to, Offset channel,
                 const ScalableLanes &piece, const WindowRows &rows);
  SmallVector<Value> addRows(const WindowRows &rows, Offset window, Offset channel,
                             SmallVector<Value> sums, AddRow addRow);
  SmallVector<Value> addRow(const Segment &segment, int64_t pixels, Offset from, Offset at,
                            int64_t vectors, int64_t width, SmallVector<Value> sums);

  ImplicitLocOpBuilder &b;
  TargetAttr target;
  TileAttr tile;
  KernelShape shape;
  KernelDot dot;
  int64_t mostPixels, lanes, multiplier;
  LinearBuffer input, weights, bias, output;
  KernelEpilogue epilogue;
};

} // namespace

bool effc::readsInPlace(KernelDepthwiseConv2DOp op) {
  KernelShape shape = KernelShape::of(op);
  int64_t multiplier = shape.outChannels / shape.channels;
  return op.getTile().getDot() == Dot::Float &&
         (op.getTile().getScalable() ? multiplier == 1 : llvm::isPowerOf2_64(multiplier));
}

/// Tap i reads row `y * stride - padTop + i * dilation` of the input.
WindowRows FloatDepthwiseEmitter::getRows(Value y) {
  if (!shape.padTop && !shape.padBottom)
    return {};
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
  Value window = constant(shape.windowHeight), start = constant(shape.padTop);
  if (y)
    start = arith::SubIOp::create(b, start, scaled(b, y, shape.strideHeight).dynamic);
  // The number of taps that read rows below `rows - padTop`.
  auto countTaps = [&](int64_t rows) -> Value {
    Value room = arith::AddIOp::create(b, start, constant(rows + shape.dilationHeight - 1));
    room = arith::MaxSIOp::create(b, room, constant(0));
    if (shape.dilationHeight != 1)
      room = arith::DivUIOp::create(b, room, constant(shape.dilationHeight));
    return arith::MinSIOp::create(b, room, window);
  };
  return {countTaps(0), countTaps(shape.height)};
}

/// Whether pixels of a row share few sets of a first-level cache.
bool FloatDepthwiseEmitter::pixelsCollide() const {
  return shape.strideWidth * input.stride(2) * sizeof(float) % kCollidingBytes == 0;
}

SmallVector<Segment> FloatDepthwiseEmitter::getSegments() const {
  SmallVector<Segment> segments;
  for (int64_t x = 0; x < shape.outWidth; ++x) {
    int64_t column = x * shape.strideWidth - shape.padLeft, first = 0, end = shape.windowWidth;
    while (first < end && column + first * shape.dilationWidth < 0)
      ++first;
    while (first < end && column + (end - 1) * shape.dilationWidth >= shape.width)
      --end;
    if (!segments.empty() && segments.back().firstTap == first && segments.back().endTap == end)
      ++segments.back().count;
    else
      segments.push_back({x, 1, first, end});
  }
  return segments;
}

void FloatDepthwiseEmitter::emit() {
  SmallVector<Segment> segments = getSegments();
  forEach(b, shape.batch, [&](Value batch) {
    forEach(b, shape.outHeight, [&](Value y) {
      WindowRows rows = getRows(y);
      Offset from = sum(b, scaled(b, batch, input.stride(0)),
                        scaled(b, y, shape.strideHeight * input.stride(1)));
      from = from + -(shape.padTop * input.stride(1) + shape.padLeft * input.stride(2));
      Offset to = sum(b, scaled(b, batch, output.stride(0)), scaled(b, y, output.stride(1)));
      for (const Segment &segment : segments)
        emitSegment(segment, from, to, rows);
    });
  });
}

void FloatDepthwiseEmitter::emitSegment(const Segment &segment, Offset from, Offset to,
                                        const WindowRows &rows) {
  int64_t step = shape.strideWidth * input.stride(2);
  int64_t pixels = std::min(mostPixels, segment.count);
  if (pixelsCollide())
    pixels = llvm::divideCeil(segment.count, llvm::divideCeil(segment.count, kCollidingPixels));
  forEach(b, llvm::divideCeil(segment.count, pixels), [&](Value index) {
    Value column = startOfPiece(b, index, pixels, segment.count - pixels);
    emitTile(segment, pixels, sum(b, from, scaled(b, column, step)) + segment.first * step,
             sum(b, to, scaled(b, column, output.stride(2))) + segment.first * output.stride(2),
             rows);
  });
}

void FloatDepthwiseEmitter::emitTile(const Segment &segment, int64_t pixels, Offset from, Offset to,
                                     const WindowRows &rows) {
  if (tile.getScalable())
    return forEachPiece(b, target, shape.channels, tile.getChannels(),
                        [&](Offset channel, const ScalableLanes &piece) {
                          emitPiece(segment, pixels, from, to, channel, piece, rows);
                        });
  int64_t vectors = std::clamp<int64_t>(mostPixels / pixels, 1, 4);
  if (pixelsCollide())
    vectors = std::max<int64_t>(vectors, 2 * kLineBytes / (lanes * sizeof(float)));
  vectors = multiplier > lanes ? 1 : std::clamp<int64_t>(shape.outChannels / lanes, 1, vectors);
  int64_t width = vectors * lanes;
  forEach(b, shape.outChannels / width, [&](Value index) {
    emitChannels(segment, pixels, from, to, scaled(b, index, width), vectors, lanes, rows);
  });
  for (int64_t first = shape.outChannels / width * width; first < shape.outChannels;) {
    int64_t piece = std::min<int64_t>(lanes, llvm::bit_floor(uint64_t(shape.outChannels - first)));
    emitChannels(segment, pixels, from, to, {nullptr, first}, 1, piece, rows);
    first += piece;
  }
}

/// The input channel that output channel `channel` reads.
Offset FloatDepthwiseEmitter::inputChannel(Offset channel) {
  if (multiplier == 1 || !channel.dynamic)
    return {channel.dynamic, channel.constant / multiplier};
  Value divisor = arith::ConstantIndexOp::create(b, multiplier);
  return {arith::DivUIOp::create(b, materialize(b, channel), divisor), 0};
}

/// Input for `width` output channels, which start with the first one of input channel `from` or
/// belong to it all.
Value FloatDepthwiseEmitter::loadChannels(Offset from, int64_t width) {
  if (multiplier == 1)
    return dot.loadInput(b, input, from, width);
  Value channels = input.load(b, from, llvm::divideCeil(width, multiplier));
  SmallVector<int64_t> order;
  for (int64_t lane = 0; lane < width; ++lane)
    order.push_back(lane / multiplier);
  return vector::ShuffleOp::create(b, channels, channels, order);
}

SmallVector<Value> FloatDepthwiseEmitter::addRow(const Segment &segment, int64_t pixels,
                                                 Offset from, Offset at, int64_t vectors,
                                                 int64_t width, SmallVector<Value> sums) {
  // Pixels and taps by the input column that they read.
  std::map<int64_t, SmallVector<std::pair<int64_t, int64_t>>> columns;
  for (int64_t tap = segment.firstTap; tap < segment.endTap; ++tap)
    for (int64_t p = 0; p < pixels; ++p)
      columns[p * shape.strideWidth + tap * shape.dilationWidth].push_back({p, tap});
  for (int64_t v = 0; v < vectors; ++v) {
    SmallVector<Value> taps(segment.endTap);
    for (int64_t tap = segment.firstTap; tap < segment.endTap; ++tap)
      taps[tap] = dot.loadWeights(b, weights, at + (tap * shape.outChannels + v * width), width);
    for (const auto &[column, readers] : columns) {
      Value value = loadChannels(from + (column * input.stride(2) + v * width / multiplier), width);
      for (auto [p, tap] : readers) {
        Value &accumulator = sums[p * vectors + v];
        accumulator = dot.accumulate(b, accumulator, value, taps[tap]);
      }
    }
  }
  return sums;
}

/// Calls `addRow` for the rows of the window, from `window` and the weights from `channel` on.
SmallVector<Value> FloatDepthwiseEmitter::addRows(const WindowRows &rows, Offset window,
                                                  Offset channel, SmallVector<Value> sums,
                                                  AddRow addRow) {
  int64_t rowStep = shape.dilationHeight * input.stride(1);
  int64_t rowWeights = shape.windowWidth * shape.outChannels;
  auto add = [&](Value row, SmallVector<Value> values) {
    return addRow(sum(b, window, scaled(b, row, rowStep)),
                  sum(b, channel, scaled(b, row, rowWeights)), values);
  };
  if (rows.begin)
    return reduceBetween(b, rows.begin, rows.end, sums, add);
  return reduceOver(
      b, {shape.windowHeight}, sums, {},
      [&](ArrayRef<Value> index, SmallVector<Value> values) { return add(index[0], values); });
}

/// A tile of as many channels as registers hold.
void FloatDepthwiseEmitter::emitPiece(const Segment &segment, int64_t pixels, Offset from,
                                      Offset to, Offset channel, const ScalableLanes &piece,
                                      const WindowRows &rows) {
  Value addend = piece.load(bias, channel);
  SmallVector<Value> sums(pixels, piece.begin(addend));
  sums = addRows(rows, sum(b, from, channel), channel, sums,
                 [&](Offset window, Offset at, SmallVector<Value> values) {
                   return addWindowRow(piece,
                                       {input, weights, window, at, input.stride(2), shape.channels,
                                        pixels, shape.strideWidth, shape.dilationWidth,
                                        segment.firstTap, segment.endTap, false},
                                       values);
                 });
  piece.finish(sums, addend);
  SmallVector<int64_t> places;
  for (int64_t p = 0; p < pixels; ++p)
    places.push_back(p * output.stride(2));
  epilogue.store(b, piece, sums, channel, output, {sum(b, to, channel), places});
}

void FloatDepthwiseEmitter::emitChannels(const Segment &segment, int64_t pixels, Offset from,
                                         Offset to, Offset channel, int64_t vectors, int64_t width,
                                         const WindowRows &rows) {
  SmallVector<Value> sums, addends;
  for (int64_t v = 0; v < vectors; ++v)
    addends.push_back(bias.load(b, channel + v * width, width));
  for (int64_t p = 0; p < pixels; ++p)
    for (Value addend : addends)
      sums.push_back(dot.begin(b, addend));
  sums = addRows(rows, sum(b, from, inputChannel(channel)), channel, sums,
                 [&](Offset window, Offset at, SmallVector<Value> values) {
                   return addRow(segment, pixels, window, at, vectors, width, values);
                 });
  dot.finish(b, sums, addends);
  SmallVector<int64_t> places;
  for (int64_t p = 0; p < pixels; ++p)
    places.push_back(p * output.stride(2));
  SmallVector<KernelEpilogue::Channels> scales(vectors);
  epilogue.store(b, sums, scales, output, {sum(b, to, channel), places}, vectors * width);
}

void effc::emitFloatDepthwise(ImplicitLocOpBuilder &b, KernelDepthwiseConv2DOp op,
                              TargetAttr target, ValueRange inputs, Value output) {
  FloatDepthwiseEmitter(b, op, target, inputs, output).emit();
}
