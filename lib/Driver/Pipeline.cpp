//===- Pipeline.cpp - The list of passes, in order ------------------------===//
#include "effc/Driver/Pipeline.h"
#include "effc/Codegen/KernelModels.h"
#include "effc/Codegen/Passes.h"
#include "effc/IR/Effc.h"
#include "effc/Memory/Passes.h"
#include "effc/Target/Passes.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace effc;

static constexpr PhaseInfo kPhases[] = {
    {Phase::Import, "import", "the graph as the model states it"},
    {Phase::Graph, "graph", "after folding and fusion"},
    {Phase::Offload, "offload", "with regions given to accelerators"},
    {Phase::Kernels, "kernels", "tiling, packed weights and requantization chosen"},
    {Phase::Loops, "loops", "kernels expanded to loops and vectors on buffers"},
    {Phase::Memory, "memory", "every buffer placed in one arena"},
    {Phase::LLVM, "llvm", "LLVM IR before optimisation"},
    {Phase::Bitcode, "bc", "optimised LLVM bitcode"},
    {Phase::Assembly, "asm", "assembly"},
    {Phase::Object, "obj", "object file"},
};

ArrayRef<PhaseInfo> effc::getPhases() { return kPhases; }

const PhaseInfo &effc::getPhaseInfo(Phase phase) { return kPhases[unsigned(phase)]; }

namespace {
/// Adds passes unless their names are among the disabled ones.
struct PassAdder {
  void operator()(std::unique_ptr<Pass> pass) const {
    if (!llvm::is_contained(disabled, pass->getArgument()))
      manager.addPass(std::move(pass));
  }
  OpPassManager &manager;
  ArrayRef<std::string> disabled;
};
} // namespace

/// Graph phase, on each function. Every pass may be left out.
static void addGraphPasses(const PassAdder &add) {
  add(createFoldConstantsPass()); // what follows looks for constant weights
  add(createDecomposePass());
  add(createSinkReshapePass()); // brings ops together that the next ones fuse
  add(createFoldReshapePass());
  add(createFoldRequantizePass());
  add(createFuseBiasPass());
  add(createFuseActivationPass()); // a clamp tells fold-pad what a pool may see
  add(createFoldPadPass());
  add(createLowerTransposeConvPass()); // nothing could be fused into the concatenation it leaves
  add(createLowerToLookupPass());      // takes what could not be fused
  add(createCanonicalizerPass());
  add(createCSEPass());
  add(createOrderOpsPass()); // last: it counts the tensors that are left
}

/// Kernels phase.
static void addKernelsPasses(OpPassManager &manager, bool onlyPlans) {
  SelectKernelsPassOptions options;
  options.onlyPlans = onlyPlans;
  manager.addPass(createSelectKernelsPass(options));
  manager.addPass(createOutlineKernelsPass());
  manager.addPass(createCheckKernelsPass());
}

/// Loops phase.
static void addLoopsPasses(OpPassManager &manager) {
  manager.addPass(createBufferizePass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(func::createDuplicateFunctionEliminationPass());
  manager.addPass(createSplitKernelsPass()); // what is left of a loop decides how
  manager.addPass(createCheckLoopsPass());
}

/// Memory phase.
static void addMemoryPasses(OpPassManager &manager) {
  manager.addPass(createPlanMemoryPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(createCheckMemoryPass());
}

/// LLVM phase.
static void addLLVMPasses(PassManager &manager) {
  manager.addPass(createExpandForLLVMPass());
  manager.addPass(createConvertToLLVMPass());
  manager.addPass(createEmitParallelCallsPass());
}

void effc::buildPhase(PassManager &manager, Phase phase, ArrayRef<std::string> disabled,
                      bool onlyPlans) {
  if (phase == Phase::Graph)
    addGraphPasses({manager.nest<func::FuncOp>(), disabled});
  else if (phase == Phase::Kernels)
    addKernelsPasses(manager, onlyPlans);
  else if (phase == Phase::Loops)
    addLoopsPasses(manager);
  else if (phase == Phase::Memory)
    addMemoryPasses(manager);
  else if (phase == Phase::LLVM)
    addLLVMPasses(manager);
}

void effc::addPhaseCheck(PassManager &manager, Phase phase) {
  if (phase == Phase::Kernels)
    manager.addPass(createCheckKernelsPass());
  else if (phase == Phase::Loops)
    manager.addPass(createCheckLoopsPass());
  else if (phase == Phase::Memory)
    manager.addPass(createCheckMemoryPass());
}

std::vector<std::string> effc::getGraphPassNames() {
  OpPassManager manager(func::FuncOp::getOperationName());
  addGraphPasses({manager, {}});
  std::vector<std::string> names;
  for (Pass &pass : manager.getPasses())
    names.push_back(pass.getArgument().str());
  return names;
}

void effc::registerDialects(DialectRegistry &registry) {
  registry.insert<EffcDialect, arith::ArithDialect, func::FuncDialect, linalg::LinalgDialect,
                  LLVM::LLVMDialect, math::MathDialect, memref::MemRefDialect, quant::QuantDialect,
                  scf::SCFDialect, vector::VectorDialect>();
  registerKernelModels(registry);
}

void effc::registerPasses() {
  registereffcTransformsPasses();
  registereffcCodegenPasses();
  registereffcMemoryPasses();
  registereffcTargetPasses();
}
