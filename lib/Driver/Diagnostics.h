//===- Diagnostics.h - MLIR's diagnostics as data ---------------*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_DIAGNOSTICS_H
#define EFFC_LIB_DRIVER_DIAGNOSTICS_H

#include "effc/Compiler.h"
#include "mlir/IR/Diagnostics.h"

namespace effc {

/// What a location is called in messages; empty if it is unknown.
std::string formatLocation(mlir::Location location);

/// Collects the diagnostics of a context while it lives.
class DiagnosticCollector {
public:
  DiagnosticCollector(mlir::MLIRContext *context, std::string fileName,
                      std::vector<Diagnostic> &diagnostics);

private:
  std::string fileName;
  std::vector<Diagnostic> &diagnostics;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace effc

#endif
