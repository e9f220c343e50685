#ifndef EFFC_CODEGEN_PASSES
#define EFFC_CODEGEN_PASSES

include "mlir/Pass/PassBase.td"

def OutlineKernelsPass : Pass<"effc-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "Move every computing op into a function of its own";
  let description = [{
    Each op of `@main` that computes becomes a call of a private function that holds just that
    op. Ops that are equal but for their operands' values and their location share one function.
    Ops that only move elements stay in `@main`, because whether they cost anything is decided
    when buffers are placed: `effc.reshape`, `effc.concat`, `effc.pad`, `effc.slice` whose last
    dimension is contiguous, and casts that keep the stored bytes.

    Requires: `@main` has one block; every computing op implements `KernelOpInterface`.

    Ensures: `@main` holds constants, calls, the ops named above and the return. Each callee has
    the attribute `effc.kernel`, and `effc.in_place` lists the operands that result 0 may be
    written over. A call has the location of the op it stands for.

    Example: `%y = effc.relu %x` becomes `%y = call @kernel_relu(%x)`, and
    ```mlir
    func.func private @kernel_relu(%x: tensor<4xf32>) -> tensor<4xf32>
        attributes {effc.in_place = array<i32: 0>, effc.kernel} {
      %y = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
      return %y : tensor<4xf32>
    }
    ```

    Limits: ops with regions never share a function.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
  let statistics = [
    Statistic<"numKernels", "kernels", "Functions made">,
    Statistic<"numShared", "shared", "Ops that use a function made before">];
}

def CheckKernelsPass : Pass<"effc-check-kernels", "::mlir::ModuleOp"> {
  let summary = "Check what the loops phase may rely on";
  let description = [{
    Requires: nothing.

    Ensures, or reports an error for each violation: the module has a target; all tensors are
    ranked and static; `@main` has one block of constants, calls of kernels and ops that move
    elements; each kernel holds one op that implements `KernelOpInterface`, and the return of
    its results.

    Example: a `tensor.empty` in `@main` is reported as `found op 'tensor.empty' in the entry
    function, expected a constant, a call of a kernel or an op that moves elements`.

    Limits: none.
  }];
}

#endif
