//===- Stripes.cpp - Makes ops be computed in stripes ---------------------===//
#include "Stripes.h"
#include "Random.h"
#include "effc/IR/Effc.h"
#include "effc/Transforms/SplitRows.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

using namespace effc;
using namespace effc::generate;

namespace {
/// Splits some chains of a function.
class StripesPass : public mlir::PassWrapper<StripesPass, mlir::OperationPass<mlir::func::FuncOp>> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(StripesPass)
  StripesPass(uint64_t seed, bool *isStriped) : seed(seed), isStriped(isStriped) {}
  llvm::StringRef getArgument() const override { return "generate-stripes"; }

  void runOnOperation() override {
    Random random({seed, 0x57});
    for (int64_t chains = random.between(1, 2); chains > 0; --chains)
      *isStriped |= splitAny(random);
  }

private:
  bool splitAny(Random &random);

  uint64_t seed;
  bool *isStriped;
};
} // namespace

bool StripesPass::splitAny(Random &random) {
  int64_t count = getChainOps(getOperation()).size();
  for (int64_t tries = 0, at = count ? random.below(count) : 0; tries < count; ++tries) {
    std::vector<RowChain> chains = findRowChains(getOperation(), unsigned((at + tries) % count));
    llvm::erase_if(chains, [](const RowChain &chain) { return chain.recomputedMacs > 300'000; });
    // Long ones are rare among all, and of most interest.
    if (!chains.empty() && random.chance(50))
      llvm::stable_sort(chains, [](const RowChain &a, const RowChain &b) {
        return a.last - a.first > b.last - b.first;
      });
    size_t choices = std::min<size_t>(chains.size(), random.chance(50) ? 4 : chains.size());
    if (!chains.empty() && splitRows(getOperation(), chains[random.below(choices)]))
      return true;
  }
  return false;
}

void generate::addStripes(CompileOptions &options, uint64_t seed, bool &isStriped) {
  // Passes can be put in front of a phase's own.
  auto phase = std::make_shared<std::string>();
  options.progress = [phase](const char *name) { *phase = name ? name : ""; };
  options.configure = [phase, seed, striped = &isStriped](mlir::PassManager &manager) {
    if (*phase == "kernels")
      manager.addNestedPass<mlir::func::FuncOp>(std::make_unique<StripesPass>(seed, striped));
  };
}

std::optional<uint64_t> generate::pickLimit(const std::string &model, const CompileOptions &options,
                                            uint64_t seed) {
  CompileOptions planned = options;
  planned.emit = Phase::Memory;
  CompileResult result = compile(model, planned);
  if (!result || result.model.arenaBytes < 64)
    return std::nullopt;
  Random random({seed, 0x11});
  // Much less cannot be reached mostly, and takes long to find out.
  return result.model.arenaBytes * uint64_t(random.between(75, 99)) / 100;
}
