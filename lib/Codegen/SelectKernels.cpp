//===- SelectKernels.cpp - Convolutions to packed kernels -----------------===//
#include "SelectKernels.h"
#include "PackCompact.h"
#include "PackWeights.h"
#include "TileOverrides.h"
#include "effc/Codegen/Passes.h"
#include "effc/IR/Constants.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace effc {
#define GEN_PASS_DEF_SELECTKERNELSPASS
#include "effc/Codegen/Passes.h.inc"
} // namespace effc

using namespace effc;

Value effc::reinterpret(PatternRewriter &rewriter, Location loc, Value value,
                        ArrayRef<int64_t> shape, Type element) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getShape() != shape)
    value = ReshapeOp::create(rewriter, loc, RankedTensorType::get(shape, type.getElementType()),
                              value);
  auto to = RankedTensorType::get(shape, element);
  if (value.getType() != to)
    value = quant::StorageCastOp::create(rewriter, loc, to, value);
  return value;
}

static ConvolutionTypes typesOf(Value input, Value filter, Value output, Activation activation,
                                bool isFullyConnected) {
  auto element = [](Value value) { return cast<TensorType>(value.getType()).getElementType(); };
  return {element(input), element(filter), element(output), activation, isFullyConnected};
}

/// Sums over all weights of each output channel, for channel-first or channel-last filters.
static void sumWeights(const Filter &filter, bool channelLast, SmallVector<int64_t> &sums,
                       SmallVector<int64_t> &magnitudes) {
  int64_t channels = channelLast ? filter.shape.back() : filter.shape.front();
  sums.assign(channels, 0);
  magnitudes.assign(channels, 0);
  int64_t inner = channelLast ? 1 : filter.size() / channels;
  for (int64_t first = 0, channel = 0, end = filter.size(); first < end; first += inner) {
    for (int64_t index = first; index < first + inner; ++index) {
      int64_t weight = filter.getInteger(index);
      sums[channel] += weight;
      magnitudes[channel] += std::abs(weight);
    }
    if (++channel == channels)
      channel = 0;
  }
}

namespace {

/// What a kernel op is made from: a convolution with a four-dimensional input.
struct Convolution {
  Value input, bias, output; // input and output of any shape with four-dimensional forms below
  SmallVector<int64_t> inputShape, outputShape;
  std::optional<Filter> filter; // in the kernel's form
  ConvolutionTypes types;
  SmallVector<int64_t> window, strides, dilations, padding;

  KernelShape shape() const {
    return {inputShape[0],  inputShape[1],  inputShape[2], inputShape[3], outputShape[1],
            outputShape[2], outputShape[3], window[0],     window[1],     strides[0],
            strides[1],     dilations[0],   dilations[1],  padding[0],    padding[1],
            padding[2],     padding[3]};
  }
};

} // namespace

/// Types that the kernels have code for: f32, or 8- or 16-bit activations with 8-bit weights.
static bool isSupported(const ConvolutionTypes &types) {
  if (types.input.isF32())
    return types.output.isF32() && types.filter.isF32();
  auto isStored = [](Type type) {
    return llvm::isa<quant::UniformQuantizedType>(type) && getStorageBytes(type) <= 2;
  };
  return isStored(types.input) && isStored(types.output) && isQuantized(types.filter);
}

static KernelOperands getOperands(const ConvolutionTypes &types, const Filter &filter) {
  if (types.input.isF32())
    return KernelOperands::Float;
  bool isBytes = getStorageBytes(types.input) == 1 && filter.fitsInt8();
  return isBytes ? KernelOperands::Bytes : KernelOperands::Integers;
}

