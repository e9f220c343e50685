//===- ConvolutionLoops.cpp - Loops of convolutions of any kind -----------===//
//
// The always-correct expansions: any types, strides, dilations, groups, and filters that are no
// constants. Common cases become packed kernels before this phase.
//
// Filters are stored with input channels innermost, as inputs are, so the inner loop is a dot
// product along channels: a few output channels at a time, each with a vector of partial sums that
// is kept over all taps and added up once. A transposed convolution is walked from the result:
// each output pixel collects the taps of its phase.
//
//===----------------------------------------------------------------------===//
#include "ConvolutionResult.h"
#include "FilterAxis.h"
#include "RowReduction.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"

using namespace mlir;
using namespace effc;

/// Output channels whose sums are computed together, so that they share input loads.
static constexpr int64_t kBlock = 4;

namespace {
/// Visits all taps: calls `body` with the offsets of the input's and of the filter's channel 0.
using TapBody = llvm::function_ref<SmallVector<Value>(Value input, Value filter, ValueRange)>;
using TapWalk = llvm::function_ref<SmallVector<Value>(ValueRange carried, TapBody body)>;

/// Dot products of one input place with consecutive output channels.
class DotProducts {
public:
  DotProducts(const Expansion &expansion, const ConvolutionResult &result, int64_t depth,
              int64_t filterStride)
      : builder(expansion.builder), result(result), depth(depth), filterStride(filterStride),
        input(getLinearMemory(builder, expansion.inputs[0])),
        filter(getLinearMemory(builder, expansion.inputs[1])),
        output(getLinearMemory(builder, expansion.outputs[0])) {
    int64_t most = getLaneCount(expansion.target, result.getSumType().getIntOrFloatBitWidth());
    lanes = llvm::bit_floor(uint64_t(std::max<int64_t>(1, std::min(most, depth))));
  }

  /// Output channels `first`..`first + count`, written from `place` on.
  void emit(Value first, int64_t count, Value place, TapWalk walk) {
    int64_t done = count - count % kBlock;
    auto block = [&](int64_t begin, int64_t end, int64_t size) {
      emitLoop(builder, begin, end, size, {}, [&](Value offset, ValueRange) {
        emitBlock(addIndex(builder, first, offset), size, addIndex(builder, place, offset), walk);
        return SmallVector<Value>();
      });
    };
    block(0, done, kBlock);
    block(done, count, 1);
  }

private:
  /// Adds one tap's products to a vector and, for channels that fill no vector, a scalar per
  /// output channel.
  SmallVector<Value> emitTap(Value inputStart, Value filterStart, int64_t size, ValueRange sums) {
    int64_t whole = depth - depth % lanes;
    auto step = [&](Value channel, int64_t count, ValueRange partial) {
      Lanes pixel = loadLanes(builder, input, addIndex(builder, inputStart, channel), count);
      SmallVector<Value> next;
      for (int64_t i = 0; i < size; ++i) {
        Value place = addIndex(builder, filterStart, channel);
        Lanes weight =
            loadLanes(builder, filter, addIndex(builder, place, i * filterStride), count);
        next.push_back(result.accumulate({builder, partial[i]}, pixel, weight));
      }
      return next;
    };
    auto run = [&](int64_t begin, int64_t end, int64_t count, ValueRange partial) {
      return emitLoop(builder, begin, end, count, partial,
                      [&](Value channel, ValueRange inner) { return step(channel, count, inner); });
    };
    SmallVector<Value> next = run(0, whole, lanes, sums.take_front(size));
    if (whole < depth)
      llvm::append_range(next, run(whole, depth, 1, sums.drop_front(size)));
    return next;
  }

  void emitBlock(Value channel, int64_t size, Value place, TapWalk walk) {
    SmallVector<Value> sums(size, result.getZero(lanes));
    if (depth % lanes != 0)
      sums.append(size, result.getZero(1));
    Value filterBase = scaleIndex(builder, channel, filterStride);
    sums = walk(sums, [&](Value inputStart, Value filterStart, ValueRange carried) {
      return emitTap(inputStart, addIndex(builder, filterBase, filterStart), size, carried);
    });
    for (int64_t i = 0; i < size; ++i) {
      Lanes sum = foldLanes({builder, sums[i]}, [](Lanes a, Lanes b) { return a + b; });
      if (depth % lanes != 0)
        sum = sum + Lanes(builder, sums[size + i]);
      Lanes stored = result.finish(sum, addIndex(builder, channel, i));
      storeLanes(stored, output, addIndex(builder, place, i));
    }
  }

