//===- Pipeline.h - The phases of a compilation -----------------*- C++ -*-===//
#ifndef EFFC_DRIVER_PIPELINE_H
#define EFFC_DRIVER_PIPELINE_H

#include "effc/Driver/Phase.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace effc {

struct PhaseInfo {
  Phase phase;
  llvm::StringLiteral name;
  llvm::StringLiteral description;
};

/// All phases, in order: what `--emit` accepts.
llvm::ArrayRef<PhaseInfo> getPhases();
const PhaseInfo &getPhaseInfo(Phase phase);

/// Adds the passes of one phase between `Import` and `LLVM`. Passes of the graph phase named in
/// `disabled` are left out. With `onlyPlans`, what packed weights hold does not matter.
void buildPhase(mlir::PassManager &manager, Phase phase, llvm::ArrayRef<std::string> disabled = {},
                bool onlyPlans = false);

/// Adds the pass that checks what may come after `phase`, for modules that start there; none for
/// early phases, whose operations check themselves.
void addPhaseCheck(mlir::PassManager &manager, Phase phase);

/// Names of the passes that `disabled` may hold.
std::vector<std::string> getGraphPassNames();

/// Registers every dialect and interface implementation that the pipeline uses.
void registerDialects(mlir::DialectRegistry &registry);

/// Registers all effc passes for textual pipelines.
void registerPasses();

} // namespace effc

#endif
