//===- FoldReshape.cpp - Remove and merge ops that only move data ---------===//
#include "CountedPattern.h"
#include "effc/IR/Quantization.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace effc {
#define GEN_PASS_DEF_FOLDRESHAPEPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<ShapedType>(value.getType()).getShape();
}

static bool isPerAxis(Value value) {
  return isPerAxisQuantized(cast<ShapedType>(value.getType()).getElementType());
}

static bool allEqual(ArrayRef<int64_t> values, int64_t value) {
  return llvm::all_of(values, [&](int64_t other) { return other == value; });
}

static LogicalResult refuse(PatternRewriter &rewriter, Operation *op, StringRef why) {
  return rewriter.notifyMatchFailure(op, why);
}

namespace {
//===----------------------------------------------------------------------===//
// Ops that give back their input
//===----------------------------------------------------------------------===//

template <typename OpTy> struct RemoveNoOp : CountedPattern<OpTy> {
  using CountedPattern<OpTy>::CountedPattern;
  static bool isNoOp(OpTy op);

  LogicalResult rewrite(OpTy op, PatternRewriter &rewriter) const override {
    Value input = op->getOperand(0);
    if (input.getType() != op.getType() || !isNoOp(op))
      return refuse(rewriter, op, "the result is not the input");
    rewriter.replaceOp(op, input);
    return success();
  }
};

template <> bool RemoveNoOp<SliceOp>::isNoOp(SliceOp op) {
  // With the shapes equal no element can be skipped, but dimensions may be reversed.
  for (auto [size, stride] : llvm::zip(shapeOf(op), op.getStrides()))
    if (size > 1 && stride != 1)
      return false;
  return true;
}
template <> bool RemoveNoOp<PadOp>::isNoOp(PadOp op) { return true; }
template <> bool RemoveNoOp<TileOp>::isNoOp(TileOp op) { return true; }
template <> bool RemoveNoOp<ConcatOp>::isNoOp(ConcatOp op) { return op.getInputs().size() == 1; }
// All of TFLite's ways to compute a source position give the target's one, with no fraction. But a
// neighbour times zero is NaN if it is infinite.
template <> bool RemoveNoOp<ResizeBilinearOp>::isNoOp(ResizeBilinearOp op) {
  return !isa<FloatType>(op.getType().getElementType());
}
// But here half a position is rounded up to the next one.
template <> bool RemoveNoOp<ResizeNearestOp>::isNoOp(ResizeNearestOp op) {
  return !op.getAlignCorners() || !op.getHalfPixelCenters();
}
template <> bool RemoveNoOp<TransposeOp>::isNoOp(TransposeOp op) {
  return llvm::is_sorted(op.getPermutation());
}

/// A pool of one cell only applies its activation, but for floats that are no finite numbers.
template <typename OpTy> struct RemovePool : CountedPattern<OpTy> {
  using CountedPattern<OpTy>::CountedPattern;

  LogicalResult rewrite(OpTy op, PatternRewriter &rewriter) const override {
    if (!allEqual(op.getWindow(), 1) || !allEqual(op.getStrides(), 1))
      return refuse(rewriter, op, "the pool has a window or skips cells");
    if (isa<FloatType>(op.getType().getElementType()))
      return refuse(rewriter, op, "infinities become finite, or a NaN is passed over");
    switch (op.getActivation()) {
    case Activation::None:
      rewriter.replaceOp(op, op.getInput());
      break;
    case Activation::Relu:
      rewriter.replaceOpWithNewOp<ReluOp>(op, op.getType(), op.getInput());
      break;
    case Activation::ReluN1To1:
      rewriter.replaceOpWithNewOp<ReluN1To1Op>(op, op.getType(), op.getInput());
      break;
    case Activation::Relu6:
      rewriter.replaceOpWithNewOp<Relu6Op>(op, op.getType(), op.getInput());
      break;
    }
    return success();
  }
};

template <typename OpTy> struct RemoveReduction : CountedPattern<OpTy> {
  using CountedPattern<OpTy>::CountedPattern;

  LogicalResult rewrite(OpTy op, PatternRewriter &rewriter) const override {
    ShapedType input = op.getInput().getType();
    if (isQuantized(input.getElementType()))
      return refuse(rewriter, op, "a quantized reduction may rescale");
    for (int64_t axis : op.getAxes())
      if (input.getDimSize(axis) != 1)
        return refuse(rewriter, op, "a reduced dimension has more than one element");
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), op.getInput());
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Reshapes and transposes
//===----------------------------------------------------------------------===//

struct MergeReshapes : CountedPattern<ReshapeOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(ReshapeOp op, PatternRewriter &rewriter) const override {
    auto first = op.getInput().getDefiningOp<ReshapeOp>();
    if (!first)
      return refuse(rewriter, op, "the input is no reshape");
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), first.getInput());
    return success();
  }
};