  ImplicitLocOpBuilder &builder;
  const ConvolutionResult &result;
  int64_t depth, filterStride, lanes;
  Value input, filter, output;
};
} // namespace

/// A convolution over two axes; `groups` of input channels have their own outputs.
static void emitConvolution(const Expansion &expansion, const ConvolutionResult &result,
                            const FilterAxis &vertical, const FilterAxis &horizontal) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  StridedBuffer input = getStridedBuffer(builder, expansion.inputs[0]);
  StridedBuffer filter = getStridedBuffer(builder, expansion.inputs[1]);
  StridedBuffer output = getStridedBuffer(builder, expansion.outputs[0]);
  auto filterShape = cast<MemRefType>(expansion.inputs[1].getType()).getShape();
  auto shape = cast<MemRefType>(expansion.outputs[0].getType()).getShape();
  int64_t depth = filterShape[3];
  int64_t groups = cast<MemRefType>(expansion.inputs[0].getType()).getShape()[3] / depth;
  int64_t groupOutputs = shape[3] / groups;
  DotProducts products(expansion, result, depth, filter.strides[0]);
  emitLoops(builder, shape.take_front(2), [&](ValueRange outer) {
    FilterAxis::Taps rows = vertical.getTaps(builder, outer[1]);
    Value image = linearIndex(builder, outer[0], input.strides[0]);
    emitLoop(builder, shape[2], [&](Value x) {
      FilterAxis::Taps columns = horizontal.getTaps(builder, x);
      Value place = linearIndex(builder, {outer[0], outer[1], x}, output.strides);
      emitLoop(builder, groups, [&](Value group) {
        Value base = addIndex(builder, image, scaleIndex(builder, group, depth));
        Value first = scaleIndex(builder, group, groupOutputs);
        products.emit(first, groupOutputs, addIndex(builder, place, first),
                      [&](ValueRange carried, TapBody body) {
                        return emitTaps(builder, rows, columns, ArrayRef(input.strides).slice(1, 2),
                                        ArrayRef(filter.strides).slice(1, 2), carried,
                                        [&](Value from, Value weight, ValueRange inner) {
                                          return body(addIndex(builder, base, from), weight, inner);
                                        });
                      });
      });
    });
  });
}

static LogicalResult expandConvolution(Conv2DOp op, const Expansion &expansion) {
  auto result = ConvolutionResult::get(op, expansion);
  if (failed(result))
    return failure();
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  ArrayRef<int64_t> filter = op.getFilter().getType().getShape();
  emitConvolution(expansion, *result,
                  {in[1], filter[1], op.getStrides()[0], op.getDilations()[0], op.getPadding()[0]},
                  {in[2], filter[2], op.getStrides()[1], op.getDilations()[1], op.getPadding()[2]});
  return success();
}

static LogicalResult expandTransposed(TransposeConv2DOp op, const Expansion &expansion) {
  auto result = ConvolutionResult::get(op, expansion);
  if (failed(result))
    return failure();
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  ArrayRef<int64_t> filter = op.getFilter().getType().getShape();
  emitConvolution(expansion, *result,
                  {in[1], filter[1], op.getStrides()[0], 1, op.getPadding()[0], true},
                  {in[2], filter[2], op.getStrides()[1], 1, op.getPadding()[1], true});
  return success();
}

static LogicalResult expandFullyConnected(FullyConnectedOp op, const Expansion &expansion) {
  auto result = ConvolutionResult::get(op, expansion);
  if (failed(result))
    return failure();
  ImplicitLocOpBuilder &builder = expansion.builder;
  // One row after the other, as select-kernels has it; rows may have gaps between them.
  auto inputType = cast<MemRefType>(expansion.inputs[0].getType());
  auto outputType = cast<MemRefType>(expansion.outputs[0].getType());
  ArrayRef<int64_t> size = op.getFilter().getType().getShape();
  if (inputType.getRank() != 2 || outputType.getRank() != 2 || inputType.getDimSize(1) != size[1])
    return op.emitOpError("found buffers of ")
           << inputType.getRank() << " and " << outputType.getRank()
           << " dimensions, expected rows of the filter's depth";
  StridedBuffer input = getStridedBuffer(builder, expansion.inputs[0]);
  StridedBuffer filter = getStridedBuffer(builder, expansion.inputs[1]);
  StridedBuffer output = getStridedBuffer(builder, expansion.outputs[0]);
  DotProducts products(expansion, *result, size[1], filter.strides[0]);
  emitLoop(builder, outputType.getDimSize(0), [&](Value row) {
    Value start = scaleIndex(builder, row, input.strides[0]), zero = indexConstant(builder, 0);
    products.emit(zero, size[0], scaleIndex(builder, row, output.strides[0]),
                  [&](ValueRange carried, TapBody body) { return body(start, zero, carried); });
  });
  return success();
}

