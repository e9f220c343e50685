//===- ScaledSum.h - Sums of quantized operands -----------------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_SCALEDSUM_H
#define EFFC_LIB_CODEGEN_SCALEDSUM_H

#include "FloatSum.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"

namespace effc {

/// Sum or difference on a common scale of twice the larger operand's, in 20 (15 for 16-bit values)
/// more bits.
struct ScaledSum {
  mlir::Type lhs, rhs, result;
  IntegerRange range;
  bool isDifference;
  int leftShift;
  QuantizedMultiplier lhsFactor, rhsFactor, factor;

  ScaledSum(mlir::Type lhs, mlir::Type rhs, mlir::Type result, Activation activation,
            bool isDifference);
};

/// 8- or 16-bit quantized operands and result.
bool isSmallQuantized(mlir::Type lhs, mlir::Type rhs, mlir::Type result);

/// The f32 form of an 8-bit sum on `target`, for left operands less `lhsCenter`; none if there is
/// none.
std::optional<FloatSum> getFloatSum(TargetAttr target, const ScaledSum &sum,
                                    int64_t lhsCenter = 0);

} // namespace effc

#endif
