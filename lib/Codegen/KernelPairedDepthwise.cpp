//===- KernelPairedDepthwise.cpp - Depthwise kernels by pair products -----===//
//
// Machines with a pair product (`a0*b0 + a1*b1` on i16, one instruction) get two rows of the
// window per product. Scratch holds pairs of input rows: for each pixel and channel the
// elements of both rows as one i32. A product then needs no shuffle, and its weights are two
// taps of one column.
//
// With a vertical stride of 1 two output rows share all pairs. For a window of three rows
// that starts at r they have
//     first  (w0, w1) * (r, r+1)  +  (w2, 0)  * (r+2, r+3)
//     second (0, w0)  * (r, r+1)  +  (w1, w2) * (r+2, r+3)
// so no input element is interleaved twice for them, and the code is the same but for the
// weights. With stride 2 each output row starts a pair. Dilated windows are the same on every
// dilation'th row.
//
// Interleaving is done on bytes, before they are widened: for 16 channels of two rows two
// loads, two unpacks, two widenings and two stores, about a fifth of what the products take.
//
// Loop nest, from outside: image, band of output rows, block of channels; then, once the
// band's pairs are in scratch, output row, vectors of channels, tile of pixels, window. Bands
// and blocks are so large as scratch stays in a first-level cache. All outer loops are one,
// which threads can share evenly.
//
//===----------------------------------------------------------------------===//
#include "KernelConv2D.h"
#include "KernelEpilogue.h"
#include "KernelPanel.h"
#include "KernelTiles.h"
#include "effc/Codegen/ParallelKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include <limits>

using namespace mlir;
using namespace effc;

namespace {

constexpr int64_t kBandBytes = 32 * 1024;
/// Channels of a block: a cache line of the input.
constexpr int64_t kBlockChannels = 64;
/// Interleaving a pair of rows and computing an output row, in relation.
constexpr int64_t kStageCost = 1, kRowCost = 5;

struct Plan {
  int64_t rows;     // output rows that share pairs, a unit
  int64_t rowStep;  // from one of them to the next
  int64_t pairs;    // of rows that a unit reads
  int64_t units;    // of a band; each starts one pair further on
  int64_t columns;  // of a pair
  int64_t channels; // of a block

  int64_t bandRows() const { return units * rows * rowStep; }
  int64_t bandPairs() const { return units + pairs - 1; }
  int64_t pairElements() const { return columns * channels; }
};

/// The number of units that makes the image cheapest, as far as scratch has room.
int64_t chooseUnits(const KernelShape &shape, Plan plan) {
  int64_t best = 1, least = std::numeric_limits<int64_t>::max();
  for (plan.units = 1; plan.bandRows() <= shape.outHeight; ++plan.units) {
    if (plan.units > 1 && plan.bandPairs() * plan.pairElements() * 4 > kBandBytes)
      break;
    int64_t bands = llvm::divideCeil(shape.outHeight, plan.bandRows());
    int64_t cost = bands * (plan.bandPairs() * kStageCost + plan.units * plan.rows * kRowCost);
    if (cost < least)
      std::tie(best, least) = std::pair(plan.units, cost);
  }
  return best;
}

Plan makePlan(const KernelShape &shape, TileAttr tile) {
  Plan plan;
  bool isShared = shape.strideHeight == 1 && shape.outHeight >= 2 * shape.dilationHeight;
  plan.rows = isShared ? 2 : 1;
  plan.rowStep = isShared ? shape.dilationHeight : 1;
  plan.pairs = llvm::divideCeil(shape.windowHeight + plan.rows - 1, 2);
  plan.units = 1;
  plan.columns =
      (shape.outWidth - 1) * shape.strideWidth + (shape.windowWidth - 1) * shape.dilationWidth + 1;
  // Whole tiles of channels, preferably a number that divides theirs.
  int64_t tiles = llvm::divideCeil(shape.outChannels, tile.getChannels());
  plan.channels = tile.getChannels();
  int64_t most = std::min(tiles, kBlockChannels / tile.getChannels());
  for (int64_t count = 2; count <= most; ++count)
    if (tiles % count == 0 &&
        plan.bandPairs() * plan.columns * count * tile.getChannels() * 4 <= kBandBytes)
      plan.channels = count * tile.getChannels();
  if (isShared || shape.strideHeight == 2 * shape.dilationHeight)
    plan.units = chooseUnits(shape, plan);
  return plan;
}

class PairedEmitter {
public:
  PairedEmitter(ImplicitLocOpBuilder &b, KernelDepthwiseConv2DOp op, TargetAttr target,
                ValueRange inputs, Value outputMemref, Value scratch)
      : b(b), op(op), shape(KernelShape::of(op)), plan(makePlan(shape, op.getTile())),
        dot(target, op.getTile().getDot(), op.getUnsignedInput()), tile(op.getTile()),
        lanes(getLanes(target)), multiplier(shape.outChannels / shape.channels),
        input(b, inputs[0]), weights(b, inputs[1]), bias(b, inputs[2]), output(b, outputMemref),
        pairs(b, scratch), epilogue(b, op.getScalingAttr(), op.getActivation(), target, inputs[3],
                                    cast<MemRefType>(outputMemref.getType()).getElementType()) {}

