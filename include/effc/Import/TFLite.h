//===- TFLite.h - TFLite models to the effc dialect -------------*- C++ -*-===//
#ifndef EFFC_IMPORT_TFLITE_H
#define EFFC_IMPORT_TFLITE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace effc {

/// What became of a model. Of several problems the first in this order counts: a damaged model
/// is `Malformed` even if it also uses unsupported operators.
enum class ImportStatus {
  Ok,
  Malformed,   ///< The bytes are no model, or the model contradicts itself.
  Unsupported, ///< A sound model that uses something effc does not compile.
  Internal     ///< The importer made invalid IR: a bug of effc.
};

/// Turns the bytes of a `.tflite` file into a module with one function `@main`. The bytes are
/// not trusted. Every problem of the model is reported as a diagnostic of `context`, located
/// in the model; the result is null if there was one. The buffer's identifier names the file
/// in locations. The bytes may be dropped afterwards, unless `mayShare`: large constants refer to
/// them then, as long as `context` exists. `status`, if given, tells the kind of failure.
mlir::OwningOpRef<mlir::ModuleOp> importTFLite(llvm::MemoryBufferRef buffer,
                                               mlir::MLIRContext *context,
                                               ImportStatus *status = nullptr,
                                               bool mayShare = false);

/// Reports every problem that `importTFLite` would, without making IR.
ImportStatus checkTFLite(llvm::MemoryBufferRef buffer, mlir::MLIRContext *context);

} // namespace effc

#endif
