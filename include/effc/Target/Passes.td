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
    the target fuses them; no 64-bit product of two i32 where the target would call a routine.

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

def EmitParallelCallsPass : Pass<"effc-emit-parallel-calls", "mlir::ModuleOp"> {
  let summary = "Hand pieces of kernels to threads";
  let description = [{
    Replaces calls of kernels with `effc.pieces` in `@main` by calls of `effc_parallel_for`
    (include/effc-abi/effc_parallel.h). Does nothing unless the module has `effc.threads`.

    Requires: what `effc-convert-to-llvm` ensures.

    Ensures: such a kernel is called by a function `@<kernel>_task`, an `effc_task`, which reads
    its arguments from an array on the stack of `@main`. If there is any, the module has a weak
    definition of `effc_parallel_for` that runs all pieces in order.

    Example:
    ```mlir
    llvm.call @kernel_conv_2d(%a, %b, %zero, %zero) : (!llvm.ptr, !llvm.ptr, i64, i64) -> ()
    // becomes, after stores of %a and %b to %arguments
    llvm.call @effc_parallel_for(%pieces, %threads, %task, %arguments)
        : (i32, i32, !llvm.ptr, !llvm.ptr) -> ()
    ```

    Limits: none.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

#endif
