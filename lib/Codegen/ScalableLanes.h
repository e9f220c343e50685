//===- ScalableLanes.h - Vectors as long as the registers -------*- C++ -*-===//
//
// How long the vector registers of RISC-V are, only the machine knows. Work on a row of elements
// is cut into pieces of as many as a group of its registers holds, or fewer for the last one. The
// length of the piece goes along with each instruction, so nothing is left over, and nothing is
// masked. What is emitted are LLVM's intrinsics for the vector extension: they take that length,
// while plain arithmetic is for whole registers, between which and the length of loads and stores
// the machine would have to be switched back and forth in the innermost loop.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_CODEGEN_SCALABLELANES_H
#define EFFC_LIB_CODEGEN_SCALABLELANES_H

#include "LinearBuffer.h"
#include "effc/IR/Effc.h"

namespace effc {

/// A piece of work: its length, and arithmetic on vectors of that length. Where an operand may be
/// a scalar, it stands for a vector of it.
class ScalableLanes {
public:
  /// `lanes` is how many elements a piece has if registers are no longer than the target's
  /// `vectorBits`; `length`, an index, how many this one has.
  ScalableLanes(mlir::ImplicitLocOpBuilder &b, TargetAttr target, int64_t lanes,
                mlir::Value length);

  mlir::Value load(const LinearBuffer &buffer, Offset offset) const;
  void store(mlir::Value lanes, const LinearBuffer &buffer, Offset offset) const;
  mlir::Value splat(mlir::Value scalar) const;

  /// From and to a memref of one dimension, and a scalar in all lanes, for plain arithmetic on
  /// whole registers: outside of reductions, LLVM finds the length by itself.
  mlir::Value load(mlir::Value row, mlir::Value index) const;
  void store(mlir::Value lanes, mlir::Value row, mlir::Value index) const;
  mlir::Value broadcast(mlir::Value scalar) const;

  /// What `multiplyAdd` takes: bytes extended to i16, others as they are.
  mlir::Value loadFactor(const LinearBuffer &buffer, Offset offset, bool isUnsigned = false) const;
  mlir::Value loadScalarFactor(const LinearBuffer &buffer, Offset offset, bool isUnsigned) const;

  /// `sum + factor * weights`: f32, or i16 factors (of which `factor` may be unsigned) and i32
  /// sums. `factor` may be a scalar.
  mlir::Value multiplyAdd(mlir::Value sum, mlir::Value factor, mlir::Value weights,
                          bool isUnsigned) const;

  /// The instruction `name` on `lhs` and `rhs`, which may be a scalar; the result is like `lhs`.
  /// As `KernelDot::begin` and `KernelDot::finish`, for sums of the same channels.
  mlir::Value begin(mlir::Value bias) const;
  void finish(llvm::MutableArrayRef<mlir::Value> sums, mlir::Value bias) const;

  mlir::Value binary(llvm::StringRef name, mlir::Value lhs, mlir::Value rhs) const;

  /// How fixed-point instructions round what they shift out: to nearest, ties up, or down.
  enum class Rounding { NearestUp = 0, Down = 2 };
  /// `vsmul`, `vssra`: as `binary`, rounded.
  mlir::Value rounded(llvm::StringRef name, mlir::Value lhs, mlir::Value rhs,
                      Rounding rounding) const;
  /// `vnclip`, `vnclipu`: shifted, rounded and saturated to elements of half the width.
  mlir::Value narrow(llvm::StringRef name, mlir::Value wide, mlir::Value shift) const;
  /// The lower halves of the elements.
  mlir::Value truncate(mlir::Value wide) const;

  /// `bound` where `values` of f32 compare so to it (`vmflt`, `vmfgt`).
  mlir::Value replaceWhere(llvm::StringRef comparison, mlir::Value values, float bound) const;

  /// An integer of the width of shift amounts and lengths.
  mlir::Value word(int64_t number) const;

private:
  mlir::VectorType getType(mlir::Type element) const;
  bool roundsSteps(mlir::Value sum) const;
  mlir::Value real(llvm::StringRef name, mlir::Value lhs, mlir::Value rhs) const;
  mlir::Value call(llvm::StringRef name, mlir::Type result,
                   llvm::ArrayRef<mlir::Value> operands) const;

  mlir::ImplicitLocOpBuilder *b;
  mlir::Type wordType;
  int64_t lanes; // of the vector types
  bool hasFma;
  mlir::Value length, lengthWord;
};

/// Cuts `count` elements into pieces, of `lanes` if registers have the target's `vectorBits`.
void forEachPiece(mlir::ImplicitLocOpBuilder &b, TargetAttr target, int64_t count, int64_t lanes,
                  llvm::function_ref<void(Offset, const ScalableLanes &)> body);

} // namespace effc

#endif