template <typename KernelT>
static LogicalResult replaceByKernel(PatternRewriter &rewriter, Operation *op,
                                     const Convolution &convolution, TargetAttr target) {
  constexpr bool isDepthwise = std::is_same_v<KernelT, KernelDepthwiseConv2DOp>;
  const ConvolutionTypes &types = convolution.types;
  KernelShape shape = convolution.shape();
  bool isFloat = types.input.isF32();
  int64_t lanes = getLanes(target);
  int64_t pixels = shape.outWidth;
  if (!isDepthwise)
    pixels *= shape.isPointwise() ? shape.outHeight * shape.batch
                                  : (shape.outWidth <= 4 ? shape.outHeight : 1);
  KernelOperands kind = getOperands(types, *convolution.filter);
  TileAttr tile = isDepthwise ? chooseDepthwiseTile(target, isFloat, pixels, shape.outChannels)
                              : chooseConvTile(target, kind, pixels, shape.outChannels);
  auto module = op->getParentOfType<ModuleOp>();
  std::string key = getTileKey(module, KernelT::getOperationName().split('.').second, shape,
                               {types.input, types.filter, types.output});
  tile = overrideTile(module, key, tile, lanes, pixels, shape.outChannels);
  TileAttr laneTile = isDepthwise ? nullptr : chooseLaneTile(target, kind, shape);
  if (laneTile) {
    tile = laneTile;
    key.clear();
    lanes = 1; // channels are not padded
  }
  bool isWhole = tile.getScalable() || (isDepthwise && tile.getDepth() == 1);
  int64_t padded =
      isWhole ? shape.outChannels : getPaddedChannels(shape.outChannels, tile.getChannels(), lanes);
  SmallVector<int64_t> sums, magnitudes;
  if (!isFloat)
    sumWeights(*convolution.filter, isDepthwise, sums, magnitudes);
  PackedOperands operands;
  std::string reason;
  int64_t inputShift = getInputShift(tile.getDot(), isUnsignedStorage(types.input));
  if (failed(packBiasAndScales(rewriter, op->getLoc(), types, convolution.bias, sums, magnitudes,
                               inputShift, padded, target, operands, reason)))
    return rewriter.notifyMatchFailure(op, reason);
  operands.weights =
      isDepthwise
          ? packDepthwiseWeights(rewriter, op->getLoc(), *convolution.filter, shape, tile)
          : packConvWeights(rewriter, op->getLoc(), *convolution.filter, shape, tile, lanes);
  Value input = reinterpret(rewriter, op->getLoc(), convolution.input, convolution.inputShape,
                            getStorageType(types.input));
  auto result = RankedTensorType::get(convolution.outputShape, getStorageType(types.output));
  auto kernel = KernelT::create(rewriter, op->getLoc(), result, input, operands.weights,
                                operands.bias, operands.scales, convolution.window,
                                convolution.strides, convolution.dilations, convolution.padding,
                                tile, isUnsignedStorage(types.input), operands.scaling,
                                isFloat ? types.activation : Activation::None);
  if (!key.empty())
    kernel->setAttr(kTileKeyAttrName, rewriter.getStringAttr(key));
  Value output = kernel;
  auto type = cast<RankedTensorType>(convolution.output.getType());
  rewriter.replaceOp(
      op, reinterpret(rewriter, op->getLoc(), output, type.getShape(), type.getElementType()));
  return success();
}

/// The same by a kernel that shares its code with others.
template <typename KernelT>
static LogicalResult replaceByCompactKernel(PatternRewriter &rewriter, Operation *op,
                                            const Convolution &convolution, TargetAttr target) {
  constexpr bool isDepthwise = std::is_same_v<KernelT, KernelCompactDepthwiseConv2DOp>;
  const ConvolutionTypes &types = convolution.types;
  std::string reason;
  FailureOr<CompactOperands> operands =
      packCompact(rewriter, op->getLoc(), types, *convolution.filter, convolution.shape(),
                  isDepthwise, convolution.bias, target, reason);
  if (failed(operands))
    return rewriter.notifyMatchFailure(op, reason);
  Value input = reinterpret(rewriter, op->getLoc(), convolution.input, convolution.inputShape,
                            getStorageType(types.input));
  auto result = RankedTensorType::get(convolution.outputShape, getStorageType(types.output));
  Value output = KernelT::create(rewriter, op->getLoc(), result, input, operands->weights,
                                 operands->table, convolution.window, convolution.strides,
                                 convolution.dilations, convolution.padding, operands->tile,
                                 operands->padValue, isUnsignedStorage(types.input),
                                 operands->requantize, operands->quarterScales);
  auto type = cast<RankedTensorType>(convolution.output.getType());
  rewriter.replaceOp(
      op, reinterpret(rewriter, op->getLoc(), output, type.getShape(), type.getElementType()));
  return success();
}

