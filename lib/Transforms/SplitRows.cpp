//===- SplitRows.cpp - Chains of ops computed stripe by stripe ------------===//
//
// Problem: early layers of image models have their largest tensors, and two of them have to be in
// memory at once although only few of their rows are in use at a time.
//
// Idea: a *chain* of ops, each of which makes a row of its result from a few neighbouring rows of
// its inputs, is computed in *stripes* of some rows of its last result. Each op is cloned for each
// stripe and computes only the rows that the stripe's last op needs, so of the tensors within the
// chain only a stripe exists at a time. Rows that two stripes need (the halo of windows) are
// computed twice: that is the price. What the chain reads is cut into slices, and its results are
// concatenated; rows of an image are contiguous, so both cost nothing once buffers are placed.
// Padding stays an attribute, at the image's border only. Stripes of equal shape share kernels.
//
// A chain is any run of ops in the function's order of which only the last one's result is used
// elsewhere, so blocks with a shortcut are chains, too. Which chain, and how high its stripes are,
// is for the caller to try: lib/Driver/FitMemory.cpp.
//
// Why not keep the halo from one stripe to the next: it would save the recomputation, but each
// op then copies rows for each stripe, and these rows live throughout. Few rows are recomputed
// where stripes are as high as the memory allows.
//
// Complexity: chains are at most kMaxLength long; each costs a pass over its ops per stripe.
//
// Source: Lin et al., "MCUNetV2: Memory-Efficient Patch-based Inference for Tiny Deep Learning"
// (2021), with stripes instead of patches because rows need no copies.
//
//===----------------------------------------------------------------------===//
#include "effc/Transforms/SplitRows.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Macs.h"
#include "effc/IR/Quantization.h"
#include "effc/Transforms/Passes.h"
#include "llvm/ADT/MapVector.h"

namespace effc {
#define GEN_PASS_DEF_SPLITROWSPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

static constexpr unsigned kMaxLength = 24;

namespace {
/// Rows [begin, end) of a tensor.
struct Rows {
  int64_t begin = 0, end = 0;
  int64_t size() const { return end - begin; }
  bool operator==(const Rows &other) const { return begin == other.begin && end == other.end; }
};

/// Of an op, which rows of its operands a row of its result needs.
struct Window {
  int64_t stride = 1, extent = 1, top = 0;
};
} // namespace

/// The type of an image whose rows can be told apart from each other.
static RankedTensorType getImageType(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || !type.hasStaticShape() || type.getRank() != 4 || type.getDimSize(0) != 1)
    return RankedTensorType();
  // Stripes with scales per channel cannot be concatenated.
  return isPerAxisQuantized(type.getElementType()) ? RankedTensorType() : type;
}

static int64_t getHeight(Value value) {
  return cast<RankedTensorType>(value.getType()).getDimSize(1);
}

static int64_t getRowBytes(Value value) {
  return getTensorBytes(cast<RankedTensorType>(value.getType())) / getHeight(value);
}

static std::optional<Window> getWindow(Operation *op) {
  if (op->getNumResults() != 1 || !getImageType(op->getResult(0)) ||
      getHeight(op->getResult(0)) == 0)
    return std::nullopt;
  auto ofFilter = [](auto conv) {
    int64_t height = cast<RankedTensorType>(conv.getFilter().getType()).getDimSize(1);
    return Window{conv.getStrides()[0], conv.getDilations()[0] * (height - 1) + 1,
                  conv.getPadding()[0]};
  };
  if (auto conv = dyn_cast<Conv2DOp>(op))
    return ofFilter(conv);
  if (auto depthwise = dyn_cast<DepthwiseConv2DOp>(op))
    return ofFilter(depthwise);
  if (auto pool = dyn_cast<AveragePool2DOp>(op))
    return Window{pool.getStrides()[0], pool.getWindow()[0], pool.getPadding()[0]};
  if (auto pool = dyn_cast<MaxPool2DOp>(op))
    return Window{pool.getStrides()[0], pool.getWindow()[0], pool.getPadding()[0]};
  if (isa<InPlaceOpInterface>(op))
    return Window{};
  return std::nullopt;
}

/// Whether a stripe of the op's result needs a stripe of the operand; none if it cannot be told.
static std::optional<bool> isCut(Operation *op, OpOperand &operand) {
  if (!isa<InPlaceOpInterface>(op))
    return operand.getOperandNumber() == 0 && getImageType(operand.get());
  auto type = cast<RankedTensorType>(operand.get().getType());
  int64_t fromRight = type.getRank() - 3; // where rows are, as broadcasting aligns shapes
  if (fromRight < 0 || type.getDimSize(fromRight) == 1)
    return false;
  if (!getImageType(operand.get()) || isConstant(operand.get()) ||
      getHeight(operand.get()) != getHeight(op->getResult(0)))
    return std::nullopt;
  return true;
}

