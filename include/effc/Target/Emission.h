//===- Emission.h - From the LLVM dialect to an object ----------*- C++ -*-===//
#ifndef EFFC_TARGET_EMISSION_H
#define EFFC_TARGET_EMISSION_H

#include "effc/Target/ModelInfo.h"
#include "effc/Target/ObjectInfo.h"
#include "effc/Target/TargetInfo.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/OptimizationLevel.h"
#include "llvm/Target/TargetMachine.h"

namespace effc {

/// LLVM's code generator for a machine.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>> createTargetMachine(const Machine &machine,
                                                                         OptLevel level);

/// Translates a module of the LLVM dialect and adds what the model's caller sees:
/// `<name>_invoke`, `<name>_reset` and the descriptor `<name>_model`. Null after a diagnostic.
std::unique_ptr<llvm::Module> emitLLVM(mlir::ModuleOp module, const ModelInfo &model,
                                       const Machine &machine, OptLevel level,
                                       const llvm::DataLayout &layout, llvm::LLVMContext &context);

/// What `addProfileHooks` leaves undefined.
inline constexpr llvm::StringLiteral kProfileHookName = "effc_profile";
inline constexpr llvm::StringLiteral kProfileContextName = "effc_profile_context";

/// Adds `effc_profile(&effc_profile_context, k)` before kernel call `k` of the model, and with the
/// number of calls, which is returned, after the last. For `effc run --profile` only.
unsigned addProfileHooks(llvm::Module &module, llvm::StringRef modelName);

/// Moves the calls of a long schedule to functions of some hundred calls each. To be called before
/// `optimize`; the schedule cannot be profiled then.
void splitSchedule(llvm::Module &module, llvm::StringRef modelName);

/// Runs LLVM's optimisations. Kernels are neither inlined nor cloned.
void optimize(llvm::Module &module, llvm::TargetMachine &targetMachine, OptLevel level);

/// Object or assembly of an optimised module, which is used up. An error if the target cannot
/// emit such a file or code generation reports one. `uncounted` gets, by function, what
/// `.stack_sizes` leaves out.
llvm::Expected<llvm::SmallVector<char, 0>>
emitCode(llvm::Module &module, llvm::TargetMachine &targetMachine, llvm::CodeGenFileType type,
         UncountedFrames *uncounted = nullptr);

/// Adds `int32_t <name>_check(void)` to an optimised module: it compares the constants in memory
/// with their values now.
void addSelfTest(llvm::Module &module, const ModelInfo &model);

/// Sets the descriptor's members that only the finished object tells.
void setDescriptorSizes(llvm::Module &module, const ModelInfo &model);

} // namespace effc

#endif
