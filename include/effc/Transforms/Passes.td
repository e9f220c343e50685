#ifndef EFFC_TRANSFORMS_PASSES
#define EFFC_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

#endif
