//===- FoldConstants.cpp - Evaluate ops on constants ----------------------===//
#include "ElementFunction.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "effc/Reference/Evaluator.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"

namespace effc {
#define GEN_PASS_DEF_FOLDCONSTANTSPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

/// Results up to this size are folded however small the operands are.
static constexpr int64_t kSmallBytes = 1 << 16;
/// What one op's result may be larger than its operands: i8 weights become f32.
static constexpr int64_t kGrowth = 4;
/// Multiplications that an op may take.
static constexpr int64_t kMaxWork = int64_t(1) << 28;

/// Elements that are computed at a time, where each stands for itself: the evaluator widens them.
static constexpr int64_t kPiece = 1 << 20;

static int64_t bytesOf(Value value) { return getTensorBytes(cast<ShapedType>(value.getType())); }

/// An upper bound of the multiplications that a convolution takes, 0 for other ops.
static int64_t getWork(Operation *op) {
  if (!isa<Conv2DOp, DepthwiseConv2DOp, TransposeConv2DOp, FullyConnectedOp>(op))
    return 0;
  // Of a transposed convolution the input's elements are each multiplied with the filter.
  Value moved = isa<TransposeConv2DOp>(op) ? op->getOperand(0) : op->getResult(0);
  int64_t elements = cast<ShapedType>(moved.getType()).getNumElements();
  int64_t filter = cast<ShapedType>(op->getOperand(1).getType()).getNumElements();
  int64_t work;
  return llvm::MulOverflow(elements, filter, work) ? INT64_MAX : work;
}

/// Whether the result's elements are a function of the operand's, the same for all.
static bool hasOneFunction(Operation *op) {
  auto isPerAxis = [](Type type) { return isPerAxisQuantized(getElementTypeOrSelf(type)); };
  return op->getNumOperands() == 1 && isUnaryElementwise(op) &&
         llvm::none_of(op->getOperandTypes(), isPerAxis) &&
         llvm::none_of(op->getResultTypes(), isPerAxis);
}

/// The result of an op on a constant, piece by piece; null if it cannot be evaluated.
static ElementsAttr evaluatePieces(Operation *op) {
  auto from = cast<TensorType>(op->getOperand(0).getType());
  auto to = cast<TensorType>(op->getResult(0).getType());
  size_t fromBytes = getStorageBytes(from.getElementType());
  size_t toBytes = getStorageBytes(to.getElementType());
  ConstantView operand(op->getOperand(0).getDefiningOp<ConstantOp>().getValue());
  bool isKnown = true;
  auto fill = [&](MutableArrayRef<char> result) {
    for (int64_t first = 0, count; first < from.getNumElements() && isKnown; first += count) {
      count = std::min(kPiece, from.getNumElements() - first);
      ArrayRef<char> bytes = operand.getBytes().slice(first * fromBytes, count * fromBytes);
      TensorBytes values(bytes.begin(), bytes.end());
      FailureOr<TensorBytes> piece =
          evaluateDetached(op->getLoc(), op->getName(), op->getAttrs(), {from.clone({count})},
                           to.clone({count}), {&values});
      isKnown = succeeded(piece);
      if (isKnown)
        llvm::copy(*piece, result.begin() + first * toBytes);
    }
  };
  ElementsAttr result = makeConstantAttr(to, fill);
  return isKnown ? result : ElementsAttr();
}

namespace {
struct FoldConstantsPass : effc::impl::FoldConstantsPassBase<FoldConstantsPass> {
  void runOnOperation() override {
    int64_t constantBytes = 0;
    getOperation().walk([&](ConstantOp constant) { constantBytes += bytesOf(constant); });
    int64_t budget = kGrowth * constantBytes + (int64_t(1) << 20);
    for (Block &block : getOperation().getBody())
      for (Operation &op : llvm::make_early_inc_range(block))
        if (isCandidate(&op, budget))
          fold(&op, budget);
  }

private:
  static bool isCandidate(Operation *op, int64_t budget) {
    if (!isa_and_nonnull<EffcDialect>(op->getDialect()) || isa<ConstantOp>(op) ||
        op->getNumResults() != 1 || op->getNumOperands() == 0 ||
        !llvm::all_of(op->getOperands(), isConstant))
      return false;
    int64_t operandBytes = 0;
    for (Value operand : op->getOperands())
      operandBytes += bytesOf(operand);
    int64_t resultBytes = bytesOf(op->getResult(0));
    return resultBytes <= std::max(kSmallBytes, kGrowth * operandBytes) && resultBytes <= budget &&
           getWork(op) <= kMaxWork;
  }

  void fold(Operation *op, int64_t &budget) {
    OpBuilder builder(op);
    // The op's own folder knows ways that need no bytes.
    SmallVector<Value> values;
    if (failed(builder.tryFold(op, values))) {
      Value value = evaluate(op, builder);
      if (!value)
        return;
      values.push_back(value);
      budget -= bytesOf(value);
    }
    SmallVector<Value> used(op->getOperands());
    op->replaceAllUsesWith(values);
    op->erase();
    ++numFolded;
    // Often nothing needs the operands any more, and they may be large.
    for (Value operand : used)
      if (Operation *constant = operand.getDefiningOp(); constant && operand.use_empty())
        constant->erase();
  }

  static Value evaluate(Operation *op, OpBuilder &builder) {
    auto type = cast<TensorType>(op->getResult(0).getType());
    if (hasOneFunction(op)) {
      ElementsAttr result = evaluatePieces(op);
      return result ? ConstantOp::create(builder, op->getLoc(), type, result) : Value();
    }
    SmallVector<TensorBytes> operands;
    for (Value operand : op->getOperands())
      operands.push_back(*getConstantBytes(operand));
    SmallVector<const TensorBytes *> pointers;
    for (const TensorBytes &operand : operands)
      pointers.push_back(&operand);
    SmallVector<TensorBytes> results;
    // An op that the evaluator does not know stays, which is no error.
    ScopedDiagnosticHandler silence(op->getContext(), [](Diagnostic &) {});
    if (failed(evaluateOp(op, pointers, results)))
      return {};
    return makeConstant(builder, op->getLoc(), type, results.front());
  }
};
} // namespace
