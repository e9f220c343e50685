//===- CheckKernels.cpp - What the loops phase may rely on ----------------===//
#include "effc/Codegen/Kernels.h"
#include "effc/Codegen/Passes.h"
#include "effc/IR/Effc.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace effc {
#define GEN_PASS_DEF_CHECKKERNELSPASS
#include "effc/Codegen/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

static LogicalResult checkTypes(Operation *op, TypeRange types) {
  for (Type type : types) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !tensor.hasStaticShape())
      return op->emitError("found type ") << type << ", expected a static tensor";
  }
  return success();
}

static LogicalResult checkEntryOp(ModuleOp module, Operation &op) {
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee = module.lookupSymbol<func::FuncOp>(call.getCallee());
    if (!callee || !callee->hasAttr(kKernelAttrName))
      return op.emitError("found call of @") << call.getCallee() << ", expected a kernel";
  } else if (!isa<ConstantOp, func::ReturnOp>(op) && !movesElements(&op)) {
    return op.emitError("found op '")
           << op.getName()
           << "' in the entry function, expected a constant, a call of a kernel or an op that "
              "moves elements";
  }
  return checkTypes(&op, op.getResultTypes());
}

static LogicalResult checkKernel(func::FuncOp kernel) {
  if (!kernel.getBody().hasOneBlock() || kernel.getBody().front().getOperations().size() != 2 ||
      !isa<KernelOpInterface>(kernel.getBody().front().front()) ||
      kernel.getBody().front().front().getResults() !=
          kernel.getBody().front().back().getOperands())
    return kernel.emitError(
        "found a kernel that is more than one op, expected an op that can be expanded to loops");
  return checkTypes(kernel, kernel.getFunctionType().getResults());
}

namespace {
struct CheckKernelsPass : effc::impl::CheckKernelsPassBase<CheckKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    bool failed = false;
    if (!getTarget(module)) {
      module.emitError("found no target, expected the module attribute '")
          << kTargetAttrName << "'";
      failed = true;
    }
    auto entry = module.lookupSymbol<func::FuncOp>(kEntryName);
    if (!entry || !entry.getBody().hasOneBlock()) {
      module.emitError("expected a function @") << kEntryName << " of one block";
      return signalPassFailure();
    }
    failed |= mlir::failed(checkTypes(entry, entry.getArgumentTypes()));
    for (Operation &op : entry.getBody().front())
      failed |= mlir::failed(checkEntryOp(module, op));
    for (auto function : module.getOps<func::FuncOp>())
      if (function->hasAttr(kKernelAttrName))
        failed |= mlir::failed(checkKernel(function));
    if (failed)
      signalPassFailure();
  }
};
} // namespace
