//===- ConvolutionKernels.h - Whether convolutions have kernels -*- C++ -*-===//
#ifndef EFFC_LIB_TRANSFORMS_CONVOLUTIONKERNELS_H
#define EFFC_LIB_TRANSFORMS_CONVOLUTIONKERNELS_H

#include "effc/IR/Quantization.h"

namespace effc {

/// Whether convolutions of this element type may get kernels that are better than generic loops,
/// so that it pays to write other ops as convolutions. True if no target is known.
inline bool hasConvolutionKernels(TargetAttr target, mlir::Type elementType) {
  if (!target || target.getVectorBits() >= 64)
    return true;
  return target.getDot() == Dot::DualI16 && isQuantized(elementType) &&
         getStorageBytes(elementType) == 1;
}

} // namespace effc

#endif
