//===- ProfileHooks.cpp - Mark where each kernel starts and ends ----------===//
#include "effc/Target/Emission.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

/// The calls of kernels in the model's function, which is one block.
static SmallVector<CallInst *> findKernelCalls(Function &main) {
  SmallVector<CallInst *> calls;
  for (BasicBlock &block : main)
    for (Instruction &instruction : block)
      if (auto *call = dyn_cast<CallInst>(&instruction))
        if (Function *callee = call->getCalledFunction(); callee && !callee->isDeclaration())
          calls.push_back(call);
  return calls;
}

unsigned effc::addProfileHooks(Module &module, StringRef modelName) {
  Function *main = module.getFunction((modelName + "_main").str());
  SmallVector<CallInst *> calls = findKernelCalls(*main);
  IRBuilder<> builder(module.getContext());
  FunctionCallee hook = module.getOrInsertFunction(kProfileHookName, builder.getVoidTy(),
                                                   builder.getPtrTy(), builder.getInt32Ty());
  auto *context = new GlobalVariable(module, builder.getInt8Ty(), /*isConstant=*/false,
                                     GlobalValue::ExternalLinkage, nullptr, kProfileContextName);
  auto mark = [&](unsigned number) {
    builder.CreateCall(hook, {context, builder.getInt32(number)})->setDoesNotThrow();
  };
  for (auto [number, call] : enumerate(calls)) {
    builder.SetInsertPoint(call);
    mark(number);
  }
  builder.SetInsertPoint(main->back().getTerminator());
  mark(calls.size());
  return calls.size();
}
