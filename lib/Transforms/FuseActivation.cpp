//===- FuseActivation.cpp - Fuse clamps into producers --------------------===//
//
// Ops with an activation clamp their result to an interval as their last step, in stored
// values. A clamp behind such an op is therefore the same as a clamp to the intersection of
// both intervals, as long as it neither rescales nor comes out empty: then the last one wins.
//
// A NaN passes through activations. It also passes through a maximum or minimum with a constant on
// the left; with one on the right it becomes that constant, which is no clamp.
//
//===----------------------------------------------------------------------===//
#include "ClampRange.h"
#include "effc/IR/Constants.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <cmath>

namespace effc {
#define GEN_PASS_DEF_FUSEACTIVATIONPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

namespace {
/// `output = clamp(input, range)`.
struct Clamp {
  Value input;
  ClampRange range;
};
} // namespace

/// What `op` clamps, if it is a clamp that keeps the type.
static FailureOr<Clamp> matchClamp(Operation *op, PatternRewriter &rewriter) {
  auto type = cast<ShapedType>(op->getResult(0).getType());
  if (!hasClampRange(type.getElementType()))
    return rewriter.notifyMatchFailure(op, "element type is neither f32 nor quantized per tensor");
  if (std::optional<Activation> activation = getReluActivation(op)) {
    if (op->getOperand(0).getType() != type)
      return rewriter.notifyMatchFailure(op, "input and result have different scales");
    return Clamp{op->getOperand(0), getActivationClamp(*activation, type.getElementType())};
  }
  if (!isa<MaximumOp, MinimumOp>(op))
    return rewriter.notifyMatchFailure(op, "not a clamp");
  Value input = op->getOperand(0), bound = op->getOperand(1);
  bool keepsNan = isConstant(input);
  if (keepsNan)
    std::swap(input, bound);
  if (!keepsNan && type.getElementType().isF32())
    return rewriter.notifyMatchFailure(op, "a NaN would not stay one");
  std::optional<double> element = getSplatElement(bound);
  if (!element || std::isnan(*element))
    return rewriter.notifyMatchFailure(op, "neither operand is a constant of one value");
  if (input.getType() != type)
    return rewriter.notifyMatchFailure(op, "the input is broadcast or rescaled");
  ClampRange range = getActivationClamp(Activation::None, type.getElementType());
  (isa<MaximumOp>(op) ? range.min : range.max) = *element;
  return Clamp{input, range};
}

namespace {
struct ClampPattern : RewritePattern {
  ClampPattern(MLIRContext *context, StringRef name, Pass::Statistic &fused,
               Pass::Statistic &merged, Pass::Statistic &removed)
      : RewritePattern(name, 1, context), fused(fused), merged(merged), removed(removed) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    FailureOr<Clamp> clamp = matchClamp(op, rewriter);
    if (failed(clamp))
      return failure();
    if (clamp->range.contains(getKnownRange(clamp->input))) {
      ++removed;
      rewriter.replaceOp(op, clamp->input);
      return success();
    }
    Operation *producer = clamp->input.getDefiningOp();
    if (producer && getActivation(producer))
      return fuse(op, producer, *clamp, rewriter);
    return merge(op, producer, *clamp, rewriter);
  }

private:
  /// Lets the producer apply the clamp.
  LogicalResult fuse(Operation *op, Operation *producer, Clamp clamp,
                     PatternRewriter &rewriter) const {
    if (!clamp.input.hasOneUse())
      return rewriter.notifyMatchFailure(op, "the producer's result has other uses");
    Type elementType = cast<ShapedType>(clamp.input.getType()).getElementType();
    ClampRange both =
        intersect(getActivationClamp(*getActivation(producer), elementType), clamp.range);
    std::optional<Activation> activation = findActivation(both, elementType);
    if (both.isEmpty() || !activation)
      return rewriter.notifyMatchFailure(op, "no activation clamps to both intervals");
    rewriter.modifyOpInPlace(producer, [&] {
      producer->setAttr("activation", ActivationAttr::get(op->getContext(), *activation));
    });
    rewriter.replaceOp(op, producer);
    ++fused;
    return success();
  }

  /// Turns one or two clamps into a relu.
  LogicalResult merge(Operation *op, Operation *producer, Clamp clamp,
                      PatternRewriter &rewriter) const {
    Type type = clamp.input.getType();
    Type elementType = cast<ShapedType>(type).getElementType();
    bool isRelu = getReluActivation(op).has_value();
    if (producer && clamp.input.hasOneUse()) {
      FailureOr<Clamp> first = matchClamp(producer, rewriter);
      ClampRange both = succeeded(first) ? intersect(first->range, clamp.range) : clamp.range;
      if (succeeded(first) && !both.isEmpty() && findActivation(both, elementType)) {
        clamp = {first->input, both};
        isRelu = false;
      }
    }
    std::optional<Activation> activation = findActivation(clamp.range, elementType);
    if (isRelu || !activation)
      return rewriter.notifyMatchFailure(op, "no relu clamps to this interval");
    ++merged;
    switch (*activation) {
    case Activation::None:
      llvm_unreachable("a clamp of all numbers was removed");
    case Activation::Relu:
      rewriter.replaceOpWithNewOp<ReluOp>(op, type, clamp.input);
      break;
    case Activation::ReluN1To1:
      rewriter.replaceOpWithNewOp<ReluN1To1Op>(op, type, clamp.input);
      break;
    case Activation::Relu6:
      rewriter.replaceOpWithNewOp<Relu6Op>(op, type, clamp.input);
      break;
    }
    return success();
  }

  Pass::Statistic &fused, &merged, &removed;
};

struct FuseActivationPass : effc::impl::FuseActivationPassBase<FuseActivationPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    for (StringRef name :
         {ReluOp::getOperationName(), Relu6Op::getOperationName(), ReluN1To1Op::getOperationName(),
          MaximumOp::getOperationName(), MinimumOp::getOperationName()})
      patterns.add(
          std::make_unique<ClampPattern>(&getContext(), name, numFused, numMerged, numRemoved));
    // Where sweeps over the function do not suffice, some patterns are left, which is no error.
    (void)applyPatternsGreedily(getOperation(), std::move(patterns));
  }
};
} // namespace
