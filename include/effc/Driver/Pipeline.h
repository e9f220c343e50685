//===- Pipeline.h - The phases of a compilation -----------------*- C++ -*-===//
#ifndef EFFC_DRIVER_PIPELINE_H
#define EFFC_DRIVER_PIPELINE_H

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace effc {

/// Where a compilation can stop, in order.
enum class Phase { Import, Graph, Offload, Kernels, Loops, Memory, LLVM, Bitcode, Assembly, Object };

struct PhaseInfo {
  Phase phase;
  llvm::StringLiteral name;
  llvm::StringLiteral description;
};

/// All phases, in order: what `--emit` accepts.
llvm::ArrayRef<PhaseInfo> getPhases();

/// Adds the passes of every phase after `Import` up to and including `last` (at most `LLVM`).
void buildPipeline(mlir::PassManager &manager, Phase last);

/// Registers every dialect and interface implementation that the pipeline uses.
void registerDialects(mlir::DialectRegistry &registry);

/// Registers all effc passes for textual pipelines.
void registerPasses();

} // namespace effc

#endif
