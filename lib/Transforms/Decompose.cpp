//===- Decompose.cpp - Rewrite rare ops as common ones --------------------===//
#include "ClampRange.h"
#include "ConvolutionKernels.h"
#include "CountedPattern.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <cmath>

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

/// Elements `[first, first + count)` along the first dimension of a constant, with their scales.
static Value takeOutputs(OpBuilder &builder, Value constant, int64_t first, int64_t count) {
  if (!constant)
    return constant;
  auto type = cast<RankedTensorType>(constant.getType());
  std::vector<char> bytes = *getConstantBytes(constant);
  size_t each = bytes.size() / type.getDimSize(0);
  SmallVector<int64_t> shape(type.getShape());
  shape[0] = count;
  Type element = type.getElementType();
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element))
    element = quant::UniformQuantizedPerAxisType::get(
        perAxis.getFlags(), perAxis.getStorageType(), perAxis.getExpressedType(),
        perAxis.getScales().slice(first, count), perAxis.getZeroPoints().slice(first, count),
        perAxis.getQuantizedDimension(), perAxis.getStorageTypeMin(), perAxis.getStorageTypeMax());
  return makeConstant(builder, constant.getLoc(), RankedTensorType::get(shape, element),
                      ArrayRef(bytes).slice(first * each, count * each));
}

/// Groups that become convolutions of their own: how many there may be, and the channels that
/// each must have. Small ones are as fast in loops and take less code.
static constexpr int64_t kMostGroups = 16, kLeastGroupChannels = 8;

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

/// Few groups of several channels are as many convolutions; slices and the concatenation are
/// places in the arena.
struct GroupsToConvs : CountedPattern<Conv2DOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(Conv2DOp op, PatternRewriter &rewriter) const override {
    int64_t depth = typeOf(op.getFilter()).getDimSize(3);
    int64_t groups = typeOf(op.getInput()).getDimSize(3) / depth;
    int64_t outputs = typeOf(op.getFilter()).getDimSize(0) / groups;
    if (groups == 1 || groups > kMostGroups || std::min(depth, outputs) < kLeastGroupChannels)
      return rewriter.notifyMatchFailure(op, "no groups, or too many or too small ones");
    if (!isConstant(op.getFilter()) || (op.getBias() && !isConstant(op.getBias())))
      return rewriter.notifyMatchFailure(op, "the filter or the bias is no constant");
    auto input = cast<RankedTensorType>(op.getInput().getType());
    if (!hasConvolutionKernels(getTarget(op), input.getElementType()))
      return rewriter.notifyMatchFailure(op, "the target has no kernels for convolutions");
    SmallVector<int64_t> part(input.getShape()), ones(4, 1);
    part[3] = depth;
    SmallVector<int64_t> result(typeOf(op.getOutput()).getShape());
    result[3] = outputs;
    SmallVector<Value> pieces;
    for (int64_t group = 0; group < groups; ++group) {
      Value channels = SliceOp::create(rewriter, op.getLoc(), input.clone(part), op.getInput(),
                                       ArrayRef<int64_t>{0, 0, 0, group * depth}, ones);
      pieces.push_back(Conv2DOp::create(
          rewriter, op.getLoc(), typeOf(op.getOutput()).clone(result), channels,
          takeOutputs(rewriter, op.getFilter(), group * outputs, outputs),
          takeOutputs(rewriter, op.getBias(), group * outputs, outputs), op.getStrides(),
          op.getDilations(), op.getPadding(), op.getActivation()));
    }
    rewriter.replaceOpWithNewOp<ConcatOp>(op, op.getType(), pieces, rewriter.getI64IntegerAttr(3));
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
    // Zero times another slope would be a NaN.
    if (!slope || !std::isfinite(*slope))
      return rewriter.notifyMatchFailure(op, "alpha is no constant of one finite value");
    rewriter.replaceOpWithNewOp<LeakyReluOp>(op, op.getType(), op.getInput(),
                                             rewriter.getF32FloatAttr(*slope));
    return success();
  }
};

struct DecomposePass : effc::impl::DecomposePassBase<DecomposePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<GroupsToDepthwise, GroupsToConvs, PreluToLeakyRelu>(&getContext(), numRewritten);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
