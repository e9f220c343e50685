//===- FitMemory.h - Trading arithmetic for memory --------------*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_FITMEMORY_H
#define EFFC_LIB_DRIVER_FITMEMORY_H

#include "mlir/IR/BuiltinOps.h"
#include <string>
#include <vector>

namespace effc {

/// Ops that are computed stripe by stripe.
struct StripedChain {
  /// Of each op, as `formatLocation` says it.
  std::vector<std::string> locations;
  int64_t stripes = 0, rows = 0, recomputedMacs = 0;
};

struct MemoryFit {
  bool fits = true;
  std::vector<StripedChain> chains;
  /// If it does not fit: the smallest arena that was found, and what it costs.
  int64_t smallestArena = 0, recomputedMacs = 0;
};

/// Rewrites a module of the graph phase so that its arena takes at most `budget` bytes; leaves it
/// as it is if that is so already, or cannot be reached. See FitMemory.cpp.
MemoryFit fitMemory(mlir::ModuleOp module, int64_t budget);

/// Rewrites a module for the smallest arena that it finds, recomputing at most `maxMacs`.
MemoryFit minimizeMemory(mlir::ModuleOp module, int64_t maxMacs);

} // namespace effc

#endif
