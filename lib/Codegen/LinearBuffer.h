//===- LinearBuffer.h - A memref addressed by element offsets ---*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_LINEARBUFFER_H
#define EFFC_LIB_CODEGEN_LINEARBUFFER_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace effc {

/// An offset that is known but for one value: `dynamic + constant`.
struct Offset {
  mlir::Value dynamic; // index, or null for 0
  int64_t constant = 0;

  Offset operator+(int64_t more) const { return {dynamic, constant + more}; }
};

/// `index * scale` as an offset, and sums of offsets.
Offset scaled(mlir::ImplicitLocOpBuilder &b, mlir::Value index, int64_t scale);
Offset sum(mlir::ImplicitLocOpBuilder &b, Offset lhs, Offset rhs);
mlir::Value materialize(mlir::ImplicitLocOpBuilder &b, Offset offset);

/// `min(index * step, last)`: where the piece `index` of a row starts if pieces come every `step`
/// elements and the last one is moved back to end with the row.
mlir::Value startOfPiece(mlir::ImplicitLocOpBuilder &b, mlir::Value index, int64_t step,
                         int64_t last);

/// Notes on the loop that counts pieces by `index` that the last one is moved back over the one
/// before it: what `startOfPiece` does with a loop of known length.
void joinLastPieces(mlir::Value index, int64_t step, int64_t last);

/// A static memref seen as one row of elements, with the strides of its dimensions.
class LinearBuffer {
public:
  LinearBuffer() = default;
  LinearBuffer(mlir::ImplicitLocOpBuilder &b, mlir::Value memref);

  int64_t stride(unsigned dimension) const { return strides[dimension]; }
  /// All of it as a memref of one dimension.
  mlir::Value getRow() const { return row; }
  mlir::Type elementType() const;

  mlir::Value load(mlir::ImplicitLocOpBuilder &b, Offset offset) const;
  /// A vector whose first `count` lanes (all by default) are read; others are 0.
  mlir::Value load(mlir::ImplicitLocOpBuilder &b, Offset offset, int64_t lanes,
                   int64_t count = -1) const;
  /// Stores the first `count` lanes of `vector` (all by default), in powers of two.
  void store(mlir::ImplicitLocOpBuilder &b, mlir::Value vector, Offset offset,
             int64_t count = -1) const;

private:
  mlir::Value row;
  llvm::SmallVector<int64_t> strides;
};

} // namespace effc

#endif
