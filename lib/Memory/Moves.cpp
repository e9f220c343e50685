//===- Moves.cpp - Loops that copy and fill memrefs -----------------------===//
//
// The innermost loop goes over as many elements as are contiguous. It is left scalar: LLVM
// makes memcpy and memset of it, or vectors.
//
//===----------------------------------------------------------------------===//
#include "Moves.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace {
/// A memref seen with fewer dimensions.
struct Extent {
  int64_t offset;
  SmallVector<int64_t> sizes, strides;

  explicit Extent(Value memref) {
    auto type = cast<MemRefType>(memref.getType());
    sizes = llvm::to_vector(type.getShape());
    [[maybe_unused]] LogicalResult isStrided = type.getStridesAndOffset(strides, offset);
    assert(succeeded(isStrided));
  }

  bool isEmpty() const { return llvm::is_contained(sizes, 0); }

  Value view(ImplicitLocOpBuilder &builder, Value memref) const {
    auto type = cast<MemRefType>(memref.getType());
    auto layout = StridedLayoutAttr::get(builder.getContext(), offset, strides);
    return memref::ReinterpretCastOp::create(builder,
                                             MemRefType::get(sizes, type.getElementType(), layout),
                                             memref, offset, sizes, strides);
  }
};
} // namespace

/// Merges dimensions that are contiguous in all of `extents`, which have equal sizes.
static void mergeDimensions(MutableArrayRef<Extent> extents) {
  ArrayRef<int64_t> sizes = extents.front().sizes;
  SmallVector<SmallVector<int64_t>> strides(extents.size());
  SmallVector<int64_t> merged;
  for (size_t dim = 0; dim < sizes.size(); ++dim) {
    if (sizes[dim] == 1)
      continue;
    bool isContiguous = !merged.empty();
    for (size_t index = 0; index < extents.size() && isContiguous; ++index)
      isContiguous = strides[index].back() == extents[index].strides[dim] * sizes[dim];
    if (isContiguous)
      merged.back() *= sizes[dim];
    else
      merged.push_back(sizes[dim]);
    for (size_t index = 0; index < extents.size(); ++index) {
      if (isContiguous)
        strides[index].back() = extents[index].strides[dim];
      else
        strides[index].push_back(extents[index].strides[dim]);
    }
  }
  if (merged.empty()) {
    merged.push_back(1);
    for (SmallVector<int64_t> &stride : strides)
      stride.push_back(1);
  }
  for (size_t index = 0; index < extents.size(); ++index) {
    extents[index].sizes = merged;
    extents[index].strides = strides[index];
  }
}

/// A nest of loops over `sizes`, with `body` inside.
static void emitLoopNest(ImplicitLocOpBuilder &builder, ArrayRef<int64_t> sizes,
                         function_ref<void(ValueRange)> body) {
  OpBuilder::InsertionGuard guard(builder);
  Value zero = arith::ConstantIndexOp::create(builder, 0);
  Value one = arith::ConstantIndexOp::create(builder, 1);
  SmallVector<Value> indices;
  for (int64_t size : sizes) {
    Value end = arith::ConstantIndexOp::create(builder, size);
    auto loop = scf::ForOp::create(builder, zero, end, one);
    builder.setInsertionPointToStart(loop.getBody());
    indices.push_back(loop.getInductionVar());
  }
  body(indices);
}

void effc::emitCopy(ImplicitLocOpBuilder &builder, Value source, Value dest) {
  Extent extents[] = {Extent(source), Extent(dest)};
  mergeDimensions(extents);
  Value from = extents[0].view(builder, source), to = extents[1].view(builder, dest);
  emitLoopNest(builder, extents[0].sizes, [&](ValueRange indices) {
    Value element = memref::LoadOp::create(builder, from, indices);
    memref::StoreOp::create(builder, element, to, indices);
  });
}

static void emitFill(ImplicitLocOpBuilder &builder, Value dest, Extent box, Value value) {
  if (box.isEmpty())
    return;
  mergeDimensions(box);
  Value to = box.view(builder, dest);
  emitLoopNest(builder, box.sizes,
               [&](ValueRange indices) { memref::StoreOp::create(builder, value, to, indices); });
}

void effc::emitHalo(ImplicitLocOpBuilder &builder, Value dest, ArrayRef<int64_t> low,
                    ArrayRef<int64_t> high, TypedAttr value) {
  Value element = arith::ConstantOp::create(builder, value);
  // Dimension by dimension, two slabs; what is left between them is cut in the next one.
  Extent rest(dest);
  for (size_t dim = 0; dim < low.size(); ++dim) {
    int64_t size = rest.sizes[dim];
    Extent slab = rest;
    slab.sizes[dim] = low[dim];
    emitFill(builder, dest, slab, element);
    slab.sizes[dim] = high[dim];
    slab.offset += (size - high[dim]) * rest.strides[dim];
    emitFill(builder, dest, slab, element);
    rest.sizes[dim] = size - low[dim] - high[dim];
    rest.offset += low[dim] * rest.strides[dim];
  }
}
