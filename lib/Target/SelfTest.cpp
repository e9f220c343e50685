//===- SelfTest.cpp - Are the constants where the code reads them? --------===//
//
// Problem: start-up code has to copy the weights that are in fast memories from flash. If it does
// not, or a linker script puts them elsewhere, models run and give wrong numbers.
//
// Idea: a hash of all constants, made at compile time, and a function that computes it again from
// memory. FNV-1a takes a multiplication for each byte and no table. The function is added after the
// optimiser ran, and its loads are volatile: nothing may conclude that the result is known.
//
//===----------------------------------------------------------------------===//
#include "effc-abi/effc_model.h"
#include "effc/Target/Emission.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;
using namespace effc;

static constexpr uint32_t kBasis = 2166136261u, kPrime = 16777619u; // of FNV-1a

static uint32_t addToHash(uint32_t hash, StringRef bytes) {
  for (char byte : bytes)
    hash = (hash ^ uint8_t(byte)) * kPrime;
  return hash;
}

/// Adds the bytes that `value` has in memory; false if they are not known, as those of pointers.
static bool addToHash(uint32_t &hash, const Constant *value, const DataLayout &layout) {
  if (const auto *data = dyn_cast<ConstantDataSequential>(value)) {
    hash = addToHash(hash, data->getRawDataValues()); // targets are little-endian
    return sys::IsLittleEndianHost;
  }
  if (isa<ConstantAggregateZero>(value)) {
    for (uint64_t i = 0, bytes = layout.getTypeAllocSize(value->getType()); i < bytes; ++i)
      hash *= kPrime;
    return true;
  }
  const auto *array = dyn_cast<ConstantArray>(value);
  return array && all_of(array->operands(), [&](const Use &element) {
           return addToHash(hash, cast<Constant>(element), layout);
         });
}

/// The loop over the bytes at `data`; returns their hash, and leaves `builder` behind it.
static Value *emitLoop(IRBuilder<> &builder, Value *hash, Value *data, Value *bytes) {
  BasicBlock *before = builder.GetInsertBlock();
  Function *function = before->getParent();
  auto *loop = BasicBlock::Create(builder.getContext(), "bytes", function);
  auto *after = BasicBlock::Create(builder.getContext(), "after", function);
  builder.CreateBr(loop);
  builder.SetInsertPoint(loop);
  PHINode *index = builder.CreatePHI(bytes->getType(), 2);
  PHINode *sum = builder.CreatePHI(hash->getType(), 2);
  Value *place = builder.CreateGEP(builder.getInt8Ty(), data, index);
  Value *byte = builder.CreateLoad(builder.getInt8Ty(), place, /*isVolatile=*/true);
  Value *next = builder.CreateMul(builder.CreateXor(sum, builder.CreateZExt(byte, hash->getType())),
                                  builder.getInt32(kPrime));
  Value *following = builder.CreateAdd(index, ConstantInt::get(bytes->getType(), 1));
  index->addIncoming(ConstantInt::get(bytes->getType(), 0), before);
  index->addIncoming(following, loop);
  sum->addIncoming(hash, before);
  sum->addIncoming(next, loop);
  builder.CreateCondBr(builder.CreateICmpULT(following, bytes), loop, after);
  builder.SetInsertPoint(after);
  return next;
}

/// The loop over the rows of `table`, each a pointer and a number of bytes.
static void emitCheck(Function &function, GlobalVariable &table, uint64_t rows, uint32_t expected) {
  LLVMContext &context = function.getContext();
  auto *entry = BasicBlock::Create(context, "entry", &function);
  auto *loop = BasicBlock::Create(context, "constants", &function);
  auto *done = BasicBlock::Create(context, "done", &function);
  IRBuilder<> builder(entry);
  builder.CreateBr(loop);
  builder.SetInsertPoint(loop);
  auto *row = cast<StructType>(table.getValueType()->getArrayElementType());
  PHINode *index = builder.CreatePHI(builder.getInt32Ty(), 2);
  PHINode *hash = builder.CreatePHI(builder.getInt32Ty(), 2);
  Value *place = builder.CreateGEP(row, &table, index);
  Value *data = builder.CreateLoad(row->getElementType(0), builder.CreateStructGEP(row, place, 0));
  Value *bytes = builder.CreateLoad(row->getElementType(1), builder.CreateStructGEP(row, place, 1));
  Value *sum = emitLoop(builder, hash, data, bytes);
  Value *following = builder.CreateAdd(index, builder.getInt32(1));
  index->addIncoming(builder.getInt32(0), entry);
  index->addIncoming(following, builder.GetInsertBlock());
  hash->addIncoming(builder.getInt32(kBasis), entry);
  hash->addIncoming(sum, builder.GetInsertBlock());
  builder.CreateCondBr(builder.CreateICmpULT(following, builder.getInt32(rows)), loop, done);
  builder.SetInsertPoint(done);
  Value *isGood = builder.CreateICmpEQ(sum, builder.getInt32(expected));
  builder.CreateRet(
      builder.CreateSelect(isGood, builder.getInt32(EFFC_OK), builder.getInt32(EFFC_BAD_DATA)));
}

void effc::addSelfTest(Module &module, const ModelInfo &model) {
  const DataLayout &layout = module.getDataLayout();
  LLVMContext &context = module.getContext();
  Type *size = layout.getIntPtrType(context);
  auto *row = StructType::get(context, {PointerType::getUnqual(context), size});
  uint32_t hash = kBasis;
  SmallVector<Constant *> rows;
  for (GlobalVariable &global : module.globals()) {
    uint64_t bytes = layout.getTypeAllocSize(global.getValueType());
    uint32_t with = hash;
    if (!global.isConstant() || !global.hasInitializer() || bytes == 0 ||
        !addToHash(with, global.getInitializer(), layout))
      continue;
    hash = with;
    rows.push_back(ConstantStruct::get(row, {&global, ConstantInt::get(size, bytes)}));
  }
  auto *type = FunctionType::get(Type::getInt32Ty(context), false);
  Function *check =
      Function::Create(type, GlobalValue::ExternalLinkage, model.name + "_check", module);
  const Function *invoke = module.getFunction(model.name + "_invoke");
  check->addFnAttrs(AttrBuilder(context, invoke->getAttributes().getFnAttrs()));
  check->removeFnAttr(Attribute::Memory);
  check->removeFnAttr(Attribute::AlwaysInline);
  if (rows.empty()) {
    IRBuilder<> builder(BasicBlock::Create(context, "entry", check));
    builder.CreateRet(builder.getInt32(EFFC_OK));
    return;
  }
  auto *tableType = ArrayType::get(row, rows.size());
  auto *table =
      new GlobalVariable(module, tableType, /*isConstant=*/true, GlobalValue::PrivateLinkage,
                         ConstantArray::get(tableType, rows), model.name + "_check_table");
  emitCheck(*check, *table, rows.size(), hash);
}
