//===- ExpandMath.h - Floating point without a math library -----*- C++ -*-===//
#ifndef EFFC_LIB_TARGET_EXPANDMATH_H
#define EFFC_LIB_TARGET_EXPANDMATH_H

#include "effc/IR/Effc.h"
#include "mlir/IR/PatternMatch.h"

namespace effc {

/// What of the math dialect a target computes without a library call.
struct MathSupport {
  bool fma = false;
  bool rounding = false; ///< floor, ceil, trunc, roundeven
  bool maximum = false;  ///< IEEE 754-2019 maximum and minimum
  bool half = false;     ///< conversions between f16 and f32
  bool ordered = true;   ///< `x < c` in vectors is false for a NaN
};

MathSupport getMathSupport(TargetAttr target);

/// Patterns that replace everything `support` lacks by arithmetic.
void populateExpandMathPatterns(const MathSupport &support, mlir::RewritePatternSet &patterns);

} // namespace effc

#endif