/// By the kind of kernels that the target has.
static LogicalResult replaceConvolution(PatternRewriter &rewriter, Operation *op,
                                        const Convolution &convolution, TargetAttr target) {
  if (hasCompactKernels(target) &&
      succeeded(replaceByCompactKernel<KernelCompactConv2DOp>(rewriter, op, convolution, target)))
    return success();
  if (!hasVectorKernels(target))
    return failure();
  return replaceByKernel<KernelConv2DOp>(rewriter, op, convolution, target);
}

static LogicalResult replaceDepthwise(PatternRewriter &rewriter, Operation *op,
                                      const Convolution &convolution, TargetAttr target) {
  if (hasCompactKernels(target) && succeeded(replaceByCompactKernel<KernelCompactDepthwiseConv2DOp>(
                                       rewriter, op, convolution, target)))
    return success();
  if (!hasVectorKernels(target))
    return failure();
  return replaceByKernel<KernelDepthwiseConv2DOp>(rewriter, op, convolution, target);
}

namespace {

template <typename OpT> struct ConvolutionPattern : OpRewritePattern<OpT> {
  ConvolutionPattern(MLIRContext *context, TargetAttr target, bool onlyPlans)
      : OpRewritePattern<OpT>(context), target(target), onlyPlans(onlyPlans) {}

  /// Fills what does not come from the op's attributes alone.
  FailureOr<Convolution> begin(OpT op, PatternRewriter &rewriter) const {
    Convolution convolution;
    convolution.types = typesOf(op.getInput(), op.getFilter(), op.getOutput(), op.getActivation(),
                                std::is_same_v<OpT, FullyConnectedOp>);
    if (!isSupported(convolution.types))
      return rewriter.notifyMatchFailure(op, "no kernel for these element types");
    convolution.filter = Filter::read(op.getFilter());
    if (!convolution.filter)
      return rewriter.notifyMatchFailure(op, "the filter is not a constant of 8 bits or f32");
    convolution.filter->isOnlyPlanned = onlyPlans;
    convolution.input = op.getInput();
    convolution.bias = op.getBias();
    convolution.output = op.getOutput();
    return convolution;
  }

  TargetAttr target;
  bool onlyPlans;
};

template <typename OpT> struct WindowPattern : ConvolutionPattern<OpT> {
  using ConvolutionPattern<OpT>::ConvolutionPattern;

  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    FailureOr<Convolution> begun = this->begin(op, rewriter);
    if (failed(begun))
      return failure();
    Convolution &convolution = *begun;
    llvm::append_range(convolution.inputShape,
                       cast<RankedTensorType>(op.getInput().getType()).getShape());
    llvm::append_range(convolution.outputShape,
                       cast<RankedTensorType>(op.getOutput().getType()).getShape());
    convolution.window.assign({convolution.filter->shape[1], convolution.filter->shape[2]});
    llvm::append_range(convolution.strides, op.getStrides());
    llvm::append_range(convolution.dilations, op.getDilations());
    llvm::append_range(convolution.padding, op.getPadding());
    return rewrite(op, convolution, rewriter);
  }

  LogicalResult rewrite(Conv2DOp op, Convolution &convolution, PatternRewriter &rewriter) const {
    if (convolution.filter->shape[3] != convolution.inputShape[3])
      return rewriter.notifyMatchFailure(op, "the convolution has groups");
    return replaceConvolution(rewriter, op, convolution, this->target);
  }