namespace {
/// A chain's ops, and what its stripes consist of.
class Chain {
public:
  explicit Chain(ArrayRef<Operation *> ops) : ops(ops) {}

  bool isValid() const;
  Value getResult() const { return ops.back()->getResult(0); }
  /// The rows of each tensor that a stripe of the result needs.
  llvm::MapVector<Value, Rows> getNeeds(Rows rows) const;
  void measure(RowChain &chain) const;
  void split(int64_t rows) const;

private:
  Value getRows(OpBuilder &builder, Location loc, Value whole, Value value, Rows has,
                Rows wanted) const;
  Value emitStripe(OpBuilder &builder, Rows rows) const;

  ArrayRef<Operation *> ops;
};
} // namespace

/// The rows of a window's input, without those of the padding.
static Rows getInputRows(Operation *op, Value input, Rows rows) {
  Window window = *getWindow(op);
  int64_t begin = rows.begin * window.stride - window.top;
  int64_t end = (rows.end - 1) * window.stride - window.top + window.extent;
  return {std::max<int64_t>(begin, 0), std::min(end, getHeight(input))};
}

bool Chain::isValid() const {
  llvm::SmallPtrSet<Operation *, 16> members(ops.begin(), ops.end());
  for (Operation *op : ops) {
    if (!getWindow(op))
      return false;
    for (OpOperand &operand : op->getOpOperands()) {
      std::optional<bool> cut = isCut(op, operand);
      // What each stripe reads whole has to come from outside of the chain.
      if (!cut || (!*cut && members.contains(operand.get().getDefiningOp())))
        return false;
      // All cells of a window may lie in the padding.
      for (int64_t row = 0; *cut && row < getHeight(op->getResult(0)); ++row)
        if (getInputRows(op, operand.get(), {row, row + 1}).size() <= 0)
          return false;
    }
    if (op == ops.back())
      break;
    if (op->use_empty())
      return false;
    for (Operation *user : op->getUsers())
      if (!members.contains(user))
        return false;
  }
  return getHeight(getResult()) > 1;
}

llvm::MapVector<Value, Rows> Chain::getNeeds(Rows rows) const {
  llvm::MapVector<Value, Rows> needs;
  needs[getResult()] = rows;
  for (Operation *op : llvm::reverse(ops)) {
    Rows made = needs.lookup(op->getResult(0));
    for (OpOperand &operand : op->getOpOperands()) {
      if (!*isCut(op, operand))
        continue;
      Rows read = getInputRows(op, operand.get(), made);
      auto [need, isNew] = needs.insert({operand.get(), read});
      if (!isNew)
        need->second = {std::min(need->second.begin, read.begin),
                        std::max(need->second.end, read.end)};
    }
  }
  return needs;
}

void Chain::measure(RowChain &chain) const {
  int64_t height = getHeight(getResult()), largest = 0, outside = 0;
  llvm::SmallPtrSet<Operation *, 16> members(ops.begin(), ops.end());
  chain.recomputedMacs = 0;
  for (Operation *op : ops)
    chain.recomputedMacs -= countMacs(op);
  for (int64_t row = 0; row < height; row += chain.rows) {
    llvm::MapVector<Value, Rows> needs = getNeeds({row, std::min(row + chain.rows, height)});
    for (auto &[value, rows] : needs) {
      Operation *maker = value.getDefiningOp();
      if (!members.contains(maker)) {
        outside += row == 0 ? getHeight(value) * getRowBytes(value) : 0;
        continue;
      }
      chain.recomputedMacs += countMacs(maker) / getHeight(value) * rows.size();
      if (maker != ops.back())
        largest = std::max(largest, rows.size() * getRowBytes(value));
    }
  }
  chain.leastBytes = outside + height * getRowBytes(getResult()) + largest;
}

