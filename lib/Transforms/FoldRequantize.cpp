//===- FoldRequantize.cpp - Fold conversions of element types -------------===//
//
// Each rescaling rounds and clamps, so two in a row are rarely one with the product of their
// scales. But an 8-bit element has 256 values and a 16-bit one 65536: both ways are evaluated
// for all of them, and the chain folds if every result is equal.
//
//===----------------------------------------------------------------------===//
#include "CountedPattern.h"
#include "ElementFunction.h"
#include "effc/IR/Rules.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace effc {
#define GEN_PASS_DEF_FOLDREQUANTIZEPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

static Type elementTypeOf(Value value) {
  return cast<ShapedType>(value.getType()).getElementType();
}

/// Types with few enough values to try them all.
static bool isSmallQuantized(Type elementType) {
  return isa<quant::UniformQuantizedType>(elementType) && getStorageBytes(elementType) <= 2;
}

namespace {
/// Conversion to the type that the value has. TFLite's requantization with a factor of one is
/// exact: the fixed-point multiplier is then 2^30 * 2, and rounds nothing.
template <typename OpTy> struct RemoveIdentity : CountedPattern<OpTy> {
  using CountedPattern<OpTy>::CountedPattern;

  LogicalResult rewrite(OpTy op, PatternRewriter &rewriter) const override {
    if (op.getInput().getType() != op.getType())
      return rewriter.notifyMatchFailure(op, "the type changes");
    rewriter.replaceOp(op, op.getInput());
    return success();
  }
};

/// requantize(requantize(x)) and quantize(dequantize(x)).
template <typename Last, typename First> struct MergeConversions : CountedPattern<Last> {
  using CountedPattern<Last>::CountedPattern;

  LogicalResult rewrite(Last op, PatternRewriter &rewriter) const override {
    auto first = op.getInput().template getDefiningOp<First>();
    if (!first)
      return rewriter.notifyMatchFailure(op, "the input is not converted before");
    Value source = first.getInput();
    Type from = elementTypeOf(source), to = elementTypeOf(op);
    if (!isSmallQuantized(from) || !isa<quant::UniformQuantizedType>(to) ||
        isPerAxisQuantized(elementTypeOf(first)))
      return rewriter.notifyMatchFailure(op, "elements have too many values, or several scales");
    FailureOr<TensorBytes> chain = tabulate({source, {first, op}});
    if (failed(chain))
      return rewriter.notifyMatchFailure(op, "the chain cannot be evaluated");
    if (from == to && *chain == getAllValues(from)) {
      rewriter.replaceOp(op, source);
    } else {
      if (checkRequantize(cast<RankedTensorType>(source.getType()),
                          cast<RankedTensorType>(op.getType())))
        return rewriter.notifyMatchFailure(op, "a single step has no fixed-point factor");
      FailureOr<TensorBytes> direct = tabulateRequantize(from, to);
      if (failed(direct) || *direct != *chain)
        return rewriter.notifyMatchFailure(op, "a single step rounds some values differently");
      rewriter.replaceOpWithNewOp<RequantizeOp>(op, op.getType(), source);
    }
    return success();
  }
};

/// cast(cast(x)), where the type between holds every value of x.
struct MergeCasts : CountedPattern<CastOp> {
  using CountedPattern::CountedPattern;

  /// True if each value of `from` is one of `to`.
  static bool isWidening(Type from, Type to) {
    if (from == to)
      return true;
    auto fromInteger = dyn_cast<IntegerType>(from), toInteger = dyn_cast<IntegerType>(to);
    if (fromInteger && toInteger) {
      // i1 is a truth value, stored as 0 or 1.
      if (toInteger.getWidth() == 1)
        return false;
      if (fromInteger.getWidth() == 1)
        return true;
      if (fromInteger.isUnsigned() == toInteger.isUnsigned())
        return fromInteger.getWidth() <= toInteger.getWidth();
      return fromInteger.isUnsigned() && fromInteger.getWidth() < toInteger.getWidth();
    }
    if (fromInteger && to.isF32())
      return fromInteger.getWidth() <= 24;
    return from.isF16() && to.isF32();
  }

  LogicalResult rewrite(CastOp op, PatternRewriter &rewriter) const override {
    auto first = op.getInput().getDefiningOp<CastOp>();
    if (!first)
      return rewriter.notifyMatchFailure(op, "the input is not converted before");
    if (!isWidening(elementTypeOf(first.getInput()), elementTypeOf(first)))
      return rewriter.notifyMatchFailure(op, "the first cast may change values");
    rewriter.replaceOpWithNewOp<CastOp>(op, op.getType(), first.getInput());
    return success();
  }
};

struct FoldRequantizePass : effc::impl::FoldRequantizePassBase<FoldRequantizePass> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    patterns.add<RemoveIdentity<RequantizeOp>, RemoveIdentity<CastOp>>(context, numRemoved);
    patterns.add<MergeConversions<RequantizeOp, RequantizeOp>,
                 MergeConversions<QuantizeOp, DequantizeOp>, MergeCasts>(context, numMerged);
    // Where sweeps over the function do not suffice, some patterns are left, which is no error.
    (void)applyPatternsGreedily(getOperation(), std::move(patterns));
  }
};
} // namespace
