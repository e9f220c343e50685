//===- LargeConstants.h - Constants that bypass LLVM ------------*- C++ -*-===//
#ifndef EFFC_TARGET_LARGECONSTANTS_H
#define EFFC_TARGET_LARGECONSTANTS_H

#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/IR/Module.h"
#include <string>
#include <vector>

namespace effc {

/// Values of large constants of an ELF object, which LLVM does not see. Each must have a section of
/// its own. To be called in this order.
class LargeConstants {
public:
  /// Takes the values out of a module of the LLVM dialect; the globals become external.
  void take(mlir::ModuleOp module);

  /// Makes them private zeros in the optimised module.
  void define(llvm::Module &module);

  /// Writes them into the object that was made of the module, and frees them.
  llvm::Error write(llvm::MutableArrayRef<char> object, mlir::MLIRContext *context);

private:
  struct Constant {
    std::string name, section;
    mlir::DenseResourceElementsHandle handle;
  };
  std::vector<Constant> constants;
};

} // namespace effc

#endif
