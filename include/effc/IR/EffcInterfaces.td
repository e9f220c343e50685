#ifndef EFFC_IR_EFFCINTERFACES
#define EFFC_IR_EFFCINTERFACES

include "mlir/IR/OpBase.td"

def Effc_InPlaceOpInterface : OpInterface<"InPlaceOpInterface"> {
  let cppNamespace = "::effc";
  let description = [{
    Ops whose result may take the buffer of an operand that has no later use: each result
    element depends on no operand element at a later position of that buffer.
  }];
  let methods = [InterfaceMethod<
    "True if result 0 may be written over the buffer of operand `index`.",
    "bool", "canOverwriteOperand", (ins "unsigned":$index)>];
}

def Effc_KernelOpInterface : OpInterface<"KernelOpInterface"> {
  let cppNamespace = "::effc";
  let description = [{
    Ops that the `loops` phase can expand. Implemented in lib/Codegen as external models, one
    per op, so that the dialect does not depend on code generation.
  }];
  let methods = [
    InterfaceMethod<[{
      Appends the buffers that the expansion needs beside operands and results. Their contents
      are undefined at entry.
    }], "void", "getScratchTypes",
    (ins "::effc::TargetAttr":$target, "::llvm::SmallVectorImpl<::mlir::MemRefType> &":$types),
    "", "(void)target; (void)types;">,
    InterfaceMethod<[{
      Emits loops that read `inputs` (a memref per operand) and write `outputs` (a memref per
      result) with `scratch` (a memref per scratch type) as work space. Memrefs have storage
      element types (`i8` for `ui8` and for 8-bit quantized types) and may be strided; only the
      last dimension's stride is known to be 1.
    }], "::llvm::LogicalResult", "emitLoops",
    (ins "::mlir::ImplicitLocOpBuilder &":$builder, "::effc::TargetAttr":$target,
         "::mlir::ValueRange":$inputs, "::mlir::ValueRange":$outputs,
         "::mlir::ValueRange":$scratch)>];
}

#endif
