//===- EmitLLVM.cpp - From the LLVM dialect to LLVM IR --------------------===//
#include "ModelSymbols.h"
#include "effc/Target/Emission.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"

using namespace mlir;
using namespace effc;

/// What clang would put on each function for `-mcpu`, `-mattr`, `-Os` and the like.
static void setFunctionAttributes(llvm::Module &module, const Machine &machine, OptLevel level) {
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    if (!machine.cpu.empty())
      function.addFnAttr("target-cpu", machine.cpu);
    if (!machine.features.empty())
      function.addFnAttr("target-features", machine.features);
    if (machine.vectorBits != 0 && llvm::Triple(machine.triple).isX86())
      function.addFnAttr("prefer-vector-width", std::to_string(machine.vectorBits));
    function.addFnAttr("no-trapping-math", "true");
    // Bytes below the stack pointer are in no frame's size, and interrupt handlers take them.
    function.addFnAttr(llvm::Attribute::NoRedZone);
    function.setDoesNotThrow();
    // Kernels are shared by layers.
    if (function.hasInternalLinkage() && !function.hasFnAttribute(llvm::Attribute::AlwaysInline))
      function.addFnAttr(llvm::Attribute::NoInline);
    if (level == OptLevel::Os || level == OptLevel::Oz)
      function.addFnAttr(llvm::Attribute::OptimizeForSize);
    if (level == OptLevel::Oz)
      function.addFnAttr(llvm::Attribute::MinSize);
  }
}

std::unique_ptr<llvm::Module> effc::emitLLVM(ModuleOp module, const ModelInfo &model,
                                             const Machine &machine, OptLevel level,
                                             const llvm::DataLayout &layout,
                                             llvm::LLVMContext &context) {
  registerBuiltinDialectTranslation(*module.getContext());
  registerLLVMDialectTranslation(*module.getContext());
  // Verified once, after the optimiser's input is complete.
  std::unique_ptr<llvm::Module> result =
      translateModuleToLLVMIR(module, context, model.name, /*disableVerification=*/true);
  if (!result) {
    module.emitError("cannot be translated to LLVM IR");
    return nullptr;
  }
  result->setTargetTriple(llvm::Triple(machine.triple));
  result->setDataLayout(layout);
  result->setSourceFileName(model.name);
  llvm::Function *main = result->getFunction(kEntryName);
  size_t expected = 1 + model.inputs.size() + model.outputs.size();
  if (!main || main->arg_size() != expected) {
    module.emitError("found @main with ")
        << (main ? main->arg_size() : 0) << " arguments, expected " << expected
        << " (arena, inputs, outputs)";
    return nullptr;
  }
  addModelSymbols(*result, model);
  setFunctionAttributes(*result, machine, level);
  return result;
}