  void emit();

private:
  /// Whether the upper and the lower row of a pair are inside of the image.
  struct Kind {
    bool hasUpper, hasLower;
    bool operator==(const Kind &other) const {
      return hasUpper == other.hasUpper && hasLower == other.hasLower;
    }
  };

  void emitBlocks(Offset channel, int64_t blocks, int64_t count);
  SmallVector<Kind> findKinds() const;
  void fillPair(Value batch, Offset row, Offset channel, int64_t count, Offset to);
  void copyPair(Kind kind, Offset upper, Offset lower, Offset channel, int64_t count, Offset to);
  void copyChannels(Kind kind, Offset upper, Offset lower, Offset channel, int64_t count,
                    Offset to);
  void setPairs(Offset to, int64_t count);
  void clearRest(int64_t channels);
  void emitRow(Offset from, Offset to, Offset channel, Offset taps, int64_t count);
  void emitTile(Offset from, Offset to, Offset channel, Offset taps, int64_t vectors,
                int64_t count);
  SmallVector<Value> addStep(SmallVector<Value> sums, Offset from, Offset taps, int64_t vectors);

  int64_t bands() const { return llvm::divideCeil(shape.outHeight, plan.bandRows()); }
  int64_t lastBand() const { return shape.outHeight - plan.bandRows(); }
  int64_t pixels() const { return std::min(tile.getPixels(), shape.outWidth); }
  /// Weights of a pair of window rows, of an output row, of a tile of channels.
  int64_t pairWeights() const { return shape.windowWidth * tile.getChannels() * 2; }
  int64_t rowWeights() const {
    return llvm::divideCeil(shape.windowHeight + shape.pairedRows() - 1, 2) * pairWeights();
  }
  int64_t tileWeights() const { return shape.pairedRows() * rowWeights(); }

  ImplicitLocOpBuilder &b;
  KernelDepthwiseConv2DOp op;
  KernelShape shape;
  Plan plan;
  KernelDot dot;
  TileAttr tile;
  int64_t lanes, multiplier;
  LinearBuffer input, weights, bias, output, pairs;
  KernelEpilogue epilogue;
};

} // namespace

/// A counter over nested loops of `counts` as one for each; null for a count of 1.
static SmallVector<Value> splitIndex(ImplicitLocOpBuilder &b, Value index,
                                     ArrayRef<int64_t> counts) {
  SmallVector<Value> parts(counts.size());
  for (size_t d = counts.size(); d-- > 0 && index;) {
    if (counts[d] == 1)
      continue;
    if (llvm::all_of(counts.take_front(d), [](int64_t count) { return count == 1; })) {
      parts[d] = index;
      break;
    }
    Value count = arith::ConstantIndexOp::create(b, counts[d]);
    parts[d] = arith::RemUIOp::create(b, index, count);
    index = arith::DivUIOp::create(b, index, count);
  }
  return parts;
}

void PairedEmitter::emit() {
  int64_t full = shape.outChannels / plan.channels, rest = shape.outChannels % plan.channels;
  clearRest(rest);
  emitBlocks({}, full, plan.channels);
  if (rest)
    emitBlocks({nullptr, full * plan.channels}, 1, rest);
}

