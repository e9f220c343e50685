//===- ModelSymbols.cpp - The symbols a model's caller uses ---------------===//
//
// Mirrors include/effc-abi/effc_model.h; the ABI test compiles that header and reads
// every member.
//
//===----------------------------------------------------------------------===//
#include "ModelSymbols.h"
#include "effc-abi/effc_model.h"
#include "effc/IR/Effc.h"
#include "effc/Target/Emission.h"
#include "effc/Target/Header.h"
#include "llvm/IR/IRBuilder.h"
#include <map>

using namespace llvm;
using namespace effc;

namespace {
/// Builds the model's functions and constants in one module.
class SymbolBuilder {
public:
  SymbolBuilder(Module &module, const ModelInfo &model)
      : module(module), model(model), context(module.getContext()),
        pointer(PointerType::getUnqual(context)), i32(Type::getInt32Ty(context)),
        size(module.getDataLayout().getIntPtrType(context)) {}

  Function *addInvoke();
  Function *addInvokeArrays(Function *invoke);
  Function *addReset();
  void addDescriptor(Function *invokeArrays, Function *reset);

private:
  Function *addFunction(Type *result, ArrayRef<Type *> arguments, const Twine &name,
                        GlobalValue::LinkageTypes linkage);
  Function *loadTensors(Function *main);
  uint64_t getElementAlign(ElementType type);
  Value *checkTensors(IRBuilder<> &builder, ArrayRef<Value *> tensors);
  Function *addArrayCheck();
  Value *checkArrays(IRBuilder<> &builder, Function *invoke);
  Constant *addData(Constant *value, StringRef what);
  Constant *addTensors(ArrayRef<TensorInfo> tensors, StringRef what);
  Constant *number(uint64_t value, Type *type) { return ConstantInt::get(type, value); }

  Module &module;
  const ModelInfo &model;
  LLVMContext &context;
  PointerType *pointer;
  IntegerType *i32;
  IntegerType *size;
};
} // namespace

Function *SymbolBuilder::addFunction(Type *result, ArrayRef<Type *> arguments, const Twine &name,
                                     GlobalValue::LinkageTypes linkage) {
  auto *type = FunctionType::get(result, arguments, false);
  auto *function = Function::Create(type, linkage, name, module);
  function->setDoesNotThrow();
  return function;
}

/// As C has it on the machine.
uint64_t SymbolBuilder::getElementAlign(ElementType type) {
  Type *integer = Type::getIntNTy(context, 8 * getElementBytes(type));
  return module.getDataLayout().getABITypeAlign(integer).value();
}

/// True if an input or output is null or not aligned as its elements. The bits that must be zero
/// are looked at together; tensors of bytes have none.
Value *SymbolBuilder::checkTensors(IRBuilder<> &builder, ArrayRef<Value *> tensors) {
  Value *isBad = builder.getFalse();
  for (Value *tensor : tensors)
    isBad = builder.CreateOr(isBad, builder.CreateIsNull(tensor));
  std::map<uint64_t, Value *> addresses; // by alignment
  auto infos = llvm::concat<const TensorInfo>(model.inputs, model.outputs);
  for (auto [pointer, info] : zip_equal(tensors, infos)) {
    uint64_t align = getElementAlign(info.type);
    if (align == 1)
      continue;
    Value *address = builder.CreatePtrToInt(pointer, size);
    Value *&together = addresses[align];
    together = together ? builder.CreateOr(together, address) : address;
  }
  for (auto [align, together] : addresses)
    isBad = builder.CreateOr(
        isBad, builder.CreateIsNotNull(builder.CreateAnd(together, number(align - 1, size))));
  return isBad;
}

/// `i32 <name>_find_bad(tensors, masks, count)`: not 0 if one of the pointers is null, or has a bit
/// of its mask.
Function *SymbolBuilder::addArrayCheck() {
  Function *check = addFunction(i32, {pointer, pointer, size}, model.name + "_find_bad",
                                GlobalValue::InternalLinkage);
  auto *entry = BasicBlock::Create(context, "entry", check);
  auto *loop = BasicBlock::Create(context, "loop", check);
  auto *exit = BasicBlock::Create(context, "exit", check);
  IRBuilder<> builder(entry);
  builder.CreateBr(loop);
  builder.SetInsertPoint(loop);
  PHINode *index = builder.CreatePHI(size, 2), *found = builder.CreatePHI(i32, 2);
  Value *tensor =
      builder.CreateLoad(pointer, builder.CreateInBoundsGEP(pointer, check->getArg(0), index));
  Type *byte = builder.getInt8Ty();
  Value *mask = builder.CreateLoad(byte, builder.CreateInBoundsGEP(byte, check->getArg(1), index));
  Value *rest =
      builder.CreateAnd(builder.CreatePtrToInt(tensor, size), builder.CreateZExt(mask, size));
  Value *isBad = builder.CreateOr(builder.CreateIsNull(tensor), builder.CreateIsNotNull(rest));
  Value *all = builder.CreateOr(found, builder.CreateZExt(isBad, i32));
  Value *next = builder.CreateAdd(index, number(1, size));
  builder.CreateCondBr(builder.CreateICmpULT(next, check->getArg(2)), loop, exit);
  index->addIncoming(number(0, size), entry);
  index->addIncoming(next, loop);
  found->addIncoming(number(0, i32), entry);
  found->addIncoming(all, loop);
  builder.SetInsertPoint(exit);
  builder.CreateRet(all);
  return check;
}

