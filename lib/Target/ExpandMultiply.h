//===- ExpandMultiply.h - Wide products on cores without them ---*- C++ -*-===//
#ifndef EFFC_LIB_TARGET_EXPANDMULTIPLY_H
#define EFFC_LIB_TARGET_EXPANDMULTIPLY_H

#include "effc/IR/Effc.h"
#include "mlir/IR/PatternMatch.h"

namespace effc {

/// Whether a target multiplies two i32 to an i64 without calling a routine.
bool hasWideMultiply(TargetAttr target);

/// A pattern that makes products of i64 that are extended from i32 of products of i32.
void populateExpandMultiplyPatterns(mlir::RewritePatternSet &patterns);

} // namespace effc

#endif
