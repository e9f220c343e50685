//===- OutlineKernels.cpp - Move computing ops to functions ---------------===//
#include "ResultOverlap.h"
#include "effc/Codegen/Kernels.h"
#include "effc/Codegen/Passes.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"

namespace effc {
#define GEN_PASS_DEF_OUTLINEKERNELSPASS
#include "effc/Codegen/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

static bool hasContiguousRows(SliceOp slice) {
  ArrayRef<int64_t> sizes = slice.getType().getShape();
  ArrayRef<int64_t> strides = slice.getStrides();
  for (size_t dim = 0; dim < sizes.size(); ++dim)
    if (sizes[dim] > 1 && (strides[dim] < 0 || (dim + 1 == sizes.size() && strides[dim] != 1)))
      return false;
  return true;
}

/// True if the result holds the operand's bytes: integers of one width convert by wrapping.
static bool keepsBytes(Type from, Type to) {
  auto source = dyn_cast<RankedTensorType>(from), dest = dyn_cast<RankedTensorType>(to);
  return source && dest && getStorageTensorType(source) == getStorageTensorType(dest);
}

std::string effc::getKernelName(Operation *op) {
  StringRef name = op->getName().stripDialect();
  name.consume_front("kernel.");
  return ("kernel_" + name).str();
}

bool effc::movesElements(Operation *op) {
  if (auto slice = dyn_cast<SliceOp>(op))
    return hasContiguousRows(slice);
  if (isa<CastOp, quant::StorageCastOp, UnrealizedConversionCastOp>(op))
    return op->getNumOperands() == 1 && op->getNumResults() == 1 &&
           keepsBytes(op->getOperand(0).getType(), op->getResult(0).getType());
  return isa<ReshapeOp, ConcatOp, PadOp>(op);
}

namespace {
class Outliner {
public:
  explicit Outliner(ModuleOp module) : symbols(module), module(module) {}

  /// Replaces `op` by a call; true if the callee is new.
  bool outline(Operation *op);

private:
  using Key = std::tuple<OperationName, Attribute, Type>;

  func::FuncOp createKernel(Operation *op, FunctionType type);

  SymbolTable symbols;
  ModuleOp module;
  DenseMap<Key, func::FuncOp> kernels;
};
} // namespace

static DenseI32ArrayAttr getInPlaceOperands(Operation *op) {
  auto inPlace = dyn_cast<InPlaceOpInterface>(op);
  if (!inPlace)
    return {};
  SmallVector<int32_t> operands;
  for (unsigned index = 0; index < op->getNumOperands(); ++index)
    if (inPlace.canOverwriteOperand(index))
      operands.push_back(index);
  return operands.empty() ? DenseI32ArrayAttr()
                          : DenseI32ArrayAttr::get(op->getContext(), operands);
}

func::FuncOp Outliner::createKernel(Operation *op, FunctionType type) {
  auto kernel = func::FuncOp::create(op->getLoc(), getKernelName(op), type);
  kernel.setPrivate();
  kernel->setAttr(kKernelAttrName, UnitAttr::get(op->getContext()));
  if (DenseI32ArrayAttr operands = getInPlaceOperands(op))
    kernel->setAttr(kInPlaceAttrName, operands);
  if (std::optional<ResultOverlap> overlap = getResultOverlap(op))
    kernel->setAttr(
        kOverlapAttrName,
        DenseI64ArrayAttr::get(op->getContext(), {overlap->distance, overlap->multiple}));
  symbols.insert(kernel);

  Block *body = kernel.addEntryBlock();
  IRMapping mapping;
  OpBuilder builder = OpBuilder::atBlockEnd(body);
  Operation *clone = op->cloneWithoutRegions();
  clone->setOperands(body->getArguments());
  for (auto [from, to] : llvm::zip(op->getRegions(), clone->getRegions()))
    from.cloneInto(&to, mapping);
  builder.insert(clone);
  func::ReturnOp::create(builder, op->getLoc(), clone->getResults());
  return kernel;
}

bool Outliner::outline(Operation *op) {
  OpBuilder builder(op);
  auto type = builder.getFunctionType(op->getOperandTypes(), op->getResultTypes());
  func::FuncOp unshared;
  func::FuncOp &kernel =
      op->getNumRegions() == 0 ? kernels[{op->getName(), op->getAttrDictionary(), type}] : unshared;
  bool isNew = !kernel;
  if (isNew)
    kernel = createKernel(op, type);
  auto call = func::CallOp::create(builder, op->getLoc(), kernel, op->getOperands());
  op->replaceAllUsesWith(call);
  op->erase();
  return isNew;
}

namespace {
struct OutlineKernelsPass : effc::impl::OutlineKernelsPassBase<OutlineKernelsPass> {
  void runOnOperation() override {
    auto entry = getOperation().lookupSymbol<func::FuncOp>(kEntryName);
    if (!entry || !entry.getBody().hasOneBlock()) {
      getOperation().emitError("expected a function @")
          << kEntryName << " of one block that computes the model";
      return signalPassFailure();
    }
    Outliner outliner(getOperation());
    bool failed = false;
    for (Operation &op : llvm::make_early_inc_range(entry.getBody().front())) {
      if (isa<ConstantOp, func::CallOp, func::ReturnOp>(op) || movesElements(&op))
        continue;
      if (!isa<KernelOpInterface>(op)) {
        op.emitError("found op '")
            << op.getName() << "', expected one that can be expanded to loops";
        failed = true;
        continue;
      }
      if (outliner.outline(&op))
        ++numKernels;
      else
        ++numShared;
    }
    if (failed)
      signalPassFailure();
  }
};
} // namespace
