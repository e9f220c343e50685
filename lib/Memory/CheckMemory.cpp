//===- CheckMemory.cpp - What the llvm phase may rely on ------------------===//
#include "effc/IR/Effc.h"
#include "effc/Memory/Memory.h"
#include "effc/Memory/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"

namespace effc {
#define GEN_PASS_DEF_CHECKMEMORYPASS
#include "effc/Memory/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

static LogicalResult checkOp(Operation *op, const SymbolTable &symbols) {
  if (isa<memref::AllocOp, memref::AllocaOp, memref::DeallocOp, memref::ReallocOp>(op))
    return op->emitError("found an allocation, expected a part of the arena");
  if (auto global = dyn_cast<memref::GlobalOp>(op))
    if (!global.getConstant() || global.isUninitialized())
      return op->emitError("found a variable, expected constants only");
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
    if (!callee || callee.isExternal())
      return op->emitError("found call of @")
             << call.getCallee() << ", expected a function with a body";
  }
  return success();
}

namespace {
struct CheckMemoryPass : effc::impl::CheckMemoryPassBase<CheckMemoryPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    bool failed = false;
    auto entry = module.lookupSymbol<func::FuncOp>(kEntryName);
    if (!entry || entry.getNumArguments() == 0 || !entry.getArgAttr(0, kArenaAttrName)) {
      module.emitError("expected a function @") << kEntryName << " that takes an arena first";
      failed = true;
    }
    SymbolTable symbols(module);
    module.walk([&](Operation *op) { failed |= mlir::failed(checkOp(op, symbols)); });
    if (failed)
      signalPassFailure();
  }
};
} // namespace
