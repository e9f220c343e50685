//===- TFLite.h - TFLite models to the effc dialect -------------*- C++ -*-===//
#ifndef EFFC_IMPORT_TFLITE_H
#define EFFC_IMPORT_TFLITE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace effc {

/// Turns the bytes of a `.tflite` file into a module with one function `@main`. The bytes are
/// not trusted. Every problem of the model is reported as a diagnostic of `context`, located
/// in the model; the result is null if there was one. The buffer's identifier names the file
/// in locations. The bytes may be dropped afterwards.
mlir::OwningOpRef<mlir::ModuleOp> importTFLite(llvm::MemoryBufferRef buffer,
                                               mlir::MLIRContext *context);

} // namespace effc

#endif
