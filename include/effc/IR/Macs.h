//===- Macs.h - Multiply-accumulates of ops ---------------------*- C++ -*-===//
#ifndef EFFC_IR_MACS_H
#define EFFC_IR_MACS_H

#include "mlir/IR/Operation.h"

namespace effc {

/// Multiply-accumulates of an effc op, 0 for those that have none.
int64_t countMacs(mlir::Operation *op);

} // namespace effc

#endif
