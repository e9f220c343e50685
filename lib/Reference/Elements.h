//===- Elements.h - Tensors as vectors of numbers ---------------*- C++ -*-===//
//
// The evaluator widens stored elements to int32, int64 or float, computes on vectors of
// those, and narrows the result back to the storage type.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_REFERENCE_ELEMENTS_H
#define EFFC_LIB_REFERENCE_ELEMENTS_H

#include "effc/Reference/Evaluator.h"
#include "mlir/IR/BuiltinTypes.h"
#include <algorithm>
#include <limits>

namespace effc::reference {

using Integers = std::vector<int32_t>;
using WideIntegers = std::vector<int64_t>;
using Floats = std::vector<float>;
using Shape = llvm::ArrayRef<int64_t>;

/// The tensor type of an operand or result.
inline mlir::RankedTensorType getTensorType(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}
inline mlir::Type getElement(mlir::Value value) { return getTensorType(value).getElementType(); }
inline Shape getShape(mlir::Value value) { return getTensorType(value).getShape(); }

/// Stored integers of `elementType`, sign-extended (zero-extended where unsigned).
Integers readIntegers(const TensorBytes &bytes, mlir::Type elementType);
WideIntegers readWideIntegers(const TensorBytes &bytes, mlir::Type elementType);

/// Elements of an f32 tensor.
Floats readFloats(const TensorBytes &bytes);

/// Integers as stored elements of `elementType`; high bits are cut off.
TensorBytes writeIntegers(llvm::ArrayRef<int32_t> values, mlir::Type elementType);
TensorBytes writeIntegers(llvm::ArrayRef<int64_t> values, mlir::Type elementType);
TensorBytes writeFloats(llvm::ArrayRef<float> values);

/// Distance between neighbours in each dimension of a row-major tensor.
llvm::SmallVector<int64_t> getStrides(Shape shape);

/// The same for an operand that is broadcast to a result of `rank`: zero where it repeats.
llvm::SmallVector<int64_t> getBroadcastStrides(Shape shape, size_t rank);

/// Calls `visit` with each index of `shape` in row-major order.
void forEachIndex(Shape shape, llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit);

/// The position of `index` in a tensor of `strides`.
int64_t getOffset(llvm::ArrayRef<int64_t> index, llvm::ArrayRef<int64_t> strides);

/// The largest of `numbers`. NaN are passed over; of these alone, it is the least float.
template <typename Numbers> auto findMaximum(const Numbers &numbers) {
  using T = typename Numbers::value_type;
  T maximum = std::numeric_limits<T>::lowest();
  for (T number : numbers)
    maximum = std::max(maximum, number);
  return maximum;
}

/// A result element is `function(lhs, rhs)` of the broadcast operands.
template <typename T, typename Function>
std::vector<T> zipBroadcast(Shape shape, const std::vector<T> &lhs, Shape lhsShape,
                            const std::vector<T> &rhs, Shape rhsShape, Function function) {
  auto lhsStrides = getBroadcastStrides(lhsShape, shape.size());
  auto rhsStrides = getBroadcastStrides(rhsShape, shape.size());
  std::vector<T> result;
  forEachIndex(shape, [&](llvm::ArrayRef<int64_t> index) {
    result.push_back(
        function(lhs[getOffset(index, lhsStrides)], rhs[getOffset(index, rhsStrides)]));
  });
  return result;
}

} // namespace effc::reference

#endif
