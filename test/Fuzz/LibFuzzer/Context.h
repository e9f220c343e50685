//===- Context.h - A context that keeps quiet ---------------------*- C++ -*-===//
#ifndef EFFC_TEST_FUZZ_LIBFUZZER_CONTEXT_H
#define EFFC_TEST_FUZZ_LIBFUZZER_CONTEXT_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include <cstdlib>
#include <memory>
#include <string>

/// Contexts keep every attribute they have seen, so each serves some inputs only. Diagnostics are
/// formatted, as the drivers do it, and dropped.
inline mlir::MLIRContext &getQuietContext() {
  static constexpr unsigned kInputsPerContext = 500;
  static std::unique_ptr<mlir::MLIRContext> context;
  static unsigned uses = 0;
  if (uses++ % kInputsPerContext == 0) {
    context = std::make_unique<mlir::MLIRContext>(mlir::MLIRContext::Threading::DISABLED);
    context->getDiagEngine().registerHandler([](mlir::Diagnostic &diagnostic) {
      if (diagnostic.str().empty())
        std::abort();
      return mlir::success();
    });
  }
  return *context;
}

#endif
