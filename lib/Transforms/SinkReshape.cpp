//===- SinkReshape.cpp - Move reshapes below element-wise ops -------------===//
#include "ElementFunction.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace effc {
#define GEN_PASS_DEF_SINKRESHAPEPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

static bool isPerAxis(Value value) {
  return isPerAxisQuantized(cast<ShapedType>(value.getType()).getElementType());
}

/// True if `first` and `second` move their inputs' elements in the same way.
static bool isSameMove(Operation *first, Operation *second) {
  return first->getName() == second->getName() &&
         first->getAttrDictionary() == second->getAttrDictionary() &&
         cast<ShapedType>(first->getOperand(0).getType()).getShape() ==
             cast<ShapedType>(second->getOperand(0).getType()).getShape();
}

/// The constant that, next to the input of `move`, means what `constant` means next to its
/// result; null if there is none.
static Value moveConstant(Value constant, Operation *move, PatternRewriter &rewriter) {
  auto type = cast<RankedTensorType>(constant.getType());
  auto from = cast<ShapedType>(move->getOperand(0).getType());
  auto to = cast<ShapedType>(move->getResult(0).getType());
  if (!isConstant(constant) || isPerAxis(constant))
    return {};
  SmallVector<int64_t> shape;
  if (type.getNumElements() == 1) {
    if (type.getRank() <= from.getRank())
      return constant;
  } else {
    bool isVector = type.getRank() > 0 && type.getNumElements() == type.getShape().back();
    bool keepsLast = isa<ReshapeOp>(move) && from.getRank() > 0 && to.getRank() > 0 &&
                     from.getShape().back() == to.getShape().back() &&
                     to.getShape().back() == type.getNumElements();
    if (!isVector || !keepsLast)
      return {};
    shape.push_back(type.getNumElements());
  }
  return ReshapeOp::create(rewriter, constant.getLoc(), type.clone(shape), constant);
}

/// The reshape or transpose that makes `value`.
static Operation *getMove(Value value) {
  Operation *op = value.getDefiningOp();
  return isa_and_nonnull<ReshapeOp, TransposeOp>(op) ? op : nullptr;
}

namespace {
struct SinkMove : RewritePattern {
  SinkMove(MLIRContext *context, Pass::Statistic &count)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context), count(count) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    bool isUnary = isUnaryElementwise(op);
    if (!isUnary && !isBinaryElementwise(op))
      return rewriter.notifyMatchFailure(op, "not element-wise");
    Operation *move = getMove(op->getOperand(0));
    if (!move && !isUnary)
      move = getMove(op->getOperand(1));
    if (!move)
      return rewriter.notifyMatchFailure(op, "no operand is reshaped or transposed");
    if (!llvm::all_of(move->getUsers(), [&](Operation *user) { return user == op; }))
      return rewriter.notifyMatchFailure(op, "the moved tensor has other uses");
    if (isPerAxis(op->getResult(0)) || isPerAxis(move->getOperand(0)))
      return rewriter.notifyMatchFailure(op, "a tensor is quantized per axis");
    SmallVector<Value> operands(op->getOperands());
    if (isUnary)
      operands[0] = move->getOperand(0);
    else if (failed(moveOperands(op, move, operands, rewriter)))
      return failure();
    sink(op, move, operands, rewriter);
    ++count;
    return success();
  }

private:
  /// Replaces the operands of a binary op by those from before `move`.
  static LogicalResult moveOperands(Operation *op, Operation *move,
                                    SmallVectorImpl<Value> &operands, PatternRewriter &rewriter) {
    auto to = cast<ShapedType>(move->getResult(0).getType());
    if (cast<ShapedType>(op->getResult(0).getType()).getShape() != to.getShape())
      return rewriter.notifyMatchFailure(op, "the moved operand is broadcast");
    for (Value &operand : operands) {
      Operation *other = getMove(operand);
      if (other && isSameMove(move, other) &&
          cast<ShapedType>(operand.getType()).getShape() == to.getShape())
        operand = other->getOperand(0);
      else
        operand = moveConstant(operand, move, rewriter);
      if (!operand)
        return rewriter.notifyMatchFailure(op, "the other operand is not moved in the same way");
    }
    return success();
  }

  /// Makes `op` compute on `operands`, and `move` follow.
  static void sink(Operation *op, Operation *move, ArrayRef<Value> operands,
                   PatternRewriter &rewriter) {
    auto from = cast<ShapedType>(move->getOperand(0).getType());
    auto resultType = cast<RankedTensorType>(op->getResult(0).getType());
    OperationState computed(op->getLoc(), op->getName(), operands,
                            {resultType.clone(from.getShape())}, op->getAttrs());
    Operation *early = rewriter.create(computed);
    OperationState moved(move->getLoc(), move->getName(), early->getResults(), {resultType},
                         move->getAttrs());
    rewriter.replaceOp(op, rewriter.create(moved));
  }

  Pass::Statistic &count;
};

struct SinkReshapePass : effc::impl::SinkReshapePassBase<SinkReshapePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<SinkMove>(&getContext(), numSunk);
    // Where sweeps over the function do not suffice, some patterns are left, which is no error.
    (void)applyPatternsGreedily(getOperation(), std::move(patterns));
  }
};
} // namespace
