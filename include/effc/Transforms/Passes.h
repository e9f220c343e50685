//===- Passes.h - Passes of the Transforms layer ---*- C++ -*-===//
#ifndef EFFC_TRANSFORMS_PASSES_H
#define EFFC_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace effc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "effc/Transforms/Passes.h.inc"

} // namespace effc

#endif