/// Computes `blocks` blocks of `count` channels from `channel` on.
void PairedEmitter::emitBlocks(Offset channel, int64_t blocks, int64_t count) {
  // Bands that overlap come one after the other, for one thread to compute.
  bool overlaps = bands() > 1 && lastBand() % plan.bandRows() != 0;
  SmallVector<int64_t> counts = {shape.batch, bands(), plan.rowStep, blocks};
  if (overlaps)
    counts = {shape.batch, blocks, bands(), plan.rowStep};
  auto loop = forEach(b, shape.batch * bands() * plan.rowStep * blocks, [&](Value index) {
    SmallVector<Value> parts = splitIndex(b, index, counts);
    if (overlaps)
      std::rotate(parts.begin() + 1, parts.begin() + 2, parts.end());
    Offset block = sum(b, channel, scaled(b, parts[3], plan.channels));
    Offset firstRow =
        sum(b, {startOfPiece(b, parts[1], plan.bandRows(), lastBand()), 0}, scaled(b, parts[2], 1));
    Offset inputRow = scaled(b, firstRow.dynamic, shape.strideHeight) + -shape.padTop;
    forEach(b, plan.bandPairs(), [&](Value pair) {
      Offset row = sum(b, inputRow, scaled(b, pair, 2 * shape.dilationHeight));
      fillPair(parts[0], row, block, count, scaled(b, pair, plan.pairElements()));
    });
    Offset taps = sum(b, {nullptr, channel.constant / tile.getChannels() * tileWeights()},
                      scaled(b, parts[3], plan.channels / tile.getChannels() * tileWeights()));
    Offset to = sum(b, scaled(b, parts[0], output.stride(0)),
                    scaled(b, firstRow.dynamic, output.stride(1)));
    forEach(b, plan.units, [&](Value unit) {
      Offset unitFrom = scaled(b, unit, plan.pairElements());
      Offset unitTo = sum(b, to, scaled(b, unit, plan.rows * plan.rowStep * output.stride(1)));
      forEach(b, plan.rows, [&](Value row) {
        emitRow(unitFrom, sum(b, unitTo, scaled(b, row, plan.rowStep * output.stride(1))), block,
                sum(b, taps, scaled(b, row, rowWeights())), count);
      });
    });
  });
  if (loop && overlaps)
    loop->setAttr(kJoinedAttrName,
                  b.getDenseI64ArrayAttr({bands() * plan.rowStep, (bands() - 2) * plan.rowStep}));
}

/// What pairs of rows there are, over all bands.
SmallVector<PairedEmitter::Kind> PairedEmitter::findKinds() const {
  SmallVector<Kind> kinds;
  auto isInside = [&](int64_t row) { return row >= 0 && row < shape.height; };
  for (int64_t band = 0; band < bands(); ++band)
    for (int64_t phase = 0; phase < plan.rowStep; ++phase)
      for (int64_t pair = 0; pair < plan.bandPairs(); ++pair) {
        int64_t outRow = std::min(band * plan.bandRows(), lastBand()) + phase;
        int64_t row = outRow * shape.strideHeight - shape.padTop + pair * 2 * shape.dilationHeight;
        Kind kind{isInside(row), isInside(row + shape.dilationHeight)};
        if (!llvm::is_contained(kinds, kind))
          kinds.push_back(kind);
      }
  return kinds;
}

/// Interleaves `count` channels of the padded input row `row` and the one below it.
void PairedEmitter::fillPair(Value batch, Offset row, Offset channel, int64_t count, Offset to) {
  SmallVector<Kind> kinds = findKinds();
  Offset lowerRow = row + shape.dilationHeight;
  Value upperIndex = materialize(b, row), lowerIndex = materialize(b, lowerRow);
  Offset image = scaled(b, batch, input.stride(0));
  Offset upper = sum(b, image, scaled(b, upperIndex, input.stride(1)));
  Offset lower = sum(b, image, scaled(b, lowerIndex, input.stride(1)));
  auto isInside = [&](Value index) -> Value {
    // One unsigned comparison covers rows above and below.
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ult, index,
                                 arith::ConstantIndexOp::create(b, shape.height));
  };
  auto choose = [&](Value index, bool canBeIn, bool canBeOut, function_ref<void(bool)> body) {
    if (canBeIn != canBeOut)
      return body(canBeIn);
    auto branch = scf::IfOp::create(b, isInside(index), /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    body(true);
    b.setInsertionPointToStart(branch.elseBlock());
    body(false);
  };
  auto hasUpper = [&](bool inside) {
    return llvm::any_of(kinds, [&](Kind kind) { return kind.hasUpper == inside; });
  };
  choose(upperIndex, hasUpper(true), hasUpper(false), [&](bool upperInside) {
    choose(lowerIndex, llvm::is_contained(kinds, Kind{upperInside, true}),
           llvm::is_contained(kinds, Kind{upperInside, false}), [&](bool lowerInside) {
             copyPair({upperInside, lowerInside}, upper, lower, channel, count, to);
           });
  });
}

