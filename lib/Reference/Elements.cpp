//===- Elements.cpp - Tensors as vectors of numbers -----------------------===//
#include "Elements.h"
#include "effc/IR/Quantization.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>

using namespace mlir;
using namespace effc;
using namespace effc::reference;

/// Elements of `Stored`, of which the low `bits` count.
template <typename Wide, typename Stored>
static std::vector<Wide> widen(const TensorBytes &bytes, unsigned bits) {
  std::vector<Stored> stored(bytes.size() / sizeof(Stored));
  std::memcpy(stored.data(), bytes.data(), stored.size() * sizeof(Stored));
  std::vector<Wide> result(stored.begin(), stored.end());
  if (bits < 8 * sizeof(Stored))
    for (Wide &value : result)
      value = static_cast<Wide>(std::is_signed_v<Stored> ? llvm::SignExtend64(value, bits)
                                                         : value & ((1 << bits) - 1));
  return result;
}

template <typename Wide> static std::vector<Wide> read(const TensorBytes &bytes, Type elementType) {
  unsigned bits = getStorageType(elementType).getIntOrFloatBitWidth();
  bool isUnsigned = isUnsignedStorage(elementType) || bits == 1;
  switch (getStorageBytes(elementType)) {
  case 1:
    return isUnsigned ? widen<Wide, uint8_t>(bytes, bits) : widen<Wide, int8_t>(bytes, bits);
  case 2:
    return isUnsigned ? widen<Wide, uint16_t>(bytes, bits) : widen<Wide, int16_t>(bytes, bits);
  case 4:
    return widen<Wide, int32_t>(bytes, bits);
  default:
    return widen<Wide, int64_t>(bytes, bits);
  }
}

Integers effc::reference::readIntegers(const TensorBytes &bytes, Type elementType) {
  return read<int32_t>(bytes, elementType);
}

WideIntegers effc::reference::readWideIntegers(const TensorBytes &bytes, Type elementType) {
  return read<int64_t>(bytes, elementType);
}

Floats effc::reference::readFloats(const TensorBytes &bytes) {
  Floats values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

template <typename Stored, typename Wide> static TensorBytes narrow(ArrayRef<Wide> values) {
  TensorBytes bytes(values.size() * sizeof(Stored));
  char *next = bytes.data();
  for (Wide value : values) {
    Stored stored = static_cast<Stored>(value);
    std::memcpy(next, &stored, sizeof(Stored));
    next += sizeof(Stored);
  }
  return bytes;
}

template <typename Wide> static TensorBytes write(ArrayRef<Wide> values, Type elementType) {
  switch (getStorageBytes(elementType)) {
  case 1:
    return narrow<int8_t>(values);
  case 2:
    return narrow<int16_t>(values);
  case 4:
    return narrow<int32_t>(values);
  default:
    return narrow<int64_t>(values);
  }
}

TensorBytes effc::reference::writeIntegers(ArrayRef<int32_t> values, Type elementType) {
  return write(values, elementType);
}

TensorBytes effc::reference::writeIntegers(ArrayRef<int64_t> values, Type elementType) {
  return write(values, elementType);
}

TensorBytes effc::reference::writeFloats(ArrayRef<float> values) {
  TensorBytes bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

SmallVector<int64_t> effc::reference::getStrides(Shape shape) {
  return getBroadcastStrides(shape, shape.size());
}

SmallVector<int64_t> effc::reference::getBroadcastStrides(Shape shape, size_t rank) {
  SmallVector<int64_t> strides(rank, 0);
  int64_t stride = 1;
  for (size_t d = 1; d <= shape.size(); ++d) {
    int64_t size = shape[shape.size() - d];
    strides[rank - d] = size == 1 ? 0 : stride;
    stride *= size;
  }
  return strides;
}

void effc::reference::forEachIndex(Shape shape, llvm::function_ref<void(ArrayRef<int64_t>)> visit) {
  if (llvm::is_contained(shape, 0))
    return;
  SmallVector<int64_t> index(shape.size(), 0);
  while (true) {
    visit(index);
    size_t d = shape.size();
    while (d > 0 && ++index[d - 1] == shape[d - 1])
      index[--d] = 0;
    if (d == 0)
      return;
  }
}

int64_t effc::reference::getOffset(ArrayRef<int64_t> index, ArrayRef<int64_t> strides) {
  int64_t offset = 0;
  for (auto [i, stride] : llvm::zip_equal(index, strides))
    offset += i * stride;
  return offset;
}
