//===- FitMemory.cpp - Trading arithmetic for memory ----------------------===//
//
// Problem: `--max-ram` is less than the arena needs. Computing a chain of ops in stripes
// (lib/Transforms/SplitRows.cpp) needs less, at the price of rows that are computed twice. Find the
// chains and the stripes' heights that meet the limit at the lowest price.
//
// Idea: what an arena will need depends on the kernels' work space, on which results lie over which
// inputs, and on the planner's luck, so no formula says it. But compiling a model up to the
// planned arena takes milliseconds: each candidate is tried. Only chains that contain the op at
// the peak can help. They are tried by rising number of recomputed multiply-accumulates, but for
// those whose inputs and result alone are too large. A candidate that lowers the peak so far that
// it is elsewhere now is the start of a search for another chain there.
//
// If nothing was found, the same with the smallest arena as its aim finds the last resort, or tells
// how small the arena can be.
//
// Complexity: plans of at most kEffort ops for each of the two searches.
//
//===----------------------------------------------------------------------===//
#include "FitMemory.h"
#include "Diagnostics.h"
#include "effc/Driver/Pipeline.h"
#include "effc/IR/Effc.h"
#include "effc/Memory/Passes.h"
#include "effc/Transforms/SplitRows.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace effc;

/// Ops that all plans of a search may have together: a second or two.
static constexpr int64_t kEffort = 2500;
static constexpr unsigned kMaxChains = 4;
/// Candidates for each chain when the smallest arena is wanted.
static constexpr unsigned kSmallest = 12;

namespace {
/// A module of the graph phase, and the arena that it leads to.
struct Trial {
  OwningOpRef<ModuleOp> module;
  std::vector<StripedChain> chains;
  int64_t arena = INT64_MAX;
  /// Position of the op at the peak among the ops that `RowChain` counts.
  std::optional<unsigned> peak;
};

class Search {
public:
  Search(ModuleOp module, int64_t budget, int64_t maxMacs = INT64_MAX)
      : budget(budget), maxMacs(maxMacs) {
    start.module = module.clone();
    plan(start);
  }

  MemoryFit run(ModuleOp module);
  MemoryFit minimize(ModuleOp module);

private:
  void plan(Trial &trial);
  std::optional<Trial> split(Trial &trial, const RowChain &chain);
  std::optional<Trial> findFit(Trial &trial);
  Trial findSmallest();

  int64_t budget, maxMacs;
  int64_t effort = kEffort;
  Trial start;
};
} // namespace

static func::FuncOp getMain(Trial &trial) {
  return trial.module->lookupSymbol<func::FuncOp>(kEntryName);
}

static int64_t countRecomputed(ArrayRef<StripedChain> chains) {
  int64_t macs = 0;
  for (const StripedChain &chain : chains)
    macs += chain.recomputedMacs;
  return macs;
}

/// Plans the arena on a copy, without the loops of kernels.
void Search::plan(Trial &trial) {
  effort -= getChainOps(getMain(trial)).size();
  OwningOpRef<ModuleOp> copy = trial.module->clone();
  PassManager manager(copy->getContext());
  buildPhase(manager, Phase::Kernels, /*disabled=*/{}, /*onlyPlans=*/true);
  BufferizePassOptions onlyBuffers;
  onlyBuffers.emitLoops = false;
  manager.addPass(createBufferizePass(onlyBuffers));
  manager.addPass(createPlanMemoryPass());
  // What goes wrong here does so again, and is reported, when the phases run in earnest.
  ScopedDiagnosticHandler silence(copy->getContext(), [](mlir::Diagnostic &) { return success(); });
  if (failed(manager.run(*copy)))
    return;
  auto memory = (*copy)->getAttrOfType<DictionaryAttr>("effc.memory");
  auto main = copy->lookupSymbol<func::FuncOp>(kEntryName);
  if (!memory || !main)
    return;
  trial.arena = memory.getAs<IntegerAttr>("arena_bytes").getInt();
  int64_t step = memory.getAs<IntegerAttr>("peak_op").getInt();
  for (auto call : main.getOps<func::CallOp>()) {
    if (step-- != 0)
      continue;
    for (auto [position, op] : llvm::enumerate(getChainOps(getMain(trial))))
      if (op->getLoc() == call.getLoc() && !trial.peak)
        trial.peak = position;
  }
}

