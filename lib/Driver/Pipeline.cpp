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

/// Graph phase. Every pass may be left out.
static void addGraphPasses(OpPassManager &manager) {
  manager.addPass(createSinkReshapePass()); // brings ops together that the next passes fuse
  manager.addPass(createFoldReshapePass());
  manager.addPass(createFuseActivationPass()); // a clamp tells fold-pad what a pool may see
  manager.addPass(createFoldPadPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

/// Kernels phase.
static void addKernelsPasses(OpPassManager &manager) {
  manager.addPass(createSelectKernelsPass());
  manager.addPass(createOutlineKernelsPass());
  manager.addPass(createCheckKernelsPass());
}

/// Loops phase.
static void addLoopsPasses(OpPassManager &manager) {
  manager.addPass(createBufferizePass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(func::createDuplicateFunctionEliminationPass());
  manager.addPass(createCheckLoopsPass());
}

/// Memory phase.
static void addMemoryPasses(OpPassManager &manager) {
  manager.addPass(createPlanMemoryPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(createCheckMemoryPass());
}

void effc::buildPipeline(PassManager &manager, Phase last) {
  if (last >= Phase::Graph)
    addGraphPasses(manager.nest<func::FuncOp>());
  if (last >= Phase::Kernels)
    addKernelsPasses(manager);
  if (last >= Phase::Loops)
    addLoopsPasses(manager);
  if (last >= Phase::Memory)
    addMemoryPasses(manager);
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
}
