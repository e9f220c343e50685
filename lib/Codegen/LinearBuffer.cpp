//===- LinearBuffer.cpp - A memref addressed by element offsets -----------===//
#include "LinearBuffer.h"
#include "effc/Codegen/ParallelKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace effc;

Offset effc::scaled(ImplicitLocOpBuilder &b, Value index, int64_t scale) {
  if (!index || scale == 0)
    return {};
  if (scale == 1)
    return {index, 0};
  Value factor = arith::ConstantIndexOp::create(b, scale);
  return {arith::MulIOp::create(b, index, factor, arith::IntegerOverflowFlags::nsw), 0};
}

Offset effc::sum(ImplicitLocOpBuilder &b, Offset lhs, Offset rhs) {
  int64_t constant = lhs.constant + rhs.constant;
  if (!lhs.dynamic || !rhs.dynamic)
    return {lhs.dynamic ? lhs.dynamic : rhs.dynamic, constant};
  return {arith::AddIOp::create(b, lhs.dynamic, rhs.dynamic, arith::IntegerOverflowFlags::nsw),
          constant};
}

Value effc::materialize(ImplicitLocOpBuilder &b, Offset offset) {
  if (offset.dynamic && offset.constant == 0)
    return offset.dynamic;
  Value constant = arith::ConstantIndexOp::create(b, offset.constant);
  if (!offset.dynamic)
    return constant;
  return arith::AddIOp::create(b, offset.dynamic, constant, arith::IntegerOverflowFlags::nsw);
}

void effc::joinLastPieces(Value index, int64_t step, int64_t last) {
  auto loop = dyn_cast<scf::ForOp>(index.getParentBlock()->getParentOp());
  if (!loop || loop.getInductionVar() != index)
    return;
  std::optional<int64_t> count = getConstantIntValue(loop.getUpperBound());
  if (count && (*count - 1) * step > last)
    loop->setAttr(kJoinedAttrName, OpBuilder(loop).getDenseI64ArrayAttr({*count, *count - 2}));
}

Value effc::startOfPiece(ImplicitLocOpBuilder &b, Value index, int64_t step, int64_t last) {
  Value start = scaled(b, index, step).dynamic;
  if (!start || last % step == 0)
    return start;
  joinLastPieces(index, step, last);
  return arith::MinSIOp::create(b, start, arith::ConstantIndexOp::create(b, last));
}

LinearBuffer::LinearBuffer(ImplicitLocOpBuilder &b, Value memref) {
  auto type = cast<MemRefType>(memref.getType());
  int64_t offset;
  [[maybe_unused]] LogicalResult isStrided = type.getStridesAndOffset(strides, offset);
  assert(succeeded(isStrided) && "expected a strided memref");
  int64_t span = 1;
  for (auto [size, stride] : llvm::zip_equal(type.getShape(), strides))
    span += (size - 1) * stride;
  auto layout =
      offset == 0
          ? MemRefLayoutAttrInterface()
          : MemRefLayoutAttrInterface(StridedLayoutAttr::get(type.getContext(), offset, {1}));
  auto rowType = MemRefType::get({span}, type.getElementType(), layout, type.getMemorySpace());
  row = rowType == type
            ? memref
            : memref::ReinterpretCastOp::create(b, rowType, memref, offset, ArrayRef<int64_t>{span},
                                                ArrayRef<int64_t>{1})
                  .getResult();
}

Type LinearBuffer::elementType() const { return cast<MemRefType>(row.getType()).getElementType(); }

Value LinearBuffer::load(ImplicitLocOpBuilder &b, Offset offset) const {
  return memref::LoadOp::create(b, row, materialize(b, offset));
}

Value LinearBuffer::load(ImplicitLocOpBuilder &b, Offset offset, int64_t lanes,
                         int64_t count) const {
  auto type = VectorType::get({lanes}, elementType());
  if (count < 0 || count >= lanes)
    return vector::LoadOp::create(b, type, row, materialize(b, offset));
  Value values = arith::ConstantOp::create(b, b.getZeroAttr(type));
  if (type.getElementType().isF32()) {
    SmallVector<bool> isLoaded(lanes, false);
    std::fill_n(isLoaded.begin(), count, true);
    auto maskType = VectorType::get({lanes}, b.getI1Type());
    Value mask = arith::ConstantOp::create(b, DenseElementsAttr::get(maskType, isLoaded));
    return vector::MaskedLoadOp::create(b, type, row, ValueRange{materialize(b, offset)}, mask,
                                        values);
  }
  for (int64_t first = 0; first < count;) {
    int64_t piece = llvm::bit_floor(uint64_t(count - first));
    Value part = vector::LoadOp::create(b, VectorType::get({piece}, elementType()), row,
                                        materialize(b, offset + first));
    values = vector::InsertStridedSliceOp::create(b, part, values, ArrayRef<int64_t>{first},
                                                  ArrayRef<int64_t>{1});
    first += piece;
  }
  return values;
}

void LinearBuffer::store(ImplicitLocOpBuilder &b, Value vector, Offset offset,
                         int64_t count) const {
  int64_t lanes = cast<VectorType>(vector.getType()).getDimSize(0);
  if (count < 0 || count == lanes) {
    vector::StoreOp::create(b, vector, row, materialize(b, offset));
    return;
  }
  for (int64_t first = 0; first < count;) {
    int64_t piece = llvm::bit_floor(uint64_t(count - first));
    Value part = vector::ExtractStridedSliceOp::create(
        b, vector, ArrayRef<int64_t>{first}, ArrayRef<int64_t>{piece}, ArrayRef<int64_t>{1});
    vector::StoreOp::create(b, part, row, materialize(b, offset + first));
    first += piece;
  }
}
