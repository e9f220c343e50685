//===- FloatSum.h - Exact f32 forms of 8-bit sums ---------------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_FLOATSUM_H
#define EFFC_LIB_CODEGEN_FLOATSUM_H

#include <cstdint>
#include <optional>
#include <vector>

namespace effc {

/// What a sum or difference of two 8-bit operands is to be.
struct ByteSum {
  int64_t lhsLeast, rhsLeast;     // the least stored value of each operand; each has 256
  double lhsScale, rhsScale;      // by the result's scale; negative if it is subtracted
  int64_t least, greatest;        // results are clamped to
  std::vector<int16_t> results;   // of the i-th and the j-th value at 256 * i + j
  bool hasFma;                    // the machine rounds a multiply-add once
};

/// `clamp(rint(fma(lhs, lhsFactor, fma(rhs, rhsFactor, offset))))` of stored values, products
/// and sums where the machine has no multiply-add.
struct FloatSum {
  float lhsFactor, rhsFactor, offset;
};

/// A form that gives all 65536 results; none if none was found near the true scales.
std::optional<FloatSum> findFloatSum(const ByteSum &sum);

} // namespace effc

#endif