/// The same as `checkTensors`, of `invoke`'s arrays.
Value *SymbolBuilder::checkArrays(IRBuilder<> &builder, Function *invoke) {
  Function *check = addArrayCheck();
  Value *found = number(0, i32);
  auto add = [&](Value *array, ArrayRef<TensorInfo> tensors) {
    if (tensors.empty())
      return;
    auto masks = map_to_vector(tensors, [&](const TensorInfo &tensor) {
      return uint8_t(getElementAlign(tensor.type) - 1);
    });
    Constant *table = addData(ConstantDataArray::get(context, masks), "masks");
    found = builder.CreateOr(
        found, builder.CreateCall(check, {array, table, number(tensors.size(), size)}));
  };
  add(invoke->getArg(1), model.inputs);
  add(invoke->getArg(2), model.outputs);
  return builder.CreateIsNotNull(found);
}

/// `main` with its tensors in arrays. Each is loaded where it is used, so no pointer lives long.
Function *SymbolBuilder::loadTensors(Function *main) {
  Function *loading =
      addFunction(main->getReturnType(), {pointer, pointer, pointer}, "", main->getLinkage());
  loading->takeName(main);
  loading->setAttributes(AttributeList().addFnAttributes(
      context, AttrBuilder(context, main->getAttributes().getFnAttrs())));
  loading->splice(loading->begin(), main);
  main->getArg(0)->replaceAllUsesWith(loading->getArg(0));
  for (auto [position, argument] : enumerate(drop_begin(main->args()))) {
    bool isInput = position < model.inputs.size();
    for (Use &use : make_early_inc_range(argument.uses())) {
      IRBuilder<> builder(cast<Instruction>(use.getUser()));
      Value *place =
          builder.CreateConstInBoundsGEP1_64(pointer, loading->getArg(isInput ? 1 : 2),
                                             isInput ? position : position - model.inputs.size());
      LoadInst *tensor = builder.CreateLoad(pointer, place);
      tensor->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(context, {}));
      use.set(tensor);
    }
  }
  main->eraseFromParent();
  return loading;
}

/// `int32_t <name>_invoke(void *arena, in..., out...)`, or with arrays: checks the pointers, then
/// runs @main.
Function *SymbolBuilder::addInvoke() {
  Function *main = module.getFunction(kEntryName);
  bool hasArrays = takesArrays(model);
  if (hasArrays)
    main = loadTensors(main);
  main->setLinkage(GlobalValue::InternalLinkage);
  main->setName(model.name + "_main");
  main->addFnAttr(Attribute::AlwaysInline);
  SmallVector<Type *> types(main->arg_size(), pointer);
  Function *invoke = addFunction(i32, types, model.name + "_invoke", GlobalValue::ExternalLinkage);
  auto *entry = BasicBlock::Create(context, "entry", invoke);
  auto *arenaIsGood = BasicBlock::Create(context, "arena_is_good", invoke);
  auto *run = BasicBlock::Create(context, "run", invoke);
  auto *badArena = BasicBlock::Create(context, "bad_arena", invoke);
  auto *badTensor = BasicBlock::Create(context, "bad_tensor", invoke);

  IRBuilder<> builder(entry);
  Value *arena = invoke->getArg(0);
  arena->setName("arena");
  // A model without buffers accepts any arena, null as well.
  Value *isBad = builder.getFalse();
  if (model.arenaBytes != 0) {
    Value *address = builder.CreatePtrToInt(arena, size);
    Value *rest = builder.CreateAnd(address, number(model.arenaAlign - 1, size));
    isBad = builder.CreateOr(builder.CreateIsNull(arena), builder.CreateIsNotNull(rest));
  }
  builder.CreateCondBr(isBad, badArena, arenaIsGood);

  builder.SetInsertPoint(arenaIsGood);
  SmallVector<Value *> tensors(make_pointer_range(drop_begin(invoke->args())));
  Value *isBadTensor = hasArrays ? checkArrays(builder, invoke) : checkTensors(builder, tensors);
  builder.CreateCondBr(isBadTensor, badTensor, run);

  builder.SetInsertPoint(run);
  SmallVector<Value *> arguments{arena};
  llvm::append_range(arguments, tensors);
  builder.CreateCall(main, arguments);
  builder.CreateRet(number(EFFC_OK, i32));
  builder.SetInsertPoint(badArena);
  builder.CreateRet(number(EFFC_BAD_ARENA, i32));
  builder.SetInsertPoint(badTensor);
  builder.CreateRet(number(EFFC_BAD_TENSOR, i32));
  return invoke;
}

