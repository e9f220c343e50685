//===- Passes.h - Passes of the Codegen layer ---*- C++ -*-===//
#ifndef EFFC_CODEGEN_PASSES_H
#define EFFC_CODEGEN_PASSES_H

#include "mlir/Pass/Pass.h"

namespace effc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "effc/Codegen/Passes.h.inc"

} // namespace effc

#endif
