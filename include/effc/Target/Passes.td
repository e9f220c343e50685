#ifndef EFFC_TARGET_PASSES
#define EFFC_TARGET_PASSES

include "mlir/Pass/PassBase.td"

def ExpandForLLVMPass : Pass<"effc-expand-for-llvm", "mlir::ModuleOp"> {
  let summary = "Expand what LLVM would turn into library calls, allocations or nothing";
  let description = [{
    Rewrites structured and multi-dimensional operations into ones that have a one-to-one LLVM
    counterpart, and floating-point functions into arithmetic, since generated code may not
    call libm.

    Requires: functions on memrefs, no allocation.

    Ensures: no linalg op; no strided `memref.copy`; no view op but those that fold into
    offsets; vector ops of at most one dimension besides element-wise ones; of the math
    dialect only what the target has instructions for; `math.fma` and `vector.fma` only where
    the target fuses them.

    Example (target without fused multiply-add):
    ```mlir
    %r = math.fma %a, %b, %c : f32
    // becomes
    %p = arith.mulf %a, %b : f32
    %r = arith.addf %p, %c : f32
    ```

    Limits: `exp`, `tanh`, `erf` and `log` are polynomials good to about 1e-6; other
    transcendental functions are left, and refused by the check of the finished object.
  }];
  let dependentDialects = ["mlir::affine::AffineDialect", "mlir::arith::ArithDialect",
    "mlir::math::MathDialect", "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect",
    "mlir::vector::VectorDialect"];
}

def ConvertToLLVMPass : Pass<"effc-convert-to-llvm", "mlir::ModuleOp"> {
  let summary = "Convert the whole module to the LLVM dialect";
  let description = [{
    One conversion with one type converter, so that the index type has the target's pointer
    width everywhere.

    Requires: what `effc-expand-for-llvm` ensures; functions without results; memref arguments
    with static layout; constant globals.

    Ensures: only LLVM dialect ops. A memref argument is a bare pointer. Constants are private
    byte arrays, aligned for the target's vectors. Functions other than `@main` are internal;
    `llvm.noalias` on arguments is kept.

    Example:
    ```mlir
    func.func @main(%arena: memref<64xi8>, %in: memref<4xi8>, %out: memref<4xi8>)
    // becomes
    llvm.func @main(%arena: !llvm.ptr, %in: !llvm.ptr, %out: !llvm.ptr)
    ```

    Limits: `memref.alloc`, `memref.alloca` and mutable globals are errors.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::cf::ControlFlowDialect"];
}

#endif
