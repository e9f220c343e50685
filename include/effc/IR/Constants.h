//===- Constants.h - Bytes of effc.constant ---------------------*- C++ -*-===//
#ifndef EFFC_IR_CONSTANTS_H
#define EFFC_IR_CONSTANTS_H

#include "effc/IR/Effc.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>
#include <vector>

namespace effc {

/// The stored elements of a constant, row-major, little-endian, one byte for an i1; splats
/// are written out.
std::vector<char> getConstantBytes(mlir::ElementsAttr value);

/// As above for a value defined by `effc.constant`; none for any other value.
std::optional<std::vector<char>> getConstantBytes(mlir::Value value);

/// The same, without a copy if the constant is a resource. Valid as long as the context.
class ConstantView {
public:
  explicit ConstantView(mlir::ElementsAttr value);

  llvm::ArrayRef<char> getBytes() const { return isResource ? resource : llvm::ArrayRef(copy); }

private:
  bool isResource;
  llvm::ArrayRef<char> resource;
  std::vector<char> copy;
};

/// True if `value` is defined by `effc.constant`.
bool isConstant(mlir::Value value);

/// An elements attribute of `type`'s storage type that holds `bytes`: inline if small,
/// a resource otherwise.
mlir::ElementsAttr makeConstantAttr(mlir::TensorType type, llvm::ArrayRef<char> bytes);

/// The same of bytes that `fill` writes, which are not copied if there are many.
mlir::ElementsAttr
makeConstantAttr(mlir::TensorType type,
                 llvm::function_ref<void(llvm::MutableArrayRef<char> bytes)> fill);

/// The same of bytes that outlive the attribute's context, which are not copied if there are many.
mlir::ElementsAttr makeSharedConstantAttr(mlir::TensorType type, llvm::ArrayRef<char> bytes);

/// Frees the resources that no constant of `module` refers to, which must be the only module of its
/// context.
void dropUnusedResources(mlir::ModuleOp module);

/// An `effc.constant` of `type` with the stored elements `bytes`.
ConstantOp makeConstant(mlir::OpBuilder &builder, mlir::Location loc, mlir::TensorType type,
                        llvm::ArrayRef<char> bytes);

} // namespace effc

#endif
