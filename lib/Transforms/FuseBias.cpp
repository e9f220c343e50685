//===- FuseBias.cpp - Fold float scales and offsets into convolutions -----===//
//
// A convolution's result is at most the largest float: that is what an infinite sum becomes. An
// offset changes nothing about it unless it is as large itself. A factor below one does, so it is
// folded only where sums are finite, whatever the input.
//
//===----------------------------------------------------------------------===//
#include "ClampRange.h"
#include "CountedPattern.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <cmath>
#include <cstring>
#include <limits>

namespace effc {
#define GEN_PASS_DEF_FUSEBIASPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

static ShapedType typeOf(Value value) { return cast<ShapedType>(value.getType()); }

static std::vector<float> readFloats(Value constant) {
  std::vector<char> bytes = *getConstantBytes(constant);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

static Value makeFloats(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                        ArrayRef<float> values) {
  ArrayRef<char> bytes(reinterpret_cast<const char *>(values.data()),
                       values.size() * sizeof(float));
  return makeConstant(builder, loc, RankedTensorType::get(shape, builder.getF32Type()), bytes);
}

static bool areFinite(ArrayRef<float> values) {
  return llvm::all_of(values, [](float value) { return std::isfinite(value); });
}

/// What added to the largest float leaves it as it is.
static bool areSmall(ArrayRef<float> values) {
  return llvm::all_of(values, [](float value) { return std::abs(value) < 0x1p103f; });
}

/// Whether no sum of products of `input` with `weights` is infinite: not even that of all weights.
static bool areSumsFinite(Value input, ArrayRef<float> weights, ArrayRef<float> bias) {
  ClampRange range = getKnownRange(input);
  double sum = 0, largest = std::max(std::abs(range.min), std::abs(range.max));
  for (float weight : weights)
    sum += largest * std::abs(weight);
  for (float value : bias)
    sum += std::abs(value);
  return sum < std::numeric_limits<float>::max() / 2;
}

/// The constant operand's element for each of `channels`, if it has one value or one per
/// element of the last dimension.
static std::optional<std::vector<float>> readPerChannel(Value constant, int64_t channels) {
  if (!isConstant(constant) || !typeOf(constant).getElementType().isF32())
    return std::nullopt;
  ShapedType type = typeOf(constant);
  int64_t count = type.getNumElements();
  if (count == 1)
    return std::vector<float>(channels, readFloats(constant).front());
  if (count != channels || type.getShape().back() != channels)
    return std::nullopt;
  return readFloats(constant);
}

namespace {
/// A float convolution whose result goes only into `op`, with what `op` does to each channel.
template <typename Convolution> struct Match {
  Convolution convolution;
  std::vector<float> operand;
  std::vector<float> bias;
  int64_t channels;
};

template <typename Convolution>
FailureOr<Match<Convolution>> match(Operation *op, PatternRewriter &rewriter) {
  bool isSwapped = !op->getOperand(0).getDefiningOp<Convolution>() && !isa<SubOp>(op);
  auto convolution = op->getOperand(isSwapped ? 1 : 0).template getDefiningOp<Convolution>();
  if (!convolution || !typeOf(convolution).getElementType().isF32())
    return rewriter.notifyMatchFailure(op, "the input is no float convolution");
  if (!convolution->hasOneUse() || convolution.getActivation() != Activation::None)
    return rewriter.notifyMatchFailure(op, "the convolution has other uses or an activation");
  if (convolution.getType() != op->getResult(0).getType())
    return rewriter.notifyMatchFailure(op, "the convolution's result is broadcast");
  int64_t channels = typeOf(convolution).getShape().back();
  auto operand = readPerChannel(op->getOperand(isSwapped ? 0 : 1), channels);
  if (!operand)
    return rewriter.notifyMatchFailure(op, "the other operand is no constant per channel");
  std::vector<float> bias(channels, 0.0f);
  if (Value old = convolution.getBias()) {
    if (!isConstant(old))
      return rewriter.notifyMatchFailure(op, "the bias is no constant");
    bias = readFloats(old);
  }
  return Match<Convolution>{convolution, std::move(*operand), std::move(bias), channels};
}

/// Makes the convolution compute `op`'s result. `filter` is null to keep the old one.
template <typename Convolution>
void replace(Operation *op, Match<Convolution> &match, Value filter, PatternRewriter &rewriter) {
  Convolution convolution = match.convolution;
  Value bias = makeFloats(rewriter, convolution.getLoc(), {match.channels}, match.bias);
  rewriter.modifyOpInPlace(convolution, [&] {
    if (filter)
      convolution.getFilterMutable().assign(filter);
    convolution.getBiasMutable().assign(bias);
    convolution.setActivation(*getActivation(op));
  });
  rewriter.replaceOp(op, convolution);
}

template <typename Convolution, typename OpTy> struct FuseOffset : CountedPattern<OpTy> {
  using CountedPattern<OpTy>::CountedPattern;

  LogicalResult rewrite(OpTy op, PatternRewriter &rewriter) const override {
    FailureOr<Match<Convolution>> found = match<Convolution>(op, rewriter);
    if (failed(found))
      return failure();
    if (!areSmall(found->operand))
      return rewriter.notifyMatchFailure(op, "an offset is as large as sums can be");
    for (auto [bias, offset] : llvm::zip(found->bias, found->operand))
      bias += isa<SubOp>(op) ? -offset : offset;
    if (!areFinite(found->bias))
      return rewriter.notifyMatchFailure(op, "the sum of the biases is not finite");
    rewriter.setInsertionPoint(found->convolution);
    replace(op, *found, {}, rewriter);
    return success();
  }
};

template <typename Convolution> struct FuseScale : CountedPattern<MulOp> {
  using CountedPattern::CountedPattern;

  LogicalResult rewrite(MulOp op, PatternRewriter &rewriter) const override {
    FailureOr<Match<Convolution>> found = match<Convolution>(op, rewriter);
    if (failed(found))
      return failure();
    Value filter = found->convolution.getFilter();
    if (!isConstant(filter) || !typeOf(filter).getElementType().isF32())
      return rewriter.notifyMatchFailure(op, "the filter is no float constant");
    std::vector<float> weights = readFloats(filter);
    bool isGrowing = llvm::all_of(found->operand, [](float s) { return std::abs(s) >= 1; });
    if (!isGrowing && !areSumsFinite(found->convolution.getInput(), weights, found->bias))
      return rewriter.notifyMatchFailure(op, "a sum may be infinite and its multiple is not");
    // Output channels come first in a filter, but last in a depthwise one.
    bool isLast = isa<DepthwiseConv2DOp>(found->convolution.getOperation());
    size_t inner = weights.size() / found->channels;
    for (size_t i = 0; i < weights.size(); ++i) {
      float scaled = weights[i] * found->operand[isLast ? i % found->channels : i / inner];
      if (!std::isfinite(scaled) || (scaled != 0 && !std::isnormal(scaled)))
        return rewriter.notifyMatchFailure(op, "a scaled weight is not a normal number");
      weights[i] = scaled;
    }
    for (auto [bias, scale] : llvm::zip(found->bias, found->operand))
      bias *= scale;
    if (!areFinite(found->bias))
      return rewriter.notifyMatchFailure(op, "a scaled bias is not finite");
    replace(op, *found, makeFloats(rewriter, filter.getLoc(), typeOf(filter).getShape(), weights),
            rewriter);
    return success();
  }
};

struct FuseBiasPass : effc::impl::FuseBiasPassBase<FuseBiasPass> {
  template <typename Convolution> void add(RewritePatternSet &patterns) {
    patterns.add<FuseOffset<Convolution, AddOp>, FuseOffset<Convolution, SubOp>>(&getContext(),
                                                                                 numOffsets);
    patterns.add<FuseScale<Convolution>>(&getContext(), numScales);
  }

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    add<Conv2DOp>(patterns);
    add<DepthwiseConv2DOp>(patterns);
    add<TransposeConv2DOp>(patterns);
    add<FullyConnectedOp>(patterns);
    // Where sweeps over the function do not suffice, some patterns are left, which is no error.
    (void)applyPatternsGreedily(getOperation(), std::move(patterns));
  }
};
} // namespace
