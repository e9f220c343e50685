//===- ConstantTable.cpp - Tables beside the generated code ---------------===//
#include "ConstantTable.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace effc;

/// Tables start on a cache line.
static constexpr int64_t kAlignment = 64;

static memref::GlobalOp findOrCreateGlobal(ImplicitLocOpBuilder &builder, ModuleOp module,
                                           MemRefType type, DenseElementsAttr value) {
  unsigned count = 0;
  for (auto global : module.getOps<memref::GlobalOp>()) {
    if (global.getConstant() && global.getType() == type &&
        global.getInitialValue() == std::optional<Attribute>(value))
      return global;
    ++count;
  }
  std::string name;
  do
    name = "table_" + std::to_string(count++);
  while (SymbolTable::lookupSymbolIn(module, name));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(module.getBody());
  return memref::GlobalOp::create(builder, name, builder.getStringAttr("private"), type, value,
                                  /*constant=*/true, builder.getI64IntegerAttr(kAlignment));
}

static Value getTable(ImplicitLocOpBuilder &builder, DenseElementsAttr value) {
  auto module = builder.getBlock()->getParentOp()->getParentOfType<ModuleOp>();
  auto type = MemRefType::get(value.getType().getShape(), value.getElementType());
  memref::GlobalOp global = findOrCreateGlobal(builder, module, type, value);
  return memref::GetGlobalOp::create(builder, type, global.getSymName());
}

Value effc::getConstantTable(ImplicitLocOpBuilder &builder, Type elementType,
                             ArrayRef<int64_t> elements) {
  SmallVector<APInt> bits;
  for (int64_t element : elements)
    bits.push_back(APInt(64, element).sextOrTrunc(elementType.getIntOrFloatBitWidth()));
  auto type = RankedTensorType::get({int64_t(elements.size())}, elementType);
  return getTable(builder, DenseElementsAttr::get(type, bits));
}

Value effc::getConstantTable(ImplicitLocOpBuilder &builder, ArrayRef<float> elements) {
  auto type = RankedTensorType::get({int64_t(elements.size())}, builder.getF32Type());
  return getTable(builder, DenseElementsAttr::get(type, elements));
}