/// The same with arrays of pointers, for the descriptor.
Function *SymbolBuilder::addInvokeArrays(Function *invoke) {
  Function *function = addFunction(i32, {pointer, pointer, pointer}, model.name + "_invoke_arrays",
                                   GlobalValue::InternalLinkage);
  IRBuilder<> builder(BasicBlock::Create(context, "entry", function));
  SmallVector<Value *> arguments{function->getArg(2)};
  if (takesArrays(model)) {
    llvm::append_values(arguments, function->getArg(0), function->getArg(1));
    builder.CreateRet(builder.CreateCall(invoke, arguments));
    return function;
  }
  auto loadAll = [&](Value *array, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      Value *place = builder.CreateConstInBoundsGEP1_64(pointer, array, i);
      arguments.push_back(builder.CreateLoad(pointer, place));
    }
  };
  loadAll(function->getArg(0), model.inputs.size());
  loadAll(function->getArg(1), model.outputs.size());
  builder.CreateRet(builder.CreateCall(invoke, arguments));
  return function;
}

Function *SymbolBuilder::addReset() {
  Function *reset = addFunction(Type::getVoidTy(context), {pointer}, model.name + "_reset",
                                GlobalValue::ExternalLinkage);
  IRBuilder<> builder(BasicBlock::Create(context, "entry", reset));
  if (model.stateBytes != 0)
    builder.CreateMemSet(reset->getArg(0), builder.getInt8(0), model.stateBytes,
                         MaybeAlign(model.arenaAlign));
  builder.CreateRetVoid();
  return reset;
}

Constant *SymbolBuilder::addData(Constant *value, StringRef what) {
  auto *global =
      new GlobalVariable(module, value->getType(), /*isConstant=*/true, GlobalValue::PrivateLinkage,
                         value, model.name + "_model_" + what);
  global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return global;
}

Constant *SymbolBuilder::addTensors(ArrayRef<TensorInfo> tensors, StringRef what) {
  SmallVector<Constant *> elements;
  Constant *null = ConstantPointerNull::get(pointer);
  for (const TensorInfo &tensor : tensors) {
    Constant *name = addData(ConstantDataArray::getString(context, tensor.name), "name");
    SmallVector<uint32_t> shape(tensor.shape.begin(), tensor.shape.end());
    SmallVector<uint32_t> zeroPoints(tensor.zeroPoints.begin(), tensor.zeroPoints.end());
    bool quantized = !tensor.scales.empty();
    elements.push_back(ConstantStruct::getAnon(
        {name, number(uint32_t(tensor.type), i32), number(shape.size(), i32),
         shape.empty() ? null : addData(ConstantDataArray::get(context, shape), "shape"),
         number(tensor.bytes, size), number(tensor.scales.size(), i32),
         number(uint32_t(tensor.quantAxis), i32),
         quantized ? addData(ConstantDataArray::get(context, ArrayRef(tensor.scales)), "scales")
                   : null,
         quantized ? addData(ConstantDataArray::get(context, zeroPoints), "zero_points") : null}));
  }
  if (elements.empty())
    return null;
  auto *type = ArrayType::get(elements.front()->getType(), elements.size());
  return addData(ConstantArray::get(type, elements), what);
}

void SymbolBuilder::addDescriptor(Function *invokeArrays, Function *reset) {
  Type *i64 = Type::getInt64Ty(context);
  Constant *value = ConstantStruct::getAnon(
      {number(EFFC_ABI_VERSION, i32),
       addData(ConstantDataArray::getString(context, model.name), "name"),
       number(model.inputs.size(), i32), number(model.outputs.size(), i32),
       addTensors(model.inputs, "inputs"), addTensors(model.outputs, "outputs"),
       number(model.arenaBytes, size), number(model.arenaAlign, size),
       number(model.stateBytes, size), number(model.stackBytes, size),
       number(model.constBytes, size), number(model.macs, i64), invokeArrays, reset});
  new GlobalVariable(module, value->getType(), /*isConstant=*/true, GlobalValue::ExternalLinkage,
                     value, model.name + "_model");
}

void effc::addModelSymbols(Module &module, const ModelInfo &model) {
  SymbolBuilder builder(module, model);
  Function *invoke = builder.addInvoke();
  Function *invokeArrays = builder.addInvokeArrays(invoke);
  builder.addDescriptor(invokeArrays, builder.addReset());
}

void effc::setDescriptorSizes(Module &module, const ModelInfo &model) {
  GlobalVariable *descriptor = module.getNamedGlobal(model.name + "_model");
  auto *value = cast<ConstantStruct>(descriptor->getInitializer());
  SmallVector<Constant *> members;
  for (unsigned i = 0; i < value->getNumOperands(); ++i)
    members.push_back(value->getOperand(i));
  auto set = [&](DescriptorField field, uint64_t bytes) {
    members[field] = ConstantInt::get(members[field]->getType(), bytes);
  };
  set(kStackBytesField, model.stackBytes);
  set(kConstBytesField, model.constBytes);
  descriptor->setInitializer(ConstantStruct::get(value->getType(), members));
}
