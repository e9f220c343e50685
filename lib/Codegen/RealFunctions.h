//===- RealFunctions.h - Functions of f32 lanes -----------------*- C++ -*-===//
//
// Generated code calls no libm, and where the target has no fused multiply-add, LLVM would make
// a call of `fma`; these functions use additions, multiplications, and one division.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_CODEGEN_REALFUNCTIONS_H
#define EFFC_LIB_CODEGEN_REALFUNCTIONS_H

#include "Lanes.h"
#include "effc/IR/Effc.h"

namespace effc {

/// The fused activation of a result as TFLite's kernels compute it, `std::min(std::max(x, low),
/// high)`: a NaN stays, and without another bound infinities become the largest numbers.
Lanes applyFusedActivation(Lanes x, Activation activation, TargetAttr target);

/// `exp(x)` and `exp(x) - 1` for x <= 0, within 2 units in the last place of the result; powers
/// below 2^-126 become 0. A NaN gives a NaN, here and below.
Lanes exponentialOfNegative(Lanes x);
Lanes exponentialMinusOneOfNegative(Lanes x);

Lanes logisticFunction(Lanes x);
Lanes hyperbolicTangent(Lanes x);

/// The nearest integer as i32, halves away from zero; |x| < 2^23, and no NaN.
Lanes roundToInteger(Lanes x);

/// f16 bits (i16 lanes) as f32.
Lanes halfToFloat(Lanes bits);

} // namespace effc

#endif
