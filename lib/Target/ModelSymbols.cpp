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

/// Pointers that one place checks.
static constexpr size_t kPointersInCheck = 16;

namespace {
/// Builds the model's functions and constants in one module.
class SymbolBuilder {
public:
  SymbolBuilder(Module &module, const ModelInfo &model)
      : module(module), model(model), context(module.getContext()),
        pointer(PointerType::getUnqual(context)), i32(Type::getInt32Ty(context)),
        size(module.getDataLayout().getIntPtrType(context)) {}

  Function *addInvoke();
  Value *checkTensors(IRBuilder<> &builder, ArrayRef<Value *> tensors);
  uint64_t getElementAlign(ElementType type);
  Function *addInvokeArrays(Function *invoke);
  Function *addReset();
  void addDescriptor(Function *invokeArrays, Function *reset);

private:
  Function *addFunction(Type *result, ArrayRef<Type *> arguments, const Twine &name,
                        GlobalValue::LinkageTypes linkage);
  Value *addNullCheck(IRBuilder<> &builder, ArrayRef<Value *> pointers);
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

/// True if a pointer is null. Many are checked by a function that takes some at a time: passes look
/// at all conditions that hold in a place at once.
Value *SymbolBuilder::addNullCheck(IRBuilder<> &builder, ArrayRef<Value *> pointers) {
  if (pointers.size() <= kPointersInCheck) {
    Value *isNull = builder.getFalse();
    for (Value *value : pointers)
      isNull = builder.CreateOr(isNull, builder.CreateIsNull(value));
    return isNull;
  }
  SmallVector<Type *> types(kPointersInCheck, pointer);
  Function *check =
      addFunction(i32, types, model.name + "_find_null", GlobalValue::InternalLinkage);
  IRBuilder<> inner(BasicBlock::Create(context, "entry", check));
  SmallVector<Value *> arguments(llvm::make_pointer_range(check->args()));
  inner.CreateRet(inner.CreateZExt(addNullCheck(inner, arguments), i32));
  Value *found = number(0, i32);
  for (; !pointers.empty();
       pointers = pointers.drop_front(std::min(pointers.size(), arguments.size()))) {
    for (auto [index, argument] : enumerate(arguments))
      argument = pointers[std::min(index, pointers.size() - 1)];
    found = builder.CreateOr(found, builder.CreateCall(check, arguments));
  }
  return builder.CreateIsNotNull(found);
}

/// As C has it on the machine.
uint64_t SymbolBuilder::getElementAlign(ElementType type) {
  Type *integer = Type::getIntNTy(context, 8 * getElementBytes(type));
  return module.getDataLayout().getABITypeAlign(integer).value();
}

/// True if an input or output is null or not aligned as its elements. The bits that must be zero
/// are looked at together; tensors of bytes have none.
Value *SymbolBuilder::checkTensors(IRBuilder<> &builder, ArrayRef<Value *> tensors) {
  Value *isBad = addNullCheck(builder, tensors);
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

/// `int32_t <name>_invoke(void *arena, in..., out...)`: checks the pointers, then runs @main.
Function *SymbolBuilder::addInvoke() {
  Function *main = module.getFunction(kEntryName);
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
  builder.CreateCondBr(checkTensors(builder, tensors), badTensor, run);

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
