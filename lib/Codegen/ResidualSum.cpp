//===- ResidualSum.cpp - Additions in the epilogue of convolutions --------===//
//
// Problem: residual networks add the result of a convolution to a tensor that was computed
// before. On its own that is a pass over three tensors for one operation an element.
//
// Idea: the convolution has its results in registers, so it can add the other tensor before
// it stores them. For 8-bit tensors that takes the f32 form of the sum (FloatSum.cpp), which is
// proved for all pairs of operands; where there is none, the addition stays an op.
//
// The kernel stays where it is in the order of ops, so the other operand has to be there
// already: of two convolutions that are added, the later one adds. If that operand is only moved
// after the kernel, as by a pad, the kernel runs after the move. Memory does not grow: the
// result takes the place that the convolution's had, and none is needed for the sum.
//
// The result does not overwrite the addend, as an addition could: tiles at the end of a row
// overlap, and their first pixels would be added twice.
//
//===----------------------------------------------------------------------===//
#include "KernelTiles.h"
#include "ScaledSum.h"
#include "SelectKernels.h"
#include "effc/Codegen/Kernels.h"
#include "effc/IR/Constants.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace effc;

static Type getElement(Value tensor) { return cast<TensorType>(tensor.getType()).getElementType(); }

static bool canAdd(KernelConv2DOp kernel) {
  TileAttr tile = kernel.getTile();
  return !kernel.getAddend() && !hasLaneSums(tile) && !tile.getScalable();
}

/// The kernel that can add and whose result, under another shape or type, is `value` and nothing
/// else's operand.
static KernelConv2DOp findKernel(Value value) {
  while (value.hasOneUse()) {
    Operation *op = value.getDefiningOp();
    if (auto kernel = dyn_cast_if_present<KernelConv2DOp>(op))
      return canAdd(kernel) ? kernel : KernelConv2DOp();
    if (!isa_and_present<ReshapeOp, quant::StorageCastOp>(op))
      return {};
    value = op->getOperand(0);
  }
  return {};
}

/// Whether `value` is there when `op` runs.
static bool isBefore(Value value, Operation *op) {
  Operation *producer = value.getDefiningOp();
  return !producer || (producer->getBlock() == op->getBlock() && producer->isBeforeInBlock(op));
}

/// Where the kernel can run with this addend, if anywhere: where it is, or where the sum is.
static Operation *findPlace(AddOp sum, KernelConv2DOp kernel, Value addend) {
  if (isBefore(addend, kernel))
    return kernel;
  Operation *producer = addend.getDefiningOp();
  if (movesElements(producer) &&
      llvm::all_of(producer->getOperands(), [&](Value value) { return isBefore(value, kernel); }))
    return sum;
  return nullptr;
}

/// The zero point in `scales`, which differs from the type's if sums are taken from their middle.
static int32_t getZeroPoint(Value scales) {
  return llvm::support::endian::read32le(getConstantBytes(scales)->data() + kZeroPoint * 4);
}

/// `scales` with the numbers of the sum at their end.
static Value appendSum(OpBuilder &builder, Location loc, Value scales, const FloatSum &form,
                       IntegerRange range) {
  std::vector<char> bytes = *getConstantBytes(scales);
  for (uint32_t word :
       {llvm::bit_cast<uint32_t>(form.lhsFactor), llvm::bit_cast<uint32_t>(form.rhsFactor),
        llvm::bit_cast<uint32_t>(form.offset), uint32_t(range.min), uint32_t(range.max)}) {
    bytes.resize(bytes.size() + sizeof(word));
    llvm::support::endian::write32le(bytes.data() + bytes.size() - sizeof(word), word);
  }
  auto type = RankedTensorType::get({int64_t(bytes.size() / 4)}, builder.getI32Type());
  return makeConstant(builder, loc, type, bytes);
}

namespace {

struct ResidualSumPattern : OpRewritePattern<AddOp> {
  ResidualSumPattern(MLIRContext *context, TargetAttr target)
      : OpRewritePattern(context), target(target) {}

  LogicalResult matchAndRewrite(AddOp op, PatternRewriter &rewriter) const override {
    std::string reason = "no operand is the result of a packed kernel alone";
    for (auto [result, addend] : {std::pair<Value, Value>(op.getLhs(), op.getRhs()),
                                  std::pair<Value, Value>(op.getRhs(), op.getLhs())})
      if (KernelConv2DOp kernel = findKernel(result))
        if (succeeded(fuse(op, kernel, result, addend, rewriter, reason)))
          return success();
    return rewriter.notifyMatchFailure(op, reason);
  }

  LogicalResult fuse(AddOp op, KernelConv2DOp kernel, Value result, Value addend,
                     PatternRewriter &rewriter, std::string &reason) const {
    auto type = cast<RankedTensorType>(op.getOutput().getType());
    auto shape = type.getShape();
    if (cast<RankedTensorType>(result.getType()).getShape() != shape ||
        cast<RankedTensorType>(addend.getType()).getShape() != shape)
      return reason = "an operand is broadcast", failure();
    Operation *place = findPlace(op, kernel, addend);
    if (!place)
      return reason = "the other operand is computed later", failure();
    Type lhs = getElement(result), rhs = getElement(addend), element = type.getElementType();
    bool isFloat = element.isF32() && lhs.isF32() && rhs.isF32();
    Value scales = kernel.getScales();
    rewriter.setInsertionPoint(place);
    if (!isFloat) {
      if (!isSmallQuantized(lhs, rhs, element))
        return reason = "no sum in the epilogue for these element types", failure();
      ScaledSum sum(lhs, rhs, element, op.getActivation(), /*isDifference=*/false);
      std::optional<FloatSum> form = getFloatSum(target, sum, getZeroPoint(scales));
      if (!form)
        return reason = "no f32 form of the sum is known to be exact", failure();
      scales = appendSum(rewriter, kernel.getLoc(), scales, *form, sum.range);
    }
    replace(op, kernel, scales, addend, isFloat, rewriter);
    return success();
  }

  /// Makes one kernel of both.
  void replace(AddOp op, KernelConv2DOp kernel, Value scales, Value addend, bool isFloat,
               PatternRewriter &rewriter) const {
    auto result = cast<RankedTensorType>(kernel.getOutput().getType());
    auto type = cast<RankedTensorType>(op.getOutput().getType());
    Location loc = rewriter.getFusedLoc({kernel.getLoc(), op.getLoc()});
    addend = reinterpret(rewriter, loc, addend, result.getShape(), result.getElementType());
    auto sum = KernelConv2DOp::create(
        rewriter, loc, result, kernel.getInput(), kernel.getWeights(), kernel.getBias(), scales,
        addend, kernel.getWindow(), kernel.getStrides(), kernel.getDilations(), kernel.getPadding(),
        kernel.getTile(), kernel.getUnsignedInput(), kernel.getScalingAttr(),
        kernel.getActivation(), isFloat ? op.getActivation() : Activation::None);
    sum->setDiscardableAttrs(kernel->getDiscardableAttrDictionary());
    rewriter.replaceOp(op, reinterpret(rewriter, loc, sum, type.getShape(), type.getElementType()));
  }

  TargetAttr target;
};

} // namespace

void effc::populateResidualSum(RewritePatternSet &patterns, TargetAttr target) {
  patterns.add<ResidualSumPattern>(patterns.getContext(), target);
}
