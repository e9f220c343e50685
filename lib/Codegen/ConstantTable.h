//===- ConstantTable.h - Tables beside the generated code -------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_CONSTANTTABLE_H
#define EFFC_LIB_CODEGEN_CONSTANTTABLE_H

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace effc {

/// A one-dimensional constant memref that holds `elements`, each cut to the integer type
/// `elementType`. It is a private `memref.global` of the module around the builder's insertion
/// point; equal tables are one.
mlir::Value getConstantTable(mlir::ImplicitLocOpBuilder &builder, mlir::Type elementType,
                             llvm::ArrayRef<int64_t> elements);
/// As above for f32 elements.
mlir::Value getConstantTable(mlir::ImplicitLocOpBuilder &builder, llvm::ArrayRef<float> elements);

} // namespace effc

#endif