  LogicalResult rewrite(DepthwiseConv2DOp op, Convolution &convolution,
                        PatternRewriter &rewriter) const {
    if (convolution.inputShape[3] != 1)
      return replaceDepthwise(rewriter, op, convolution, this->target);
    // With a single input channel this is a convolution with a transposed filter.
    convolution.filter->transpose();
    return replaceConvolution(rewriter, op, convolution, this->target);
  }
};

struct FullyConnectedPattern : ConvolutionPattern<FullyConnectedOp> {
  using ConvolutionPattern::ConvolutionPattern;

  LogicalResult matchAndRewrite(FullyConnectedOp op, PatternRewriter &rewriter) const override {
    FailureOr<Convolution> begun = begin(op, rewriter);
    if (failed(begun))
      return failure();
    Convolution &convolution = *begun;
    int64_t outputs = convolution.filter->shape[0], depth = convolution.filter->shape[1];
    int64_t rows = cast<RankedTensorType>(op.getOutput().getType()).getNumElements() / outputs;
    convolution.inputShape = {1, 1, rows, depth};
    convolution.outputShape = {1, 1, rows, outputs};
    convolution.filter->shape = {outputs, 1, 1, depth};
    convolution.window = convolution.strides = convolution.dilations = {1, 1};
    convolution.padding = {0, 0, 0, 0};
    return replaceConvolution(rewriter, op, convolution, target);
  }
};

/// What no kernel takes becomes a product of two matrices: loops need no more forms than that, and
/// rows may have gaps between them then.
struct FlattenFullyConnected : OpRewritePattern<FullyConnectedOp> {
  explicit FlattenFullyConnected(MLIRContext *context)
      : OpRewritePattern(context, /*benefit=*/0) {} // after the kernels

  LogicalResult matchAndRewrite(FullyConnectedOp op, PatternRewriter &rewriter) const override {
    auto inputType = cast<RankedTensorType>(op.getInput().getType());
    auto outputType = cast<RankedTensorType>(op.getOutput().getType());
    int64_t depth = cast<RankedTensorType>(op.getFilter().getType()).getDimSize(1);
    int64_t rows = inputType.getNumElements() / depth;
    SmallVector<int64_t> inputShape = {rows, depth};
    SmallVector<int64_t> outputShape = {rows, outputType.getNumElements() / rows};
    if (inputType.getShape() == ArrayRef(inputShape) &&
        outputType.getShape() == ArrayRef(outputShape))
      return rewriter.notifyMatchFailure(op, "operand and result have two dimensions");
    auto reshape = [&](Value value, ArrayRef<int64_t> shape) -> Value {
      Type element = cast<RankedTensorType>(value.getType()).getElementType();
      return ReshapeOp::create(rewriter, op.getLoc(), RankedTensorType::get(shape, element), value);
    };
    auto flat = FullyConnectedOp::create(
        rewriter, op.getLoc(), RankedTensorType::get(outputShape, outputType.getElementType()),
        reshape(op.getInput(), inputShape), op.getFilter(), op.getBias(), op.getActivation());
    flat->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    rewriter.replaceOp(op, reshape(flat.getOutput(), outputType.getShape()));
    return success();
  }
};

struct SelectKernelsPass : effc::impl::SelectKernelsPassBase<SelectKernelsPass> {
  using SelectKernelsPassBase::SelectKernelsPassBase;

  void runOnOperation() override {
    TargetAttr target = getTarget(getOperation());
    RewritePatternSet patterns(&getContext());
    patterns.add<FlattenFullyConnected>(&getContext());
    if (hasVectorKernels(target) || hasCompactKernels(target)) {
      patterns
          .add<WindowPattern<Conv2DOp>, WindowPattern<DepthwiseConv2DOp>, FullyConnectedPattern>(
              &getContext(), target, onlyPlans);
      populateResidualSum(patterns, target);
    }
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    getOperation().walk([&](Operation *op) {
      if (isa<KernelConv2DOp, KernelDepthwiseConv2DOp, KernelCompactConv2DOp,
              KernelCompactDepthwiseConv2DOp>(op))
        ++numSelected;
    });
  }
};

} // namespace
