//===- ResultOverlap.h - Where results may lie over inputs ------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_RESULTOVERLAP_H
#define EFFC_LIB_CODEGEN_RESULTOVERLAP_H

#include "mlir/IR/Operation.h"
#include <optional>

namespace effc {

/// Where a result may lie over operand 0, if both are packed: it begins at most `distance` bytes
/// behind the operand's first (negative: before it), at a multiple of `multiple` from it.
struct ResultOverlap {
  int64_t distance;
  int64_t multiple;
};

/// None if the kernel allows no overlap.
std::optional<ResultOverlap> getResultOverlap(mlir::Operation *op);

} // namespace effc

#endif