struct TransposeToReshape : CountedPattern<TransposeOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(TransposeOp op, PatternRewriter &rewriter) const override {
    if (isPerAxis(op))
      return refuse(rewriter, op, "the tensor is quantized per axis");
    int64_t last = -1;
    for (int64_t dim : op.getPermutation()) {
      if (shapeOf(op.getInput())[dim] == 1)
        continue;
      if (dim < last)
        return refuse(rewriter, op, "dimensions larger than 1 change their order");
      last = dim;
    }
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), op.getInput());
    return success();
  }
};

struct MergeTransposes : CountedPattern<TransposeOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(TransposeOp op, PatternRewriter &rewriter) const override {
    auto first = op.getInput().getDefiningOp<TransposeOp>();
    if (!first || isPerAxis(op))
      return refuse(rewriter, op, "the input is no transpose, or quantized per axis");
    SmallVector<int64_t> permutation;
    for (int64_t dim : op.getPermutation())
      permutation.push_back(first.getPermutation()[dim]);
    rewriter.replaceOpWithNewOp<TransposeOp>(op, op.getType(), first.getInput(), permutation);
    return success();
  }
};

/// The input of a matrix product may have any shape.
struct ReshapeIntoFullyConnected : CountedPattern<FullyConnectedOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(FullyConnectedOp op, PatternRewriter &rewriter) const override {
    auto reshape = op.getInput().getDefiningOp<ReshapeOp>();
    if (!reshape)
      return refuse(rewriter, op, "the input is no reshape");
    rewriter.modifyOpInPlace(op, [&] { op.getInputMutable().assign(reshape.getInput()); });
    return success();
  }
};

/// So may its result, as long as the last dimension stays.
struct FullyConnectedIntoReshape : CountedPattern<ReshapeOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(ReshapeOp op, PatternRewriter &rewriter) const override {
    auto producer = op.getInput().getDefiningOp<FullyConnectedOp>();
    if (!producer || !producer->hasOneUse())
      return refuse(rewriter, op, "the input is no matrix product, or has other uses");
    if (shapeOf(op).empty() || shapeOf(op).back() != shapeOf(producer).back())
      return refuse(rewriter, op, "the last dimension changes");
    rewriter.modifyOpInPlace(producer, [&] { producer.getOutput().setType(op.getType()); });
    rewriter.replaceOp(op, producer);
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Slices and concatenations
//===----------------------------------------------------------------------===//

struct MergeSlices : CountedPattern<SliceOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(SliceOp op, PatternRewriter &rewriter) const override {
    auto first = op.getInput().getDefiningOp<SliceOp>();
    if (!first)
      return refuse(rewriter, op, "the input is no slice");
    SmallVector<int64_t> offsets, strides;
    for (size_t dim = 0; dim < op.getOffsets().size(); ++dim) {
      int64_t stride = first.getStrides()[dim] * op.getStrides()[dim];
      offsets.push_back(first.getOffsets()[dim] + first.getStrides()[dim] * op.getOffsets()[dim]);
      strides.push_back(shapeOf(op)[dim] == 1 ? 1 : stride);
    }
    rewriter.replaceOpWithNewOp<SliceOp>(op, op.getType(), first.getInput(), offsets, strides);
    return success();
  }
};

