//===- Constants.cpp - Globals of a model's constants ---------------------===//
#include "Constants.h"
#include "effc/IR/Quantization.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace effc;

/// Alignment that lets kernels load whole vectors, without wasting much on small tables.
static int64_t getAlignment(MemRefType type, TargetAttr target) {
  int64_t preferred = std::clamp<int64_t>(target.getVectorBits() / 8, 16, 64);
  int64_t needed = llvm::PowerOf2Ceil(std::max<int64_t>(getTensorBytes(type), 1));
  return std::max<int64_t>(std::min(preferred, needed), getStorageBytes(type.getElementType()));
}

memref::GlobalOp GlobalConstants::create(ConstantOp constant, MemRefType type) {
  OpBuilder builder(constant.getContext());
  auto alignment = builder.getI64IntegerAttr(getAlignment(type, target));
  ElementsAttr value = constant.getValue();
  auto global = memref::GlobalOp::create(builder, constant.getLoc(), "constant",
                                         builder.getStringAttr("private"), type, value,
                                         /*constant=*/true, alignment);
  auto module = cast<ModuleOp>(symbols.getOp());
  symbols.insert(global, module.getBody()->begin());
  return global;
}

memref::GlobalOp GlobalConstants::get(ConstantOp constant) {
  ElementsAttr value = constant.getValue();
  auto tensor = cast<RankedTensorType>(constant.getType());
  auto type = MemRefType::get(tensor.getShape(), getStorageType(tensor.getElementType()));
  auto resource = dyn_cast<DenseResourceElementsAttr>(value);
  if (!resource) {
    memref::GlobalOp &global = inlined[{value, type}];
    if (!global)
      global = create(constant, type);
    return global;
  }
  // C2 of the constant: the data are there.
  ArrayRef<char> data = resource.getRawHandle().getBlob()->getData();
  size_t hash = llvm::hash_value(StringRef(data.data(), data.size()));
  SmallVector<memref::GlobalOp, 1> &candidates = resources[{hash, type}];
  for (memref::GlobalOp global : candidates) {
    auto other = cast<DenseResourceElementsAttr>(*global.getInitialValue());
    if (other.getRawHandle().getBlob()->getData() == data)
      return global;
  }
  candidates.push_back(create(constant, type));
  return candidates.back();
}
