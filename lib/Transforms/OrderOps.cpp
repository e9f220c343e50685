//===- OrderOps.cpp - Order ops for a low peak of memory ------------------===//
//
// Says what the search in OrderSearch.cpp needs to know of a function: which tensors share a
// buffer (a reshape's and a contiguous slice's results are their inputs), and which results may
// take the place of an operand (element-wise ops in place, the pieces of a concatenation). The
// planner places buffers later, and finely; this only counts bytes, so it may be a little off
// where a concatenation's pieces cannot be placed, or a kernel needs scratch.
//
//===----------------------------------------------------------------------===//
#include "OrderSearch.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace effc {
#define GEN_PASS_DEF_ORDEROPSPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

/// Steps looked at before the search becomes a mere beam: some tenths of a second.
static constexpr int64_t kEffort = 400'000;

/// True if `slice` takes neighbouring elements, so that it is a part of its input's buffer.
static bool isContiguous(SliceOp slice) {
  ArrayRef<int64_t> from = slice.getInput().getType().getShape(), to = slice.getType().getShape();
  bool isWhole = false; // a dimension with several elements was seen; the rest must be whole
  for (auto [dim, size] : llvm::enumerate(to)) {
    if (isWhole && size != from[dim])
      return false;
    if (size > 1 && slice.getStrides()[dim] != 1)
      return false;
    isWhole |= size > 1;
  }
  return true;
}

static bool isView(Operation *op) {
  auto slice = dyn_cast<SliceOp>(op);
  return isa<ReshapeOp>(op) || (slice && isContiguous(slice));
}

namespace {
/// Builds the search's problem from a block.
class ProblemBuilder {
public:
  explicit ProblemBuilder(Block &block) {
    for (BlockArgument argument : block.getArguments())
      addBuffer(argument).isInput = true;
    for (Operation &op : block.without_terminator())
      if (!isa<ConstantOp>(op))
        addStep(&op);
    for (Value result : block.getTerminator()->getOperands())
      if (auto buffer = bufferOf.find(result); buffer != bufferOf.end())
        problem.buffers[buffer->second].isOutput = true;
  }

  OrderProblem problem;
  std::vector<Operation *> ops;

private:
  OrderProblem::Buffer &addBuffer(Value value) {
    bufferOf[value] = problem.buffers.size();
    problem.buffers.emplace_back();
    if (auto type = dyn_cast<ShapedType>(value.getType()); type && type.hasStaticShape())
      problem.buffers.back().bytes = getTensorBytes(type);
    return problem.buffers.back();
  }

  /// True if the written tensor may lie where `operand` does.
  bool mayReplace(Operation *op, OpOperand &operand, unsigned buffer) {
    auto type = dyn_cast<ShapedType>(operand.get().getType());
    // Callers keep their inputs; a part's place is no place for the whole.
    if (!type || problem.buffers[buffer].isInput ||
        problem.buffers[buffer].bytes != getTensorBytes(type))
      return false;
    if (auto inPlace = dyn_cast<InPlaceOpInterface>(op))
      return inPlace.canOverwriteOperand(operand.getOperandNumber());
    return isa<ConcatOp>(op);
  }

  void addStep(Operation *op) {
    unsigned index = problem.steps.size();
    OrderProblem::Step &step = problem.steps.emplace_back();
    ops.push_back(op);
    lastFollower.push_back(index);
    for (OpOperand &operand : op->getOpOperands()) {
      auto found = bufferOf.find(operand.get());
      if (found == bufferOf.end()) // a constant
        continue;
      unsigned buffer = found->second;
      if (auto maker = stepOf.find(operand.get()); maker != stepOf.end())
        if (lastFollower[maker->second] != index) {
          step.after.push_back(maker->second);
          lastFollower[maker->second] = index;
        }
      ArrayRef<unsigned> readers = problem.buffers[buffer].readers;
      if (!readers.empty() && readers.back() == index)
        continue;
      step.reads.push_back(buffer);
      problem.buffers[buffer].readers.push_back(index);
      if (mayReplace(op, operand, buffer))
        step.replaceable.push_back(buffer);
    }
    for (Value result : op->getResults()) {
      stepOf[result] = index;
      if (isView(op) && bufferOf.count(op->getOperand(0))) {
        bufferOf[result] = bufferOf[op->getOperand(0)];
        continue;
      }
      step.writes.push_back(problem.buffers.size());
      addBuffer(result);
    }
  }

  llvm::DenseMap<Value, unsigned> bufferOf;
  llvm::DenseMap<Value, unsigned> stepOf;
  /// Of each step, the last one that was seen to need its result.
  std::vector<unsigned> lastFollower;
};

struct OrderOpsPass : effc::impl::OrderOpsPassBase<OrderOpsPass> {
  void runOnOperation() override {
    for (Block &block : getOperation().getBody())
      if (mayReorder(block))
        reorder(block);
  }

private:
  static bool mayReorder(Block &block) {
    if (block.empty() || !block.back().hasTrait<OpTrait::IsTerminator>())
      return false;
    return llvm::all_of(block.without_terminator(), [](Operation &op) {
      return isMemoryEffectFree(&op) && op.getNumRegions() == 0;
    });
  }

  void reorder(Block &block) {
    ProblemBuilder builder(block);
    std::optional<std::vector<unsigned>> order = findBetterOrder(builder.problem, kEffort);
    if (!order)
      return;
    // Constants go first, in the order they have, so that every op may follow.
    Operation *terminator = block.getTerminator();
    for (unsigned step : *order)
      builder.ops[step]->moveBefore(terminator);
    ++numOrdered;
  }
};
} // namespace