struct SliceOfConcat : CountedPattern<SliceOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(SliceOp op, PatternRewriter &rewriter) const override {
    auto concat = op.getInput().getDefiningOp<ConcatOp>();
    if (!concat)
      return refuse(rewriter, op, "the input is no concatenation");
    int64_t axis = concat.getAxis();
    int64_t from = op.getOffsets()[axis];
    int64_t to = from + (shapeOf(op)[axis] - 1) * op.getStrides()[axis];
    int64_t start = 0;
    for (Value piece : concat.getInputs()) {
      int64_t end = start + shapeOf(piece)[axis];
      if (std::min(from, to) >= start && std::max(from, to) < end) {
        SmallVector<int64_t> offsets(op.getOffsets());
        offsets[axis] -= start;
        rewriter.replaceOpWithNewOp<SliceOp>(op, op.getType(), piece, offsets, op.getStrides());
        return success();
      }
      start = end;
    }
    return refuse(rewriter, op, "the slice takes from several pieces");
  }
};

/// concat(slice(x)[0..2), slice(x)[2..5)) = slice(x)[0..5).
struct MergeNeighbours : CountedPattern<ConcatOp> {
  using CountedPattern::CountedPattern;

  /// True if `second` goes on along `axis` where `first` ends.
  static bool areNeighbours(SliceOp first, SliceOp second, int64_t axis) {
    if (!first || !second || first.getInput() != second.getInput() ||
        !allEqual(first.getStrides(), 1) || !allEqual(second.getStrides(), 1))
      return false;
    SmallVector<int64_t> expected(first.getOffsets());
    expected[axis] += shapeOf(first)[axis];
    return expected == second.getOffsets();
  }

  LogicalResult rewrite(ConcatOp op, PatternRewriter &rewriter) const override {
    int64_t axis = op.getAxis();
    SmallVector<Value> pieces(op.getInputs());
    for (size_t i = 1; i < pieces.size(); ++i) {
      auto first = pieces[i - 1].getDefiningOp<SliceOp>();
      auto second = pieces[i].getDefiningOp<SliceOp>();
      if (!areNeighbours(first, second, axis))
        continue;
      SmallVector<int64_t> shape(shapeOf(first));
      shape[axis] += shapeOf(second)[axis];
      pieces[i - 1] = SliceOp::create(rewriter, first.getLoc(), first.getType().clone(shape),
                                      first.getInput(), first.getOffsets(), first.getStrides());
      pieces.erase(pieces.begin() + i);
      rewriter.replaceOpWithNewOp<ConcatOp>(op, op.getType(), pieces, axis);
      return success();
    }
    return refuse(rewriter, op, "no two inputs are neighbouring slices of one tensor");
  }
};

struct MergeConcats : CountedPattern<ConcatOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(ConcatOp op, PatternRewriter &rewriter) const override {
    SmallVector<Value> pieces;
    for (Value piece : op.getInputs()) {
      auto inner = piece.getDefiningOp<ConcatOp>();
      if (inner && inner.getAxis() == op.getAxis() && inner->hasOneUse())
        llvm::append_range(pieces, inner.getInputs());
      else
        pieces.push_back(piece);
    }
    if (pieces.size() == op.getInputs().size())
      return refuse(rewriter, op, "no input is a concatenation along the same axis for it alone");
    rewriter.replaceOpWithNewOp<ConcatOp>(op, op.getType(), pieces, op.getAxis());
    return success();
  }
};

struct FoldReshapePass : effc::impl::FoldReshapePassBase<FoldReshapePass> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    patterns.add<RemoveNoOp<SliceOp>, RemoveNoOp<PadOp>, RemoveNoOp<TileOp>, RemoveNoOp<ConcatOp>,
                 RemoveNoOp<ResizeBilinearOp>, RemoveNoOp<ResizeNearestOp>, RemoveNoOp<TransposeOp>,
                 RemovePool<AveragePool2DOp>, RemovePool<MaxPool2DOp>, RemoveReduction<MeanOp>,
                 RemoveReduction<SumOp>, TransposeToReshape>(context, numRemoved);
    patterns
        .add<MergeReshapes, MergeTransposes, ReshapeIntoFullyConnected, FullyConnectedIntoReshape,
             MergeSlices, SliceOfConcat, MergeNeighbours, MergeConcats>(context, numMerged);
    // Where sweeps over the function do not suffice, some patterns are left, which is no error.
    (void)applyPatternsGreedily(getOperation(), std::move(patterns));
  }
};
} // namespace