/// `upper` and `lower` are where the rows start in the input.
void PairedEmitter::copyPair(Kind kind, Offset upper, Offset lower, Offset channel, int64_t count,
                             Offset to) {
  if (!kind.hasUpper && !kind.hasLower)
    return setPairs(to, plan.columns);
  int64_t left = std::min(shape.padLeft, plan.columns);
  int64_t inside = std::min(shape.width, plan.columns - left);
  setPairs(to, left);
  to = to + left * plan.channels;
  if (multiplier == 1 && count == shape.channels && input.stride(2) == count &&
      plan.channels == count) {
    copyChannels(kind, upper, lower, channel, inside * count, to);
  } else {
    forEach(b, inside, [&](Value column) {
      Offset distance = scaled(b, column, input.stride(2));
      copyChannels(kind, sum(b, upper, distance), sum(b, lower, distance), channel, count,
                   sum(b, to, scaled(b, column, plan.channels)));
    });
  }
  setPairs(to + inside * plan.channels, plan.columns - left - inside);
}

void PairedEmitter::copyChannels(Kind kind, Offset upper, Offset lower, Offset channel,
                                 int64_t count, Offset to) {
  // Channels that are repeated go in pieces that start with the first or lie within one.
  int64_t most = multiplier == 1 ? 2 * lanes : lanes;
  while (most % multiplier != 0 && multiplier % most != 0)
    most /= 2;
  forEachVector(b, count, most, [&](Offset offset, int64_t piece) {
    Offset from = sum(b, channel, offset);
    if (multiplier > 1) {
      Value divisor = arith::ConstantIndexOp::create(b, multiplier);
      from = {arith::DivUIOp::create(b, materialize(b, from), divisor), 0};
    }
    int64_t loaded = llvm::divideCeil(piece, multiplier);
    auto type = VectorType::get({loaded}, input.elementType());
    auto load = [&](bool isInside, Offset row) -> Value {
      if (isInside)
        return input.load(b, sum(b, row, from), loaded);
      Value pad = epilogue.padValue();
      if (pad.getType() != type.getElementType())
        pad = arith::TruncIOp::create(b, type.getElementType(), pad);
      return vector::BroadcastOp::create(b, type, pad);
    };
    Value first = load(kind.hasUpper, upper), second = load(kind.hasLower, lower);
    for (int64_t start = 0; start < piece; start += lanes) {
      int64_t width = std::min(lanes, piece - start);
      SmallVector<int64_t> order;
      for (int64_t element = start; element < start + width; ++element)
        llvm::append_range(order, std::array{element / multiplier, loaded + element / multiplier});
      Value both = vector::ShuffleOp::create(b, first, second, order);
      auto sixteen = VectorType::get({2 * width}, b.getI16Type());
      if (both.getType() != sixteen)
        both = op.getUnsignedInput() ? arith::ExtUIOp::create(b, sixteen, both).getResult()
                                     : arith::ExtSIOp::create(b, sixteen, both).getResult();
      both = vector::BitCastOp::create(b, VectorType::get({width}, b.getI32Type()), both);
      pairs.store(b, both, sum(b, to, offset + start));
    }
  });
}

/// Sets all channels of `count` columns to the pad value.
void PairedEmitter::setPairs(Offset to, int64_t count) {
  if (count == 0)
    return;
  Value pad = epilogue.padValue();
  Value low = arith::AndIOp::create(b, pad, arith::ConstantIntOp::create(b, 0xffff, 32));
  Value high = arith::ShLIOp::create(b, pad, arith::ConstantIntOp::create(b, 16, 32));
  Value both = arith::OrIOp::create(b, low, high);
  forEachVector(b, count * plan.channels, lanes, [&](Offset offset, int64_t piece) {
    Value fill = vector::BroadcastOp::create(b, VectorType::get({piece}, b.getI32Type()), both);
    pairs.store(b, fill, sum(b, to, offset));
  });
}

