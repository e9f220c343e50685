//===- FoldPad.cpp - Fold padding into convolutions and pools -------------===//
#include "ClampRange.h"
#include "CountedPattern.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <cmath>
#include <cstring>

namespace effc {
#define GEN_PASS_DEF_FOLDPADPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

/// The element that a pad of zeros adds.
static double getZero(Type elementType) {
  return isQuantized(elementType) ? double(getZeroPoint(elementType)) : 0.0;
}

/// The stored value of the elements that `pad` adds.
static double getPadElement(PadOp pad) {
  Type elementType = cast<ShapedType>(pad.getType()).getElementType();
  TypedAttr value = pad.getValueAttr();
  if (!value)
    return getZero(elementType);
  if (auto real = dyn_cast<FloatAttr>(value))
    return real.getValueAsDouble();
  // The attribute's type may be wider than the storage type, or have no sign.
  unsigned width = 8 * getStorageBytes(elementType);
  APInt stored = cast<IntegerAttr>(value).getValue().zextOrTrunc(width);
  return isUnsignedStorage(elementType) ? double(stored.getZExtValue())
                                        : double(stored.getSExtValue());
}

/// `padding` of a window op plus that of `pad`.
static SmallVector<int64_t> addPadding(ArrayRef<int64_t> padding, PadOp pad) {
  return {padding[0] + pad.getLow()[1], padding[1] + pad.getHigh()[1], padding[2] + pad.getLow()[2],
          padding[3] + pad.getHigh()[2]};
}

/// The pad of height and width that makes `input`.
static FailureOr<PadOp> matchImagePad(Operation *op, Value input, PatternRewriter &rewriter) {
  auto pad = input.getDefiningOp<PadOp>();
  if (!pad)
    return rewriter.notifyMatchFailure(op, "the input is not padded");
  Type elementType = cast<ShapedType>(input.getType()).getElementType();
  if (!hasClampRange(elementType))
    return rewriter.notifyMatchFailure(op, "element type is neither f32 nor quantized per tensor");
  for (unsigned dim : {0, 3})
    if (pad.getLow()[dim] != 0 || pad.getHigh()[dim] != 0)
      return rewriter.notifyMatchFailure(op, "the pad adds batches or channels");
  return pad;
}

/// Whether zero times each weight is zero, which a pad's products are then not missed for.
static bool areFiniteWeights(Value filter) {
  if (!cast<ShapedType>(filter.getType()).getElementType().isF32())
    return true;
  auto constant = filter.getDefiningOp<ConstantOp>();
  if (!constant)
    return false;
  ConstantView view(constant.getValue());
  ArrayRef<char> bytes = view.getBytes();
  for (size_t at = 0; at < bytes.size(); at += sizeof(float)) {
    float weight;
    std::memcpy(&weight, bytes.data() + at, sizeof(weight));
    if (!std::isfinite(weight))
      return false;
  }
  return true;
}

namespace {
template <typename OpTy> struct FoldIntoConvolution : CountedPattern<OpTy> {
  using CountedPattern<OpTy>::CountedPattern;

  LogicalResult rewrite(OpTy op, PatternRewriter &rewriter) const override {
    FailureOr<PadOp> pad = matchImagePad(op, op.getInput(), rewriter);
    if (failed(pad))
      return failure();
    Type elementType = cast<ShapedType>(op.getInput().getType()).getElementType();
    if (getPadElement(*pad) != getZero(elementType))
      return rewriter.notifyMatchFailure(op, "the pad's value is not zero");
    if (!areFiniteWeights(op.getFilter()))
      return rewriter.notifyMatchFailure(op, "a weight may be NaN or infinite");
    rewriter.modifyOpInPlace(op, [&] {
      op.setPadding(addPadding(op.getPadding(), *pad));
      op.getInputMutable().assign(pad->getInput());
    });
    return success();
  }
};

struct FoldIntoMaxPool : CountedPattern<MaxPool2DOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(MaxPool2DOp op, PatternRewriter &rewriter) const override {
    FailureOr<PadOp> pad = matchImagePad(op, op.getInput(), rewriter);
    if (failed(pad))
      return failure();
    // A window that reaches over the pool's own border and that of the pad is fine; one that
    // has no cell of the image is not: the pool would have nothing to choose from.
    SmallVector<int64_t> padding = addPadding(op.getPadding(), *pad);
    for (unsigned side : {0, 1, 2, 3})
      if (padding[side] >= op.getWindow()[side / 2])
        return rewriter.notifyMatchFailure(op, "a window would lie outside of the image");
    // The maximum of floats passes over NaN, so the pad's value is the largest next to these alone.
    double lowest = op.getType().getElementType().isF32()
                        ? -double(std::numeric_limits<float>::max())
                        : getKnownRange(pad->getInput()).min;
    if (getPadElement(*pad) > lowest)
      return rewriter.notifyMatchFailure(op, "the pad's value may be the largest of a window");
    rewriter.modifyOpInPlace(op, [&] {
      op.setPadding(padding);
      op.getInputMutable().assign(pad->getInput());
    });
    return success();
  }
};

struct RefuseAveragePool : OpRewritePattern<AveragePool2DOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AveragePool2DOp op, PatternRewriter &rewriter) const override {
    if (!op.getInput().getDefiningOp<PadOp>())
      return rewriter.notifyMatchFailure(op, "the input is not padded");
    return rewriter.notifyMatchFailure(op, "an average counts the pad's cells, not its own border");
  }
};

struct MergePads : CountedPattern<PadOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(PadOp op, PatternRewriter &rewriter) const override {
    auto first = op.getInput().getDefiningOp<PadOp>();
    if (!first)
      return rewriter.notifyMatchFailure(op, "the input is not padded");
    if (first.getValueAttr() != op.getValueAttr())
      return rewriter.notifyMatchFailure(op, "the pads' values differ");
    SmallVector<int64_t> low(op.getLow()), high(op.getHigh());
    for (auto [dim, amount] : llvm::enumerate(first.getLow()))
      low[dim] += amount;
    for (auto [dim, amount] : llvm::enumerate(first.getHigh()))
      high[dim] += amount;
    rewriter.replaceOpWithNewOp<PadOp>(op, op.getType(), first.getInput(), low, high,
                                       op.getValueAttr());
    return success();
  }
};

struct FoldPadPass : effc::impl::FoldPadPassBase<FoldPadPass> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    patterns.add<FoldIntoConvolution<Conv2DOp>, FoldIntoConvolution<DepthwiseConv2DOp>>(
        context, numConvolutions);
    patterns.add<FoldIntoMaxPool>(context, numPools);
    patterns.add<RefuseAveragePool>(context);
    patterns.add<MergePads>(context, numPads);
    // Where sweeps over the function do not suffice, some patterns are left, which is no error.
    (void)applyPatternsGreedily(getOperation(), std::move(patterns));
  }
};
} // namespace
