//===- FloatScale.h - Exact f32 forms of output scales ----------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_FLOATSCALE_H
#define EFFC_LIB_CODEGEN_FLOATSCALE_H

#include <cstdint>
#include <optional>

namespace effc {

/// One channel's `#effc.requantize<rescale = double_rounding>`, and what its kernel can meet.
struct RescaleRange {
  int64_t multiplier, shift;     // of the channel
  int64_t lowSum, highSum;       // the accumulators lie in [lowSum, highSum]
  int64_t lowResult, highResult; // results outside are clamped (before the zero point)
  bool isSignless;               // results below zero are clamped
  bool hasFma;                   // the machine rounds a multiply-add once
};

/// `rint(float(a - origin) * scale + (a < 0 ? -offset : offset)) + center`, plus one if `a` is the
/// exception; with `isSignless` the offset is never negated, else origin and center are 0.
struct FloatScale {
  float scale = 0, offset = 0;
  int64_t origin = 0, center = 0;
  std::optional<int64_t> exception;
};

/// A form that equals the integer one for all accumulators of the range, after clamping; none
/// if none was found near the true scale.
std::optional<FloatScale> findFloatScale(const RescaleRange &range);

} // namespace effc

#endif
