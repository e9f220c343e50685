//===- Reporter.cpp - Collects the problems of a model --------------------===//
#include "Reporter.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace effc;
using namespace effc::tflite;

void Reporter::emit(Location loc, const Twine &message, const Twine &remedy) {
  if (numProblems++ >= kMaxProblems)
    return;
  InFlightDiagnostic diagnostic = emitError(loc);
  diagnostic << message;
  diagnostic.attachNote() << remedy;
}

void Reporter::malformed(Location loc, const Twine &message, const Twine &remedy) {
  emit(loc, message, remedy);
  status = ImportStatus::Malformed;
}

void Reporter::unsupported(Location loc, const Twine &message, const Twine &remedy) {
  emit(loc, message, remedy);
  if (status == ImportStatus::Ok)
    status = ImportStatus::Unsupported;
}

void Reporter::finish(Location loc) {
  if (numProblems > kMaxProblems)
    emitError(loc) << (numProblems - kMaxProblems) << " more problems are not shown";
}
