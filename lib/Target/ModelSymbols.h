//===- ModelSymbols.h - The symbols a model's caller uses -------*- C++ -*-===//
#ifndef EFFC_LIB_TARGET_MODELSYMBOLS_H
#define EFFC_LIB_TARGET_MODELSYMBOLS_H

#include "effc/Target/ModelInfo.h"
#include "llvm/IR/Module.h"

namespace effc {

/// Adds `<name>_invoke`, `<name>_reset` and `<name>_model` to a module whose function `@main`
/// takes the arena, the inputs and the outputs.
void addModelSymbols(llvm::Module &module, const ModelInfo &model);

/// Positions of members of the descriptor `effc_model`.
enum DescriptorField : unsigned { kStackBytesField = 9, kConstBytesField = 10 };

} // namespace effc

#endif
