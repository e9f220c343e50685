//===- Passes.h - Passes of the Memory layer ---*- C++ -*-===//
#ifndef EFFC_MEMORY_PASSES_H
#define EFFC_MEMORY_PASSES_H

#include "mlir/Pass/Pass.h"

namespace effc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "effc/Memory/Passes.h.inc"

} // namespace effc

#endif
