//===- Constants.h - Globals of a model's constants -------------*- C++ -*-===//
#ifndef EFFC_LIB_MEMORY_CONSTANTS_H
#define EFFC_LIB_MEMORY_CONSTANTS_H

#include "effc/IR/Effc.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/SymbolTable.h"

namespace effc {

/// Makes private globals of constants; equal contents share one.
class GlobalConstants {
public:
  GlobalConstants(mlir::ModuleOp module, TargetAttr target) : symbols(module), target(target) {}

  /// The global of a constant.
  mlir::memref::GlobalOp get(ConstantOp constant);

private:
  mlir::memref::GlobalOp create(ConstantOp constant, mlir::MemRefType type);

  mlir::SymbolTable symbols;
  TargetAttr target;
  llvm::DenseMap<std::pair<mlir::Attribute, mlir::Type>, mlir::memref::GlobalOp> inlined;
  llvm::DenseMap<std::pair<size_t, mlir::Type>, llvm::SmallVector<mlir::memref::GlobalOp, 1>>
      resources;
};

} // namespace effc

#endif
