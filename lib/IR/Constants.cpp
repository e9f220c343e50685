//===- Constants.cpp - Bytes of effc.constant -----------------------------===//
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace effc;

/// Constants up to this size are printed inline.
static constexpr size_t kInlineBytes = 64;

/// Constants of fewer bytes are copied, so that their resources are aligned.
static constexpr size_t kLeastShared = 1 << 16;

static ArrayRef<char> getBytes(DenseResourceElementsAttr resource) {
  const AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  return blob ? blob->getData() : ArrayRef<char>();
}

ConstantView::ConstantView(ElementsAttr value) : isResource(isa<DenseResourceElementsAttr>(value)) {
  if (isResource)
    resource = ::getBytes(cast<DenseResourceElementsAttr>(value));
  else
    copy = getConstantBytes(value);
}

std::vector<char> effc::getConstantBytes(ElementsAttr value) {
  auto type = cast<ShapedType>(value.getType());
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    ArrayRef<char> data = getBytes(resource);
    return std::vector<char>(data.begin(), data.end());
  }
  auto dense = cast<DenseElementsAttr>(value);
  unsigned elementBytes = getStorageBytes(type.getElementType());
  std::vector<char> bytes;
  bytes.reserve(type.getNumElements() * elementBytes);
  auto append = [&](const APInt &bits) {
    for (unsigned byte = 0; byte < elementBytes; ++byte)
      bytes.push_back(static_cast<char>(
          bits.extractBitsAsZExtValue(std::min(8u, bits.getBitWidth() - 8 * byte), 8 * byte)));
  };
  if (isa<FloatType>(type.getElementType()))
    for (const APFloat &element : dense.getValues<APFloat>())
      append(element.bitcastToAPInt());
  else
    for (const APInt &element : dense.getValues<APInt>())
      append(element);
  return bytes;
}

std::optional<std::vector<char>> effc::getConstantBytes(Value value) {
  if (auto constant = value.getDefiningOp<ConstantOp>())
    return getConstantBytes(constant.getValue());
  return std::nullopt;
}

bool effc::isConstant(Value value) { return value.getDefiningOp<ConstantOp>() != nullptr; }

ElementsAttr effc::makeConstantAttr(TensorType type, ArrayRef<char> bytes) {
  RankedTensorType storage = getStorageTensorType(type);
  assert(bytes.size() ==
         size_t(storage.getNumElements()) * getStorageBytes(storage.getElementType()));
  unsigned width = storage.getElementType().getIntOrFloatBitWidth();
  if (bytes.size() <= kInlineBytes && width % 8 == 0)
    return DenseElementsAttr::getFromRawBuffer(storage, bytes);
  if (width % 8 != 0) {
    SmallVector<APInt> elements;
    for (char byte : bytes)
      elements.emplace_back(width, static_cast<uint8_t>(byte), false, true);
    return DenseElementsAttr::get(storage, elements);
  }
  return DenseResourceElementsAttr::get(storage, "effc_constant",
                                        HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, 64));
}

ElementsAttr effc::makeConstantAttr(TensorType type,
                                    function_ref<void(MutableArrayRef<char>)> fill) {
  RankedTensorType storage = getStorageTensorType(type);
  Type element = storage.getElementType();
  size_t size = storage.getNumElements() * getStorageBytes(element);
  if (size <= kInlineBytes || element.getIntOrFloatBitWidth() % 8 != 0) {
    std::vector<char> bytes(size);
    fill(bytes);
    return makeConstantAttr(type, bytes);
  }
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(size, 64);
  fill(blob.getMutableData());
  return DenseResourceElementsAttr::get(storage, "effc_constant", std::move(blob));
}

ElementsAttr effc::makeSharedConstantAttr(TensorType type, ArrayRef<char> bytes) {
  RankedTensorType storage = getStorageTensorType(type);
  if (bytes.size() < kLeastShared || storage.getElementType().getIntOrFloatBitWidth() % 8 != 0)
    return makeConstantAttr(type, bytes);
  return DenseResourceElementsAttr::get(storage, "effc_constant",
                                        UnmanagedAsmResourceBlob::allocateWithAlign(bytes, 1));
}

void effc::dropUnusedResources(ModuleOp module) {
  llvm::StringSet<> used;
  module->walk([&](ConstantOp constant) {
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue()))
      used.insert(resource.getRawHandle().getKey());
  });
  auto &manager = DenseResourceElementsHandle::getManagerInterface(module.getContext());
  SmallVector<std::string> unused;
  manager.getBlobManager().getBlobMap([&](const auto &blobs) {
    for (const auto &entry : blobs)
      if (!used.contains(entry.getKey()))
        unused.push_back(entry.getKey().str());
  });
  for (const std::string &key : unused)
    manager.update(key, AsmResourceBlob());
}

ConstantOp effc::makeConstant(OpBuilder &builder, Location loc, TensorType type,
                              ArrayRef<char> bytes) {
  return ConstantOp::create(builder, loc, type, makeConstantAttr(type, bytes));
}
