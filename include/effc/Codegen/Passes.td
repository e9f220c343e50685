#ifndef EFFC_CODEGEN_PASSES
#define EFFC_CODEGEN_PASSES

include "mlir/Pass/PassBase.td"

#endif
