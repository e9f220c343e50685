//===- Kernels.h - What stands in @main and what in kernels -----*- C++ -*-===//
#ifndef EFFC_CODEGEN_KERNELS_H
#define EFFC_CODEGEN_KERNELS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace mlir {
class Operation;
} // namespace mlir

namespace effc {

/// Unit attribute of functions that compute one op.
inline constexpr llvm::StringLiteral kKernelAttrName = "effc.kernel";
/// Attribute of kernels: the operands that result 0 may be written over.
inline constexpr llvm::StringLiteral kInPlaceAttrName = "effc.in_place";
/// Attribute of kernels, `[distance, multiple]`: if both are packed, result 0 may lie over operand
/// 0 where it begins at most `distance` bytes behind it, at a multiple of `multiple` from it. Of
/// calls on memrefs, `[operand, result, distance, multiple]` with the numbers of the two arguments.
inline constexpr llvm::StringLiteral kOverlapAttrName = "effc.overlap";

/// Unit attribute of functions that kernels call: they have extents as arguments.
inline constexpr llvm::StringLiteral kRoutineAttrName = "effc.routine";

/// What the function that computes an op is called, before it is made unique.
std::string getKernelName(mlir::Operation *op);

/// True for an op that only moves elements, so that placing buffers cleverly can make it free:
/// reshape, concat, pad, slices with a contiguous last dimension, casts that keep all bytes.
bool movesElements(mlir::Operation *op);

} // namespace effc

#endif
