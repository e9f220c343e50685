//===- Reporter.h - Collects the problems of a model ------------*- C++ -*-===//
#ifndef EFFC_LIB_IMPORT_TFLITE_REPORTER_H
#define EFFC_LIB_IMPORT_TFLITE_REPORTER_H

#include "effc/Import/TFLite.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/Twine.h"

namespace effc::tflite {

/// Emits the problems of one model as diagnostics and remembers the worst kind. After
/// `kMaxProblems` it only counts, so that a damaged file cannot flood its reader.
class Reporter {
public:
  static constexpr unsigned kMaxProblems = 10000;

  /// The model contradicts the format, or itself.
  void malformed(mlir::Location loc, const llvm::Twine &message, const llvm::Twine &remedy);

  /// The model is sound, but cannot be compiled.
  void unsupported(mlir::Location loc, const llvm::Twine &message, const llvm::Twine &remedy);

  /// Says how many problems were not shown. To be called last.
  void finish(mlir::Location loc);

  bool hasProblems() const { return numProblems != 0; }
  ImportStatus getStatus() const { return status; }

private:
  void emit(mlir::Location loc, const llvm::Twine &message, const llvm::Twine &remedy);

  unsigned numProblems = 0;
  ImportStatus status = ImportStatus::Ok;
};

} // namespace effc::tflite

#endif
