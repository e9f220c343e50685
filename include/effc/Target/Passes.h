//===- Passes.h - Passes of the Target layer ---*- C++ -*-===//
#ifndef EFFC_TARGET_PASSES_H
#define EFFC_TARGET_PASSES_H

#include "mlir/Pass/Pass.h"

namespace effc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "effc/Target/Passes.h.inc"

} // namespace effc

#endif
