//===- Layout.cpp - Where the elements of a tensor lie --------------------===//
#include "Layout.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;
using namespace effc;

Layout Layout::packed(ArrayRef<int64_t> sizes) {
  Layout layout;
  layout.sizes.assign(sizes.begin(), sizes.end());
  layout.strides.resize(sizes.size());
  int64_t stride = 1;
  for (size_t dim = sizes.size(); dim-- > 0;) {
    layout.strides[dim] = stride;
    stride *= sizes[dim];
  }
  return layout;
}

void Layout::normalize() {
  int64_t stride = 1;
  for (size_t dim = sizes.size(); dim-- > 0;) {
    if (sizes[dim] == 1)
      strides[dim] = stride;
    stride = strides[dim] * sizes[dim];
  }
}

bool Layout::isPacked() const { return getNumElements() == 0 || strides == packed(sizes).strides; }

bool Layout::hasContiguousRows() const { return sizes.empty() || strides.back() == 1; }

int64_t Layout::getNumElements() const {
  int64_t count = 1;
  for (int64_t size : sizes)
    count *= size;
  return count;
}

int64_t Layout::getSpan() const {
  int64_t last = 0;
  for (auto [size, stride] : llvm::zip(sizes, strides)) {
    if (size == 0)
      return 0;
    last += (size - 1) * stride;
  }
  return last + 1;
}

Layout Layout::slice(ArrayRef<int64_t> offsets, ArrayRef<int64_t> newSizes,
                     ArrayRef<int64_t> steps) const {
  Layout result = *this;
  for (size_t dim = 0; dim < sizes.size(); ++dim) {
    result.offset += offsets[dim] * strides[dim];
    result.sizes[dim] = newSizes[dim];
    result.strides[dim] = strides[dim] * steps[dim];
  }
  result.normalize();
  return result;
}

std::optional<Layout> Layout::reshape(ArrayRef<int64_t> newSizes) const {
  Layout result = packed(newSizes);
  result.offset = offset;
  if (isPacked())
    return result;
  // Walk both shapes from the inside. A group of old dimensions that are packed relative to each
  // other holds `available` elements at a distance of `stride`; new dimensions split it up.
  size_t oldDim = sizes.size();
  int64_t available = 1, stride = 1;
  for (size_t newDim = newSizes.size(); newDim-- > 0;) {
    if (newSizes[newDim] == 1)
      continue;
    if (available == 1) {
      while (oldDim > 0 && sizes[oldDim - 1] == 1)
        --oldDim;
      assert(oldDim > 0 && "shapes have different element counts");
      --oldDim;
      available = sizes[oldDim];
      stride = strides[oldDim];
    }
    while (available % newSizes[newDim] != 0) {
      while (oldDim > 0 && sizes[oldDim - 1] == 1)
        --oldDim;
      if (oldDim == 0 || strides[oldDim - 1] != stride * available)
        return std::nullopt;
      --oldDim;
      available *= sizes[oldDim];
    }
    result.strides[newDim] = stride;
    stride *= newSizes[newDim];
    available /= newSizes[newDim];
  }
  result.normalize();
  return result;
}

MemRefType Layout::getType(Type elementType) const {
  if (isPacked())
    return MemRefType::get(sizes, elementType);
  return MemRefType::get(sizes, elementType,
                         StridedLayoutAttr::get(elementType.getContext(), 0, strides));
}
