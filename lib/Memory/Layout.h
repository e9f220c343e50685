//===- Layout.h - Where the elements of a tensor lie ------------*- C++ -*-===//
#ifndef EFFC_LIB_MEMORY_LAYOUT_H
#define EFFC_LIB_MEMORY_LAYOUT_H

#include "mlir/IR/BuiltinTypes.h"
#include <optional>

namespace effc {

/// Static strides of a tensor's elements within a buffer, counted in elements. The stride of a
/// dimension of size 1 is kept as if the dimension were packed, so that equal layouts compare
/// equal.
struct Layout {
  int64_t offset = 0;
  llvm::SmallVector<int64_t, 4> sizes, strides;

  /// Row-major without gaps.
  static Layout packed(llvm::ArrayRef<int64_t> sizes);

  bool isPacked() const;
  bool hasContiguousRows() const;
  int64_t getNumElements() const;

  /// Elements from the first to the last one, gaps included.
  int64_t getSpan() const;

  /// Layout of every `steps[d]`-th element from `offsets[d]` on.
  Layout slice(llvm::ArrayRef<int64_t> offsets, llvm::ArrayRef<int64_t> newSizes,
               llvm::ArrayRef<int64_t> steps) const;

  /// Layout of the same elements, in the same order, under another shape; none if strides
  /// cannot express it.
  std::optional<Layout> reshape(llvm::ArrayRef<int64_t> newSizes) const;

  /// The type of a memref that starts at the first element.
  mlir::MemRefType getType(mlir::Type elementType) const;

  bool operator==(const Layout &other) const {
    return offset == other.offset && sizes == other.sizes && strides == other.strides;
  }

private:
  void normalize();
};

} // namespace effc

#endif
