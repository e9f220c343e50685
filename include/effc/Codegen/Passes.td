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

def SelectKernelsPass : Pass<"effc-select-kernels", "::mlir::ModuleOp"> {
  let summary = "Turn convolutions into kernels with packed weights";
  let description = [{
    Chooses a register block for each convolution, depthwise convolution and fully connected
    layer, and packs its weights, bias and scales at compile time in the order in which the
    block reads them. Zero points are folded: the input's into the bias, the filter's into the
    weights.

    Requires: `effc.target` on the module.

    Ensures: the ops that were replaced are `effc.kernel.*` on plain storage types, between
    `quant.scast` ops.

    Example:
    ```mlir
    %y = effc.conv_2d %x, %w, %b {...} : (tensor<1x8x8x16x!q0>, tensor<32x1x1x16x!q1>,
                                          tensor<32x!q2>) -> tensor<1x8x8x32x!q3>
    // becomes
    %0 = quant.scast %x : tensor<1x8x8x16x!q0> to tensor<1x8x8x16xi8>
    %1 = effc.kernel.conv_2d %0, %packed, %bias, %scales
           {tile = #effc.tile<pixels = 6, channels = 16, depth = 2, dot = pair_i16>, ...}
    %y = quant.scast %1 : tensor<1x8x8x32xi8> to tensor<1x8x8x32x!q3>
    ```

    Limits: leaves alone what the kernels cannot compute exactly or at all, for the generic
    expansion: filters that are not constant, groups, 16-bit layers whose accumulators may need
    more than 32 bits, output scales of 1/2 and more, what compact kernels have no form for
    (docs/codegen.md), and targets that have neither vectors nor dual multiply-accumulates.
  }];
  let dependentDialects = ["::mlir::quant::QuantDialect"];
  let options = [
    Option<"onlyPlans", "only-plans", "bool", "false",
           "Leave packed weights zero: for what needs their types only">];
  let statistics = [Statistic<"numSelected", "num-selected", "kernels in the module">];
}

#endif