/// Rows `wanted` of a tensor of which `value` holds rows `has`.
Value Chain::getRows(OpBuilder &builder, Location loc, Value whole, Value value, Rows has,
                     Rows wanted) const {
  if (has == wanted)
    return value;
  auto type = cast<RankedTensorType>(whole.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape[1] = wanted.size();
  return SliceOp::create(builder, loc, RankedTensorType::get(shape, type.getElementType()), value,
                         ArrayRef<int64_t>{0, wanted.begin - has.begin, 0, 0},
                         ArrayRef<int64_t>{1, 1, 1, 1});
}

/// Clones the chain for some rows of its result.
Value Chain::emitStripe(OpBuilder &builder, Rows rows) const {
  llvm::MapVector<Value, Rows> needs = getNeeds(rows);
  DenseMap<Value, Value> stripes;
  for (Operation *op : ops) {
    Rows made = needs.lookup(op->getResult(0));
    SmallVector<Value> operands;
    for (OpOperand &operand : op->getOpOperands()) {
      Value value = operand.get();
      if (!*isCut(op, operand)) {
        operands.push_back(value);
        continue;
      }
      // What comes from outside of the chain is there in full.
      Value stripe = stripes.lookup(value);
      Rows has = stripe ? needs.lookup(value) : Rows{0, getHeight(value)};
      operands.push_back(getRows(builder, op->getLoc(), value, stripe ? stripe : value, has,
                                 getInputRows(op, value, made)));
    }
    Operation *clone = builder.insert(op->cloneWithoutRegions());
    clone->setOperands(operands);
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    SmallVector<int64_t> shape(type.getShape());
    shape[1] = made.size();
    clone->getResult(0).setType(RankedTensorType::get(shape, type.getElementType()));
    if (auto padding = op->getAttrOfType<DenseI64ArrayAttr>("padding")) {
      Window window = *getWindow(op);
      SmallVector<int64_t> values(padding.asArrayRef());
      values[0] = std::max<int64_t>(0, window.top - made.begin * window.stride);
      values[1] = std::max<int64_t>(0, (made.end - 1) * window.stride - window.top +
                                           window.extent - getHeight(op->getOperand(0)));
      clone->setAttr("padding", builder.getDenseI64ArrayAttr(values));
    }
    stripes[op->getResult(0)] = clone->getResult(0);
  }
  return stripes.lookup(getResult());
}

void Chain::split(int64_t rows) const {
  OpBuilder builder(ops.back());
  int64_t height = getHeight(getResult());
  SmallVector<Value> stripes;
  for (int64_t row = 0; row < height; row += rows)
    stripes.push_back(emitStripe(builder, {row, std::min(row + rows, height)}));
  Value whole = ConcatOp::create(builder, ops.back()->getLoc(), getResult().getType(), stripes,
                                 /*axis=*/1);
  getResult().replaceAllUsesWith(whole);
  for (Operation *op : llvm::reverse(ops))
    op->erase();
}

//===----------------------------------------------------------------------===//
// Interface
//===----------------------------------------------------------------------===//

std::vector<Operation *> effc::getChainOps(func::FuncOp function) {
  std::vector<Operation *> ops;
  for (Operation &op : function.getBody().front().without_terminator())
    if (!isa<ConstantOp>(op))
      ops.push_back(&op);
  return ops;
}

std::vector<RowChain> effc::findRowChains(func::FuncOp function, unsigned position) {
  std::vector<Operation *> ops = getChainOps(function);
  std::vector<RowChain> chains;
  for (unsigned first = position + 1; first-- > 0 && position - first < kMaxLength;) {
    if (!getWindow(ops[first]))
      break;
    for (unsigned last = position; last < ops.size() && last - first < kMaxLength; ++last) {
      if (!getWindow(ops[last]))
        break;
      Chain chain(ArrayRef(ops).slice(first, last - first + 1));
      if (!chain.isValid())
        continue;
      int64_t height = getHeight(chain.getResult());
      for (int64_t rows = height; rows > 1;) {
        int64_t stripes = llvm::divideCeil(height, rows) + 1; // at least, with fewer rows
        rows = std::min(rows - 1, int64_t(llvm::divideCeil(height, stripes)));
        RowChain found{first, last, rows};
        chain.measure(found);
        chains.push_back(found);
      }
    }
  }
  llvm::stable_sort(chains, [](const RowChain &a, const RowChain &b) {
    return std::pair(a.recomputedMacs, -a.rows) < std::pair(b.recomputedMacs, -b.rows);
  });
  return chains;
}

bool effc::splitRows(func::FuncOp function, const RowChain &chain) {
  std::vector<Operation *> ops = getChainOps(function);
  if (chain.first > chain.last || chain.last >= ops.size() || chain.rows < 1)
    return false;
  Chain members(ArrayRef(ops).slice(chain.first, chain.last - chain.first + 1));
  if (!members.isValid() || getHeight(members.getResult()) <= chain.rows)
    return false;
  members.split(chain.rows);
  return true;
}

namespace {
struct SplitRowsPass : effc::impl::SplitRowsPassBase<SplitRowsPass> {
  using SplitRowsPassBase::SplitRowsPassBase;

  void runOnOperation() override {
    if (rows > 0 && splitRows(getOperation(), {first, last, rows}))
      ++numSplit;
  }
};
} // namespace
