//===- LowerToLookup.cpp - Write 8-bit element-wise functions as tables ---===//
//
// Any function from 8-bit elements to 8-bit elements is a table of 256 bytes, whatever chain
// of ops computes it. The table is filled by the reference evaluator, so the result is exact
// by construction, and transcendental functions need no code at all.
//
// Is a table better than arithmetic? It takes 256 bytes of constants and about one cycle per
// element wherever it runs: three instructions on a scalar core, 16 shuffles per vector on one
// with vectors. A logistic function takes some hundred instructions, a rescaling about ten per
// element on a scalar core and, with the reference's two exact roundings in 64 bits, one to two
// cycles per element with 256-bit vectors. So both lose. A mere clamp is two instructions per
// vector of up to 64 elements, and wins. Hence the default: tables for all but clamps, and a
// clamp that stands next to another function joins its table. Small targets that count every
// byte of constants may keep the rescaling ops (`keep=rescales`).
//
// Functions are found from their last op upwards: operands are added, the last computed one
// first, until a single 8-bit tensor is left that all of them start from. That takes in chains
// (dequantize, tanh, quantize) and diamonds (x * logistic(x)).
//
//===----------------------------------------------------------------------===//
#include "ElementFunction.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace effc {
#define GEN_PASS_DEF_LOWERTOLOOKUPPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

namespace {
/// What an element-wise op costs as arithmetic.
enum class Cost { Clamp, Rescale, More };
} // namespace

static Cost getCost(Operation *op) {
  Type result = op->getResult(0).getType();
  auto elementType = cast<ShapedType>(result).getElementType();
  if (!isQuantized(elementType) || isa<LookupOp>(op))
    return Cost::More;
  if (isa<MaximumOp, MinimumOp>(op))
    return Cost::Clamp;
  if (isa<ReluOp, Relu6Op, ReluN1To1Op>(op))
    return op->getOperand(0).getType() == result ? Cost::Clamp : Cost::Rescale;
  if (isa<RequantizeOp, AddOp, SubOp, MulOp>(op))
    return Cost::Rescale;
  return Cost::More;
}

static bool isByteQuantized(Type type) {
  Type elementType = cast<ShapedType>(type).getElementType();
  return isa<quant::UniformQuantizedType>(elementType) && getStorageBytes(elementType) == 1;
}

namespace {
struct LowerToLookupPass : effc::impl::LowerToLookupPassBase<LowerToLookupPass> {
  using LowerToLookupPassBase::LowerToLookupPassBase;

  void runOnOperation() override {
    // From the last op upwards, so that each function is found whole.
    for (Block &block : getOperation().getBody())
      for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
        visit(&op);
  }

private:
  void visit(Operation *op) {
    if (!isUnaryElementwise(op) && !isBinaryElementwise(op))
      return;
    // The inner part of a function that became a table.
    if (op->use_empty()) {
      op->erase();
      return;
    }
    if (!isByteQuantized(op->getResult(0).getType()))
      return;
    std::optional<ElementFunction> function = matchElementFunction(op);
    if (!function || !isWorthwhile(*function))
      return;
    FailureOr<TensorBytes> table = tabulate(*function);
    if (failed(table))
      return;
    numLookups += 1;
    numMerged += function->ops.size() - 1;
    replace(op, function->source, *table);
  }

  bool isWorthwhile(const ElementFunction &function) const {
    if (function.ops.size() == 1 && isa<LookupOp>(function.ops.front()))
      return false;
    Cost cost = Cost::Clamp;
    for (Operation *op : function.ops)
      cost = std::max(cost, getCost(op));
    switch (keep) {
    case KeepArithmetic::None:
      return true;
    case KeepArithmetic::Clamps:
      return cost > Cost::Clamp;
    case KeepArithmetic::Rescales:
      return cost > Cost::Rescale;
    }
    llvm_unreachable("unknown choice");
  }

  static void replace(Operation *op, Value source, ArrayRef<char> table) {
    OpBuilder builder(op);
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    auto tableType = RankedTensorType::get({256}, getStorageType(type.getElementType()));
    auto constant = makeConstant(builder, op->getLoc(), tableType, table);
    auto lookup = LookupOp::create(builder, op->getLoc(), type, source, constant);
    op->replaceAllUsesWith(lookup);
    op->erase();
  }
};
} // namespace