//===----------------------------------------------------------------------===//
// Depthwise
//===----------------------------------------------------------------------===//

// Vectors of output channels: of neighbouring input channels, or, with a multiplier, of the
// outputs of one input channel.
static LogicalResult expandDepthwise(DepthwiseConv2DOp op, const Expansion &expansion) {
  auto result = ConvolutionResult::get(op, expansion);
  if (failed(result))
    return failure();
  ImplicitLocOpBuilder &builder = expansion.builder;
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  ArrayRef<int64_t> size = op.getFilter().getType().getShape();
  ArrayRef<int64_t> shape = op.getOutput().getType().getShape();
  FilterAxis vertical{in[1], size[1], op.getStrides()[0], op.getDilations()[0], op.getPadding()[0]};
  FilterAxis horizontal{in[2], size[2], op.getStrides()[1], op.getDilations()[1],
                        op.getPadding()[2]};
  StridedBuffer input = getStridedBuffer(builder, expansion.inputs[0]);
  StridedBuffer filter = getStridedBuffer(builder, expansion.inputs[1]);
  StridedBuffer output = getStridedBuffer(builder, expansion.outputs[0]);
  int64_t multiplier = shape[3] / in[3];
  int64_t lanes = getLaneCount(expansion.target, result->getSumType().getIntOrFloatBitWidth());

  emitLoops(builder, shape.take_front(2), [&](ValueRange outer) {
    FilterAxis::Taps rows = vertical.getTaps(builder, outer[1]);
    Value image = linearIndex(builder, outer[0], input.strides[0]);
    emitLoop(builder, shape[2], [&](Value x) {
      FilterAxis::Taps columns = horizontal.getTaps(builder, x);
      Value place = linearIndex(builder, {outer[0], outer[1], x}, output.strides);
      // `from`: the input channel of lane 0; `channel`: its output channel.
      auto emitChannels = [&](Value from, Value channel, int64_t count) {
        Value sum = result->getZero(count);
        sum = emitTaps(builder, rows, columns, ArrayRef(input.strides).slice(1, 2),
                       ArrayRef(filter.strides).slice(1, 2), sum,
                       [&](Value pixel, Value tap, ValueRange carried) -> SmallVector<Value> {
                         Value source = addIndex(builder, addIndex(builder, image, pixel), from);
                         Lanes stored =
                             multiplier == 1
                                 ? loadLanes(builder, input.memory, source, count)
                                 : broadcast(loadLanes(builder, input.memory, source), count);
                         Lanes weight = loadLanes(builder, filter.memory,
                                                  addIndex(builder, tap, channel), count);
                         return {result->accumulate({builder, carried[0]}, stored, weight)};
                       })[0];
        storeLanes(result->finish({builder, sum}, channel), output.memory,
                   addIndex(builder, place, channel));
      };
      if (multiplier == 1)
        return emitLaneLoop(builder, expansion.target, in[3], lanes,
                            [&](Value start, int64_t count) { emitChannels(start, start, count); });
      emitLoop(builder, in[3], [&](Value from) {
        Value first = scaleIndex(builder, from, multiplier);
        emitLaneLoop(builder, expansion.target, multiplier, lanes, [&](Value start, int64_t count) {
          emitChannels(from, addIndex(builder, first, start), count);
        });
      });
    });
  });
  return success();
}

void effc::registerConvolutionLoops(MLIRContext &context) {
  attachLoops<Conv2DOp, expandConvolution>(context);
  attachLoops<DepthwiseConv2DOp, expandDepthwise>(context);
  attachLoops<FullyConnectedOp, expandFullyConnected>(context);
  attachLoops<TransposeConv2DOp, expandTransposed>(context);
}
