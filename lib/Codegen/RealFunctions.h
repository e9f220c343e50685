//===- RealFunctions.h - Functions of f32 lanes -----------------*- C++ -*-===//
//
// Generated code calls no libm, and where the target has no fused multiply-add, LLVM would make
// a call of `fma`; these functions use additions, multiplications, and one division.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_CODEGEN_REALFUNCTIONS_H
#define EFFC_LIB_CODEGEN_REALFUNCTIONS_H

#include "Lanes.h"

namespace effc {

/// `exp(x)` and `exp(x) - 1` for x <= 0, within 2 units in the last place of the result; results
/// below 2^-126 become 2^-126.
Lanes exponentialOfNegative(Lanes x);
Lanes exponentialMinusOneOfNegative(Lanes x);

Lanes logisticFunction(Lanes x);
Lanes hyperbolicTangent(Lanes x);

/// The nearest integer as i32, halves away from zero; |x| < 2^23.
Lanes roundToInteger(Lanes x);

/// f16 bits (i16 lanes) as f32.
Lanes halfToFloat(Lanes bits);

} // namespace effc

#endif
