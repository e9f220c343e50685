//===- Decompose.cpp - Rewrite rare ops as common ones --------------------===//
#include "ClampRange.h"
#include "CountedPattern.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace effc {
#define GEN_PASS_DEF_DECOMPOSEPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

static ShapedType typeOf(Value value) { return cast<ShapedType>(value.getType()); }

/// A constant with the elements of `old` at other places: element `index` of the new one is
/// element `locate(index)` of the old one.
static Value permute(OpBuilder &builder, Value old, RankedTensorType type,
                     llvm::function_ref<int64_t(int64_t)> locate) {
  std::vector<char> from = *getConstantBytes(old);
  size_t width = getStorageBytes(type.getElementType());
  std::vector<char> to(from.size());
  for (int64_t index = 0, count = type.getNumElements(); index < count; ++index)
    std::copy_n(from.begin() + locate(index) * width, width, to.begin() + index * width);
  return makeConstant(builder, old.getLoc(), type, to);
}

/// The element type of a filter whose quantized dimension moves to `axis`.
static Type moveAxis(Type elementType, int32_t axis) {
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(elementType);
  if (!perAxis)
    return elementType;
  return quant::UniformQuantizedPerAxisType::get(
      perAxis.getFlags(), perAxis.getStorageType(), perAxis.getExpressedType(), perAxis.getScales(),
      perAxis.getZeroPoints(), axis, perAxis.getStorageTypeMin(), perAxis.getStorageTypeMax());
}

namespace {
/// A convolution whose groups have one channel each is a depthwise one.
struct GroupsToDepthwise : CountedPattern<Conv2DOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(Conv2DOp op, PatternRewriter &rewriter) const override {
    ShapedType filter = typeOf(op.getFilter());
    if (filter.getDimSize(3) != 1 || typeOf(op.getInput()).getDimSize(3) == 1)
      return rewriter.notifyMatchFailure(op, "groups do not have one of several channels each");
    if (!isConstant(op.getFilter()))
      return rewriter.notifyMatchFailure(op, "the filter is no constant");
    // [O, KH, KW, 1] to [1, KH, KW, O].
    int64_t outputs = filter.getDimSize(0), height = filter.getDimSize(1);
    int64_t width = filter.getDimSize(2), window = height * width;
    auto type =
        RankedTensorType::get({1, height, width, outputs}, moveAxis(filter.getElementType(), 3));
    Value transposed = permute(rewriter, op.getFilter(), type, [&](int64_t index) {
      return index % outputs * window + index / outputs;
    });
    rewriter.replaceOpWithNewOp<DepthwiseConv2DOp>(op, op.getType(), op.getInput(), transposed,
                                                   op.getBias(), op.getStrides(), op.getDilations(),
                                                   op.getPadding(), op.getActivation());
    return success();
  }
};

/// A single slope needs no second operand.
struct PreluToLeakyRelu : CountedPattern<PreluOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(PreluOp op, PatternRewriter &rewriter) const override {
    if (!typeOf(op.getInput()).getElementType().isF32())
      return rewriter.notifyMatchFailure(op, "quantized slopes are rescaled differently");
    std::optional<double> slope = getSplatElement(op.getAlpha());
    if (!slope)
      return rewriter.notifyMatchFailure(op, "alpha is no constant of one value");
    rewriter.replaceOpWithNewOp<LeakyReluOp>(op, op.getType(), op.getInput(),
                                             rewriter.getF32FloatAttr(*slope));
    return success();
  }
};

struct DecomposePass : effc::impl::DecomposePassBase<DecomposePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<GroupsToDepthwise, PreluToLeakyRelu>(&getContext(), numRewritten);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
