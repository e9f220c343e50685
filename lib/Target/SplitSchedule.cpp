//===- SplitSchedule.cpp - Long schedules as several functions ------------===//
#include "effc/Target/Emission.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;
using namespace effc;

/// Calls of kernels in a function. LLVM's register allocator looks at each call for each value that
/// lives long.
static constexpr size_t kMaxCalls = 512;

/// The calls of a function that has one block and does nothing else but load what never changes;
/// none otherwise.
static SmallVector<CallInst *> getCalls(Function &function) {
  SmallVector<CallInst *> calls;
  if (function.size() != 1)
    return {};
  for (Instruction &instruction : function.front()) {
    if (auto *call = dyn_cast<CallInst>(&instruction); call && call->getType()->isVoidTy())
      calls.push_back(call);
    else if (isa<AllocaInst>(instruction) ||
             (instruction.mayReadOrWriteMemory() &&
              !instruction.hasMetadata(LLVMContext::MD_invariant_load)))
      return {};
  }
  return calls;
}

/// All that calls depend on, in an order of definition: instructions, and arguments.
static void collect(ArrayRef<CallInst *> calls, SetVector<Instruction *> &instructions,
                    SetVector<Argument *> &arguments) {
  SmallVector<std::pair<Instruction *, unsigned>> stack; // with the next operand to look at
  for (CallInst *call : calls) {
    stack.push_back({call, 0});
    while (!stack.empty()) {
      auto &[instruction, operand] = stack.back();
      if (operand == instruction->getNumOperands()) {
        instructions.insert(instruction);
        stack.pop_back();
        continue;
      }
      Value *value = instruction->getOperand(operand++);
      if (auto *argument = dyn_cast<Argument>(value))
        arguments.insert(argument);
      if (auto *definition = dyn_cast<Instruction>(value);
          definition && !instructions.contains(definition))
        stack.push_back({definition, 0});
    }
  }
}

/// A function that makes the calls, and a call of it at the end of the caller's block.
static void addPart(Function &caller, ArrayRef<CallInst *> calls, unsigned number) {
  SetVector<Instruction *> instructions;
  SetVector<Argument *> arguments;
  collect(calls, instructions, arguments);
  SmallVector<Type *> types;
  for (Argument *argument : arguments)
    types.push_back(argument->getType());
  auto *part = Function::Create(FunctionType::get(caller.getReturnType(), types, false),
                                GlobalValue::InternalLinkage,
                                caller.getName() + "_part" + Twine(number), caller.getParent());
  AttributeMask inlining;
  inlining.addAttribute(Attribute::AlwaysInline);
  part->setAttributes(AttributeList().addFnAttributes(
      caller.getContext(),
      AttrBuilder(caller.getContext(), caller.getAttributes().getFnAttrs()).remove(inlining)));
  part->addFnAttr(Attribute::NoInline);

  ValueToValueMapTy map;
  SmallVector<Value *> operands;
  for (auto [argument, parameter] : zip(arguments, make_pointer_range(part->args()))) {
    map[argument] = parameter;
    operands.push_back(argument);
    unsigned from = argument->getArgNo(), to = parameter->getArgNo();
    part->addParamAttrs(
        to, AttrBuilder(caller.getContext(), caller.getAttributes().getParamAttrs(from)));
  }
  IRBuilder<> builder(BasicBlock::Create(caller.getContext(), "entry", part));
  for (Instruction *instruction : instructions) {
    Instruction *clone = builder.Insert(instruction->clone());
    RemapInstruction(clone, map, RF_NoModuleLevelChanges);
    map[instruction] = clone;
  }
  builder.CreateRetVoid();
  builder.SetInsertPoint(caller.front().getTerminator());
  builder.CreateCall(part, operands);
}

void effc::splitSchedule(Module &module, StringRef modelName) {
  Function *main = module.getFunction((modelName + "_main").str());
  SmallVector<CallInst *> calls = getCalls(*main);
  if (calls.size() <= kMaxCalls || !main->getReturnType()->isVoidTy())
    return;
  unsigned number = 0;
  for (ArrayRef<CallInst *> rest = calls; !rest.empty();
       rest = rest.drop_front(std::min(kMaxCalls, rest.size())))
    addPart(*main, rest.take_front(kMaxCalls), number++);
  for (CallInst *call : calls)
    call->eraseFromParent();
}
