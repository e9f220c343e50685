//===- Constants.cpp - Bytes of effc.constant -----------------------------===//
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace effc;

/// Constants up to this size are printed inline.
static constexpr size_t kInlineBytes = 64;

std::vector<char> effc::getConstantBytes(ElementsAttr value) {
  auto type = cast<ShapedType>(value.getType());
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    const AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    ArrayRef<char> data = blob ? blob->getData() : ArrayRef<char>();
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
  return DenseResourceElementsAttr::get(
      storage, "effc_constant", HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, 64));
}

ConstantOp effc::makeConstant(OpBuilder &builder, Location loc, TensorType type,
                              ArrayRef<char> bytes) {
  return ConstantOp::create(builder, loc, type, makeConstantAttr(type, bytes));
}
