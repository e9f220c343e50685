#ifndef EFFC_MEMORY_PASSES
#define EFFC_MEMORY_PASSES

include "mlir/Pass/PassBase.td"

#endif
