//===- ReadMLIR.h - effc's own IR as input ----------------------*- C++ -*-===//
#ifndef EFFC_TOOLS_EFFC_READMLIR_H
#define EFFC_TOOLS_EFFC_READMLIR_H

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Operation.h"
#include <string>
#include <string_view>

/// Parses textual or bytecode MLIR, for --input-format=mlir only: see
/// `CompileOptions::readTrustedModule`.
mlir::Operation *readMLIR(std::string_view bytes, const std::string &fileName,
                          mlir::MLIRContext &context);

#endif
