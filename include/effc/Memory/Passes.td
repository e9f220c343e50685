#ifndef EFFC_MEMORY_PASSES
#define EFFC_MEMORY_PASSES

include "mlir/Pass/PassBase.td"

def BufferizePass : Pass<"effc-bufferize", "::mlir::ModuleOp"> {
  let summary = "Turn tensors into buffers and expand kernels to loops";
  let description = [{
    Decides which tensors share a buffer (lib/Memory/Placement.cpp says how), gives every other
    one a buffer of its own, and expands each kernel for the layouts that its calls use.

    Requires: what `effc-check-kernels` ensures.

    Ensures: `@main` takes a memref for each input and then each output, of storage element
    types, and returns nothing. It has constants as `memref.get_global`, a `memref.alloc` for
    each buffer and each work space, views of them, and calls. Kernels take inputs, outputs and
    work space; all their arguments are `llvm.noalias`. An input that the kernel overwrites is
    not an argument of its own. Memrefs are static, strided at most, with contiguous rows.
    Reshapes, slices, concatenations and pads are gone: they are views, or calls of `@copy`
    and `@halo` kernels.

    Example: two pieces computed straight into their places in a concatenation:
    ```mlir
    %c = memref.alloc() : memref<96xi8>
    %a = memref.view %c[%c0][] : memref<96xi8> to memref<64xi8>
    %b = memref.view %c[%c64][] : memref<96xi8> to memref<32xi8>
    call @kernel_relu(%x, %a) : (memref<64xi8>, memref<64xi8>) -> ()
    call @kernel_tanh(%y, %b) : (memref<32xi8>, memref<32xi8>) -> ()
    ```

    Limits: an operand is overwritten only by a result of its own storage type.
  }];
  let options = [
    Option<"minimizeCopies", "minimize-copies", "bool", "true",
           "Compute in place and into parts of other buffers">,
    Option<"emitLoops", "emit-loops", "bool", "true",
           "Emit the loops of kernels; false leaves them empty, to try a plan of buffers">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let statistics = [
    Statistic<"numInPlace", "in-place", "Calls that overwrite an operand">,
    Statistic<"numPlaced", "placed", "Slices and pieces that need no copy">,
    Statistic<"numCopies", "copies", "Copies left">];
}

def SplitKernelsPass : Pass<"effc-split-kernels", "::mlir::ModuleOp"> {
  let summary = "Cut kernels into pieces for threads";
  let description = [{
    Lets a kernel compute a part of its output: the outermost loops that write it run a part of
    their iterations only (lib/Memory/SplitKernels.cpp says which). Does nothing unless the
    module has `effc.threads`.

    Requires: what `effc-bufferize` ensures; `effc.split` on the kernels to split.

    Ensures: kernels that were split have `effc.pieces`, two more arguments for piece and thread,
    and work space for each thread. Calls pass 0 for both.

    Example, for two pieces:
    ```mlir
    scf.for %i = %c0 to %c10 step %c1 {...}
    // becomes
    %begin = arith.divui (%piece * 10), %c2
    %end = arith.divui ((%piece + 1) * 10), %c2
    scf.for %i = %begin to %end step %c1 {...}
    ```

    Limits: a kernel whose outermost loops run once stays whole.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect"];
  let statistics = [Statistic<"numSplit", "split", "Kernels that were split">];
}

def CheckLoopsPass : Pass<"effc-check-loops", "::mlir::ModuleOp"> {
  let summary = "Check what the memory phase may rely on";
  let description = [{
    Requires: nothing.

    Ensures, or reports an error for each violation: no op has a tensor; every memref is static
    and strided at most; buffers are allocated in `@main` only, outside of loops; only kernels
    are called, and from `@main` only.

    Example: a kernel with a `memref.alloc` is reported as `found an allocation in a kernel,
    expected work space among its arguments`.

    Limits: vectors and scalars are not looked at.
  }];
}

def PlanMemoryPass : Pass<"effc-plan-memory", "::mlir::ModuleOp"> {
  let summary = "Place every buffer in one arena";
  let description = [{
    Finds from its uses when each buffer is live and gives it an offset
    (lib/Memory/ArenaPlan.cpp says how), so that buffers that are live together do not overlap.

    Requires: what `effc-check-loops` ensures.

    Ensures: no allocation is left. The first argument of `@main`, `effc.arena`, is an i8
    memref that holds every buffer. The module attribute `effc.memory` describes it:
    `arena_bytes`, `arena_align`, `lower_bound_bytes` (the largest sum of live buffers) and
    `peak_op` (where it is reached); `inputs` and `outputs`, the offsets of slots that a caller
    may use for them; `ops`, a name for each call; `buffers`, each with `name`, `kind` (input,
    output, scratch or tensor), `offset`, `bytes`, and the numbers `first` and `last` of the
    calls between which it is live. The slot of an input may be reused once it is dead.

    Example:
    `%b = memref.alloc() : memref<64xi8>` becomes
    `%b = memref.view %arena[%c128][] : memref<1024xi8> to memref<64xi8>`.

    Limits: one memory region.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
  let statistics = [
    Statistic<"arenaBytes", "arena-bytes", "Size of the arena">,
    Statistic<"lowerBound", "lower-bound", "Largest sum of live buffers">];
}

def CheckMemoryPass : Pass<"effc-check-memory", "::mlir::ModuleOp"> {
  let summary = "Check what the llvm phase may rely on";
  let description = [{
    Requires: nothing.

    Ensures, or reports an error for each violation: nothing allocates or frees; `@main` takes
    an arena first; all globals are constant; every call is of a function with a body.

    Example: a `memref.alloca` is reported as `found an allocation, expected a part of the
    arena`.

    Limits: none.
  }];
}

#endif
