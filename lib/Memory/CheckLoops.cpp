//===- CheckLoops.cpp - What the memory phase may rely on -----------------===//
#include "effc/Codegen/Kernels.h"
#include "effc/IR/Effc.h"
#include "effc/Memory/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"

namespace effc {
#define GEN_PASS_DEF_CHECKLOOPSPASS
#include "effc/Memory/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

static LogicalResult checkType(Operation *op, Type type) {
  if (isa<TensorType>(type))
    return op->emitError("found type ") << type << ", expected a memref";
  auto memref = dyn_cast<BaseMemRefType>(type);
  if (!memref)
    return success();
  auto ranked = dyn_cast<MemRefType>(memref);
  SmallVector<int64_t> strides;
  int64_t offset;
  if (!ranked || !ranked.hasStaticShape() || failed(ranked.getStridesAndOffset(strides, offset)))
    return op->emitError("found type ") << type << ", expected a static memref with strides";
  return success();
}

static LogicalResult checkOp(func::FuncOp function, Operation *op, const SymbolTable &symbols) {
  bool isEntry = function.getSymName() == kEntryName;
  if (isa<memref::AllocaOp, memref::DeallocOp, memref::ReallocOp>(op) ||
      (isa<memref::AllocOp>(op) && !isEntry))
    return op->emitError("found an allocation in a kernel, expected work space among its "
                         "arguments");
  if (isa<memref::AllocOp>(op) && op->getParentOp() != function)
    return op->emitError("found an allocation in a loop, expected it outside");
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
    StringRef expected = isEntry ? kKernelAttrName : kRoutineAttrName;
    if (!callee || !callee->hasAttr(expected) || function->hasAttr(kRoutineAttrName))
      return op->emitError("found call of @")
             << call.getCallee() << " in @" << function.getSymName()
             << ", expected calls of kernels in @" << kEntryName
             << " and calls of routines in kernels";
  }
  for (Type type : op->getResultTypes())
    if (failed(checkType(op, type)))
      return failure();
  return success();
}

namespace {
struct CheckLoopsPass : effc::impl::CheckLoopsPassBase<CheckLoopsPass> {
  void runOnOperation() override {
    bool failed = false;
    SymbolTable symbols(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      for (Type type : function.getArgumentTypes())
        failed |= mlir::failed(checkType(function, type));
      if (!function.getResultTypes().empty()) {
        function.emitError("found a function with results, expected output arguments");
        failed = true;
      }
      function.getBody().walk(
          [&](Operation *op) { failed |= mlir::failed(checkOp(function, op, symbols)); });
    }
    if (failed)
      signalPassFailure();
  }
};
} // namespace
