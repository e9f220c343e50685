#ifndef EFFC_IR_KERNELOPS
#define EFFC_IR_KERNELOPS

include "effc/IR/EffcAttributes.td"
include "effc/IR/EffcTypes.td"
include "effc/IR/EffcInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

#endif
