//===- ModelReader.h - From bytes to a module -------------------*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_MODELREADER_H
#define EFFC_LIB_DRIVER_MODELREADER_H

#include "effc/Compiler.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace effc {

/// A context for one compilation: with all dialects of the pipeline, single-threaded, since
/// callers may run several at once.
std::unique_ptr<mlir::MLIRContext> createContext();

/// Reads a `.tflite` model, or what `options.readTrustedModule` reads. Diagnostics go to the
/// context, which must not outlive the bytes. Null if `status` is not `Ok` afterwards.
mlir::OwningOpRef<mlir::ModuleOp> readModel(std::string_view bytes, const CompileOptions &options,
                                            mlir::MLIRContext *context, Status &status);

/// The phase whose output `module` is, as `--emit` wrote it down. Imported models have none: they
/// are at the start.
Phase getModulePhase(mlir::ModuleOp module);
void setModulePhase(mlir::ModuleOp module, Phase phase);

/// The model's name, as CompileOptions::name says.
std::string getModelName(const CompileOptions &options);

} // namespace effc

#endif
