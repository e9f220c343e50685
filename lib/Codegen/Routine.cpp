//===- Routine.cpp - Functions that kernels share -------------------------===//
#include "Routine.h"
#include "effc/Codegen/Kernels.h"
#include "effc/IR/Effc.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/TargetParser/Triple.h"
#include <map>

using namespace mlir;
using namespace effc;

void effc::callRoutine(ImplicitLocOpBuilder &b, StringRef name, ArrayRef<Value> arguments,
                       RoutineBody body) {
  auto module = b.getBlock()->getParentOp()->getParentOfType<ModuleOp>();
  auto routine = module.lookupSymbol<func::FuncOp>(name);
  if (!routine) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToEnd(module.getBody());
    SmallVector<Type> types(ValueRange(arguments).getTypes());
    routine = func::FuncOp::create(b, name, b.getFunctionType(types, {}));
    routine.setPrivate();
    routine->setAttr(kRoutineAttrName, b.getUnitAttr());
    keepSmall(routine);
    b.setInsertionPointToStart(routine.addEntryBlock());
    body(b, SmallVector<Value>(routine.getArguments()));
    b.setInsertionPointToEnd(&routine.getBody().front());
    func::ReturnOp::create(b);
  }
  func::CallOp::create(b, routine, arguments);
}

void effc::keepSmall(func::FuncOp function) {
  OpBuilder b(function.getContext());
  function->setAttr("passthrough", b.getStrArrayAttr({"optsize"}));
}

static Type getPointerType(ImplicitLocOpBuilder &b) {
  return LLVM::LLVMPointerType::get(b.getContext());
}

Value effc::getAddress(ImplicitLocOpBuilder &b, Value memref) {
  auto type = cast<MemRefType>(memref.getType());
  auto [strides, offset] = type.getStridesAndOffset();
  Value index = memref::ExtractAlignedPointerAsIndexOp::create(b, memref);
  Value number = arith::IndexCastOp::create(b, b.getI32Type(), index);
  Value pointer = LLVM::IntToPtrOp::create(b, getPointerType(b), number);
  return advance(b, pointer, offset * type.getElementTypeBitWidth() / 8);
}

Value effc::getStackWords(ImplicitLocOpBuilder &b, int64_t count) {
  return LLVM::AllocaOp::create(b, getPointerType(b), b.getI32Type(), word(b, count),
                                /*alignment=*/8);
}

Value effc::advance(ImplicitLocOpBuilder &b, Value address, Value bytes) {
  return LLVM::GEPOp::create(b, getPointerType(b), b.getI8Type(), address,
                             ArrayRef<LLVM::GEPArg>{bytes});
}

Value effc::advance(ImplicitLocOpBuilder &b, Value address, int64_t bytes) {
  return bytes == 0 ? address : advance(b, address, word(b, bytes));
}

Value effc::advance(ImplicitLocOpBuilder &b, Value address, Value index, int64_t bytes) {
  return index ? advance(b, address, Lanes(b, index) * bytes) : address;
}

Lanes effc::word(ImplicitLocOpBuilder &b, int64_t number) {
  return scalarConstant(b, b.getI32Type(), number);
}

Lanes effc::loadWord(ImplicitLocOpBuilder &b, Value address, int64_t bytes) {
  return {b, LLVM::LoadOp::create(b, b.getI32Type(), advance(b, address, bytes), /*alignment=*/4)};
}

Lanes effc::loadByte(ImplicitLocOpBuilder &b, Value address, int64_t bytes, bool isUnsigned) {
  Value byte = LLVM::LoadOp::create(b, b.getI8Type(), advance(b, address, bytes), /*alignment=*/1);
  return Lanes(b, byte).toInteger(32, isUnsigned);
}

Lanes effc::loadHalf(ImplicitLocOpBuilder &b, Value address, int64_t bytes) {
  Value half = LLVM::LoadOp::create(b, b.getI16Type(), advance(b, address, bytes), /*alignment=*/2);
  return Lanes(b, half).toInteger(32);
}

void effc::storeByte(ImplicitLocOpBuilder &b, Lanes value, Value address) {
  LLVM::StoreOp::create(b, value.toInteger(8), address, /*alignment=*/1);
}

void effc::storeHalf(ImplicitLocOpBuilder &b, Lanes value, Value address) {
  LLVM::StoreOp::create(b, value.toInteger(16), address, /*alignment=*/2);
}