/// None if there has been enough effort, or the chain cannot be split.
std::optional<Trial> Search::split(Trial &trial, const RowChain &chain) {
  if (effort <= 0)
    return std::nullopt;
  Trial next;
  next.module = trial.module->clone();
  next.chains = trial.chains;
  StripedChain &striped = next.chains.emplace_back();
  std::vector<Operation *> ops = getChainOps(getMain(next));
  for (unsigned position = chain.first; position <= chain.last; ++position)
    striped.locations.push_back(formatLocation(ops[position]->getLoc()));
  auto result = cast<ShapedType>(ops[chain.last]->getResult(0).getType());
  striped.rows = chain.rows;
  striped.stripes = llvm::divideCeil(result.getDimSize(1), chain.rows);
  striped.recomputedMacs = chain.recomputedMacs;
  if (!splitRows(getMain(next), chain))
    return std::nullopt;
  plan(next);
  return next;
}

/// True if the op at the peak is one that was split last.
static bool peaksWithin(Trial &trial) {
  if (!trial.peak)
    return false;
  std::string location = formatLocation(getChainOps(getMain(trial))[*trial.peak]->getLoc());
  return llvm::is_contained(trial.chains.back().locations, location);
}

std::optional<Trial> Search::findFit(Trial &trial) {
  if (!trial.peak || trial.chains.size() >= kMaxChains)
    return std::nullopt;
  for (const RowChain &chain : findRowChains(getMain(trial), *trial.peak)) {
    if (chain.leastBytes > budget)
      continue;
    std::optional<Trial> next = split(trial, chain);
    if (!next || next->arena <= budget)
      return next;
    if (next->arena >= trial.arena || peaksWithin(*next))
      continue;
    if (std::optional<Trial> found = findFit(*next))
      return found;
  }
  return std::nullopt;
}

Trial Search::findSmallest() {
  effort = kEffort;
  Trial best = std::move(start);
  for (bool isBetter = true; isBetter && best.peak && best.chains.size() < kMaxChains;) {
    isBetter = false;
    std::vector<RowChain> chains = findRowChains(getMain(best), *best.peak);
    llvm::erase_if(chains, [&](const RowChain &chain) {
      return chain.recomputedMacs > maxMacs - countRecomputed(best.chains);
    });
    llvm::stable_sort(chains, [](const RowChain &a, const RowChain &b) {
      return a.leastBytes < b.leastBytes;
    });
    Trial smallest;
    for (const RowChain &chain : ArrayRef(chains).take_front(kSmallest))
      if (std::optional<Trial> next = split(best, chain); next && next->arena < smallest.arena)
        smallest = std::move(*next);
    isBetter = smallest.arena < best.arena;
    if (isBetter)
      best = std::move(smallest);
  }
  return best;
}

MemoryFit Search::run(ModuleOp module) {
  MemoryFit result;
  if (start.arena <= budget)
    return result;
  std::optional<Trial> found = findFit(start);
  Trial smallest = found ? std::move(*found) : findSmallest();
  if (smallest.arena <= budget) {
    module.getBodyRegion().takeBody(smallest.module->getBodyRegion());
    result.chains = std::move(smallest.chains);
    return result;
  }
  result.fits = false;
  result.smallestArena = smallest.arena;
  result.recomputedMacs = countRecomputed(smallest.chains);
  return result;
}

MemoryFit Search::minimize(ModuleOp module) {
  Trial smallest = findSmallest();
  module.getBodyRegion().takeBody(smallest.module->getBodyRegion());
  MemoryFit result;
  result.chains = std::move(smallest.chains);
  return result;
}

MemoryFit effc::fitMemory(ModuleOp module, int64_t budget) {
  return Search(module, budget).run(module);
}

MemoryFit effc::minimizeMemory(ModuleOp module, int64_t maxMacs) {
  return Search(module, /*budget=*/0, maxMacs).minimize(module);
}