/// A block of `channels` is computed in whole vectors. Lanes that are not stored get a value, too.
void PairedEmitter::clearRest(int64_t channels) {
  if (channels % lanes == 0)
    return;
  auto type = VectorType::get({lanes}, b.getI32Type());
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(type));
  forEach(b, plan.bandPairs() * plan.columns, [&](Value column) {
    Offset to = scaled(b, column, plan.channels) + channels / lanes * lanes;
    pairs.store(b, zero, to);
  });
}

/// Computes `count` channels of an output row.
void PairedEmitter::emitRow(Offset from, Offset to, Offset channel, Offset taps, int64_t count) {
  int64_t width = tile.getChannels(), full = count / width, rest = count % width;
  auto emitTiles = [&](Offset first, Offset at, int64_t vectors, int64_t stored) {
    Offset start = sum(b, channel, first);
    forEach(b, llvm::divideCeil(shape.outWidth, pixels()), [&](Value index) {
      Value column = startOfPiece(b, index, pixels(), shape.outWidth - pixels());
      Offset source = sum(b, from, scaled(b, column, shape.strideWidth * plan.channels));
      Offset place = sum(b, to, scaled(b, column, output.stride(2)));
      emitTile(sum(b, source, first), sum(b, place, start), start, at, vectors, stored);
    });
  };
  forEach(b, full, [&](Value index) {
    emitTiles(scaled(b, index, width), sum(b, taps, scaled(b, index, tileWeights())), width / lanes,
              width);
  });
  if (rest)
    emitTiles({nullptr, full * width}, taps + full * tileWeights(), llvm::divideCeil(rest, lanes),
              rest);
}

/// Adds the products of one column of a pair of window rows.
SmallVector<Value> PairedEmitter::addStep(SmallVector<Value> sums, Offset from, Offset taps,
                                          int64_t vectors) {
  for (int64_t v = 0; v < vectors; ++v) {
    Value factors = dot.loadWeights(b, weights, taps + v * lanes * 2, lanes);
    for (int64_t p = 0; p < pixels(); ++p) {
      int64_t pixel = p * shape.strideWidth * plan.channels;
      Value values = dot.loadInput(b, pairs, from + (pixel + v * lanes), lanes);
      Value &accumulator = sums[p * vectors + v];
      accumulator = dot.accumulate(b, accumulator, values, factors);
    }
  }
  return sums;
}

/// A tile of `pixels() x vectors` accumulators, of which `count` channels are stored.
void PairedEmitter::emitTile(Offset from, Offset to, Offset channel, Offset taps, int64_t vectors,
                             int64_t count) {
  SmallVector<Value> first, sums;
  SmallVector<KernelEpilogue::Channels> scales;
  for (int64_t v = 0; v < vectors; ++v) {
    first.push_back(bias.load(b, channel + v * lanes, lanes));
    scales.push_back(epilogue.prepare(b, channel + v * lanes, lanes));
  }
  SmallVector<int64_t> places;
  for (int64_t p = 0; p < pixels(); ++p) {
    llvm::append_range(sums, first);
    places.push_back(p * output.stride(2));
  }
  sums = reduceOver(b, {plan.pairs, shape.windowWidth}, sums, {},
                    [&](ArrayRef<Value> index, SmallVector<Value> values) {
                      Offset pair = scaled(b, index[0], plan.pairElements());
                      Offset column = scaled(b, index[1], shape.dilationWidth * plan.channels);
                      Offset tap = scaled(b, index[1], tile.getChannels() * 2);
                      return addStep(values, sum(b, from, sum(b, pair, column)),
                                     sum(b, taps, sum(b, scaled(b, index[0], pairWeights()), tap)),
                                     vectors);
                    });
  epilogue.store(b, sums, scales, output, {to, places}, count);
}

int64_t effc::countPairedScratch(KernelDepthwiseConv2DOp op) {
  Plan plan = makePlan(KernelShape::of(op), op.getTile());
  return plan.bandPairs() * plan.pairElements();
}

void effc::emitPairedDepthwise(ImplicitLocOpBuilder &b, KernelDepthwiseConv2DOp op,
                               TargetAttr target, ValueRange inputs, Value output, Value scratch) {
  PairedEmitter(b, op, target, inputs, output, scratch).emit();
}