SmallVector<Value> effc::loop(ImplicitLocOpBuilder &b, Value count, int64_t step,
                              ArrayRef<Value> carried, LoopBody body) {
  auto loop = scf::ForOp::create(b, word(b, 0), count, word(b, step), carried);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> values(loop.getRegionIterArgs());
  SmallVector<Value> next = body(loop.getInductionVar(), values);
  if (!carried.empty())
    scf::YieldOp::create(b, next);
  return SmallVector<Value>(loop.getResults());
}

void effc::repeat(ImplicitLocOpBuilder &b, int64_t count, function_ref<void(Value)> body) {
  if (count == 1)
    return body(nullptr);
  loop(b, word(b, count), 1, {}, [&](Value index, ArrayRef<Value>) -> SmallVector<Value> {
    body(index);
    return {};
  });
}

/// Emits assembly whose first results are the operands' new values.
static SmallVector<Value> emitAssembly(ImplicitLocOpBuilder &b, StringRef text,
                                       StringRef constraints, ArrayRef<Type> types,
                                       ArrayRef<Value> updated) {
  Type type = LLVM::LLVMStructType::getLiteral(b.getContext(), types);
  Value all = LLVM::InlineAsmOp::create(b, type, updated, text, constraints,
                                        /*has_side_effects=*/true, /*is_align_stack=*/false,
                                        LLVM::tailcallkind::TailCallKind::None,
                                        LLVM::AsmDialectAttr(), ArrayAttr())
                  .getResult(0);
  SmallVector<Value> results;
  for (int64_t index = 0; index < int64_t(updated.size()); ++index)
    results.push_back(LLVM::ExtractValueOp::create(b, all, ArrayRef<int64_t>{index}));
  return results;
}

/// In ARM state `ldrd` and `strd` take an even register and the next one: a constraint for each
/// operand that they name. Thumb-2 takes any two.
static std::map<unsigned, std::string> pairRegisters(ImplicitLocOpBuilder &b, StringRef text) {
  std::map<unsigned, std::string> registers;
  effc::TargetAttr target = getTarget(b.getBlock()->getParentOp()->getParentOfType<ModuleOp>());
  if (!target || llvm::Triple(target.getTriple()).isArmMClass())
    return registers;
  static constexpr llvm::StringLiteral kMnemonics[] = {"ldrd $", "strd $"};
  for (StringRef mnemonic : kMnemonics) {
    for (StringRef rest = text.split(mnemonic).second; !rest.empty();
         rest = rest.split(mnemonic).second) {
      unsigned first = 0, second = 0;
      rest.consumeInteger(10, first);
      rest.consume_front(", $");
      rest.consumeInteger(10, second);
      size_t next = registers.size();
      if (!registers.emplace(first, "{r" + std::to_string(next) + "}").second)
        continue;
      registers.emplace(second, "{r" + std::to_string(next + 1) + "}");
    }
  }
  return registers;
}

SmallVector<Value> effc::assemble(ImplicitLocOpBuilder &b, StringRef text, ArrayRef<Value> updated,
                                  unsigned temporaries) {
  std::string constraints;
  SmallVector<Type> types(ValueRange(updated).getTypes());
  types.append(temporaries, b.getI32Type());
  std::map<unsigned, std::string> registers = pairRegisters(b, text);
  for (size_t result = 0; result < types.size(); ++result) {
    auto found = registers.find(result);
    constraints += "=&" + (found == registers.end() ? "r" : found->second) + ",";
  }
  for (size_t operand = 0; operand < updated.size(); ++operand)
    constraints += std::to_string(operand) + ",";
  constraints += "~{cc},~{memory}";
  return emitAssembly(b, text, constraints, types, updated);
}

SmallVector<Value> effc::assembleIn(ImplicitLocOpBuilder &b, StringRef text,
                                    ArrayRef<std::pair<StringRef, Value>> updated,
                                    StringRef clobbered) {
  std::string constraints;
  SmallVector<Type> types;
  SmallVector<Value> values;
  for (auto [name, value] : updated) {
    constraints += "=&{" + name.str() + "},";
    types.push_back(value.getType());
    values.push_back(value);
  }
  for (size_t operand = 0; operand < updated.size(); ++operand)
    constraints += std::to_string(operand) + ",";
  constraints += clobbered.str() + ",~{cc},~{memory}";
  return emitAssembly(b, text, constraints, types, values);
}
