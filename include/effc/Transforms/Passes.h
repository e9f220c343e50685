//===- Passes.h - Passes of the Transforms layer ---*- C++ -*-===//
#ifndef EFFC_TRANSFORMS_PASSES_H
#define EFFC_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace effc {

/// Element-wise functions of 8-bit elements that effc-lower-to-lookup leaves alone.
enum class KeepArithmetic { None, Clamps, Rescales };

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "effc/Transforms/Passes.h.inc"

} // namespace effc

#endif
