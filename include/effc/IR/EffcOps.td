#ifndef EFFC_IR_EFFCOPS
#define EFFC_IR_EFFCOPS

include "effc/IR/ConvolutionOps.td"
include "effc/IR/ElementwiseOps.td"
include "effc/IR/KernelOps.td"
include "effc/IR/LaneOps.td"
include "effc/IR/PoolOps.td"
include "effc/IR/QuantizeOps.td"
include "effc/IR/ShapeOps.td"

#endif
