//===- KernelLaneSums.cpp - Reductions along lanes ------------------------===//
//
// Problem: kernels have a lane for each output channel, so a convolution with one to four of
// these leaves most lanes empty.
//
// Idea: let lanes go along the reduction. A step multiplies a vector of neighbouring input
// elements by a vector of weights, and each result (a channel of a pixel) has an accumulator
// of its own, whose lanes are added up at the end. That is done for as many results as there
// are lanes at once: additions of neighbouring lanes of two vectors each make one vector of
// them, until a single vector holds all results in the order of the output. For 8 lanes these
// are 7 additions and 14 shuffles, and bias, rescaling and store cost no more than for full
// channels.
//
// Where runs of input elements are much shorter than a step this wastes as much as it gains;
// `chooseLaneTile` compares.
//
// Steps may read beyond the end of a run, where weights are 0. In f32 that could be an infinity
// or no number, so the last step of a run loads the run's elements only.
//
//===----------------------------------------------------------------------===//
#include "KernelLaneSums.h"
#include "KernelPanel.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace effc;

/// Accumulators that hide the latency of a multiply-accumulate.
static constexpr int64_t kLeastAccumulators = 8;

/// Adds a step's products to the sums: `count` elements from `from` on in the input (plus each
/// pixel's offset), weights from `at` on.
SmallVector<Value> LaneSums::addStep(SmallVector<Value> sums, Offset from, Offset at, int64_t count,
                                     ArrayRef<Result> results) const {
  SmallVector<Value> taps(reduction.channels);
  Value elements;
  for (auto [index, result] : llvm::enumerate(results)) {
    if (index == 0 || result.pixel != results[index - 1].pixel)
      elements = dot.loadRun(b, input, from + result.pixel, lanes, count);
    Value &weight = taps[result.channel];
    if (!weight)
      weight = dot.loadWeights(b, weights, at + result.channel * reduction.depth, lanes);
    sums[index] = dot.accumulate(b, sums[index], elements, weight);
  }
  return sums;
}

/// Vectors whose lanes' sums are the results.
SmallVector<Value> LaneSums::reduce(Offset origin, ArrayRef<Result> results) const {
  Value zero =
      arith::ConstantOp::create(b, b.getZeroAttr(dot.accumulatorType(b.getContext(), lanes)));
  int64_t depth = reduction.depth, stepWeights = reduction.channels * depth;
  bool isWhole = reduction.length % depth == 0 || !dot.isFloat();
  int64_t steps = llvm::divideCeil(reduction.length, depth);
  int64_t wholeSteps = isWhole ? steps : steps - 1;
  int64_t outer[] = {reduction.rows, reduction.runs};
  auto addRun = [&](ArrayRef<Value> index, SmallVector<Value> sums) {
    Offset from = sum(b, origin, scaled(b, index[0], reduction.rowDistance));
    from = sum(b, from, scaled(b, index[1], reduction.runDistance));
    Offset at = sum(b, scaled(b, index[1], steps * stepWeights),
                    scaled(b, index[0], reduction.runs * steps * stepWeights));
    auto step = [&](ArrayRef<Value> inner, SmallVector<Value> partial) {
      return addStep(partial, sum(b, from, scaled(b, inner[0], depth)),
                     sum(b, at, scaled(b, inner[0], stepWeights)), depth, results);
    };
    if (wholeSteps > 0)
      sums = reduceOver(b, {wholeSteps}, sums, {}, step, /*mayUnroll=*/true);
    if (isWhole)
      return sums;
    return addStep(sums, from + wholeSteps * depth, at + wholeSteps * stepWeights,
                   reduction.length - wholeSteps * depth, results);
  };
  return reduceOver(b, outer, SmallVector<Value>(results.size(), zero), {}, addRun,
                    /*mayUnroll=*/true);
}

/// Adds every second piece of lanes to the one before, in `lhs` and in `rhs`. Each block of the
/// result has what comes from `lhs` and then what comes from `rhs`.
Value LaneSums::addHalves(Value lhs, Value rhs, int64_t piece, int64_t block) const {
  SmallVector<int64_t> first, second;
  for (int64_t start = 0; start < lanes; start += block)
    for (int64_t side : {int64_t(0), lanes})
      for (int64_t lane = start; lane < start + block; lane += 2 * piece)
        for (int64_t i = 0; i < piece; ++i) {
          first.push_back(side + lane + i);
          second.push_back(side + lane + piece + i);
        }
  Value low = vector::ShuffleOp::create(b, lhs, rhs, first);
  Value high = vector::ShuffleOp::create(b, lhs, rhs, second);
  if (dot.isFloat())
    return arith::AddFOp::create(b, low, high);
  return arith::AddIOp::create(b, low, high);
}

/// The sums of the lanes of as many vectors as there are lanes. Within blocks of four lanes first:
/// shuffles across them are slow on x86.
Value LaneSums::addLanes(ArrayRef<Value> sums) const {
  SmallVector<Value> values(sums);
  int64_t block = std::min<int64_t>(lanes, 4);
  while (values.size() > 1) {
    SmallVector<Value> next;
    // Once a block holds the sums of four vectors, whole blocks are added.
    bool isAcross = values.size() * block <= size_t(lanes);
    for (size_t index = 0; index < values.size(); index += 2)
      next.push_back(addHalves(values[index], values[index + 1], isAcross ? block : 1,
                               isAcross ? lanes : block));
    values = next;
  }
  return values.front();
}

SmallVector<Value> LaneSums::emit(Offset from, ArrayRef<Result> results) const {
  SmallVector<Value> vectors;
  size_t most = std::max(lanes, kLeastAccumulators);
  for (; !results.empty(); results = results.drop_front(std::min(most, results.size()))) {
    SmallVector<Value> sums = reduce(from, results.take_front(most));
    Value zero = arith::ConstantOp::create(b, b.getZeroAttr(sums.front().getType()));
    sums.append(llvm::alignTo(sums.size(), lanes) - sums.size(), zero);
    for (size_t first = 0; first < sums.size(); first += lanes)
      vectors.push_back(addLanes(ArrayRef(sums).slice(first, lanes)));
  }
  return vectors;
}
