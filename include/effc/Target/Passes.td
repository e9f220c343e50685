#ifndef EFFC_TARGET_PASSES
#define EFFC_TARGET_PASSES

include "mlir/Pass/PassBase.td"

#endif
