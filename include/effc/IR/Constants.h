//===- Constants.h - Bytes of effc.constant ---------------------*- C++ -*-===//
#ifndef EFFC_IR_CONSTANTS_H
#define EFFC_IR_CONSTANTS_H

#include "effc/IR/Effc.h"
#include <optional>
#include <vector>

namespace effc {

/// The stored elements of a constant, row-major, little-endian, one byte for an i1; splats
/// are written out.
std::vector<char> getConstantBytes(mlir::ElementsAttr value);

/// As above for a value defined by `effc.constant`; none for any other value.
std::optional<std::vector<char>> getConstantBytes(mlir::Value value);

/// True if `value` is defined by `effc.constant`.
bool isConstant(mlir::Value value);

/// An elements attribute of `type`'s storage type that holds `bytes`: inline if small,
/// a resource otherwise.
mlir::ElementsAttr makeConstantAttr(mlir::TensorType type, llvm::ArrayRef<char> bytes);

/// An `effc.constant` of `type` with the stored elements `bytes`.
ConstantOp makeConstant(mlir::OpBuilder &builder, mlir::Location loc, mlir::TensorType type,
                        llvm::ArrayRef<char> bytes);

} // namespace effc

#endif
