//===- Activation.h - Clamping of results -----------------------*- C++ -*-===//
#ifndef EFFC_LIB_REFERENCE_ACTIVATION_H
#define EFFC_LIB_REFERENCE_ACTIVATION_H

#include "effc/IR/Quantization.h"
#include <algorithm>
#include <limits>

namespace effc::reference {

/// The bounds that a fused activation puts on plain numbers. As in TFLite, infinities are beyond
/// those of floats, and a NaN is not clamped.
template <typename T> struct Bounds {
  T min = std::numeric_limits<T>::lowest();
  T max = std::numeric_limits<T>::max();

  explicit Bounds(Activation activation) {
    if (activation == Activation::Relu || activation == Activation::Relu6)
      min = 0;
    if (activation == Activation::Relu6)
      max = 6;
    if (activation == Activation::ReluN1To1) {
      min = -1;
      max = 1;
    }
  }

  T clamp(T value) const { return std::min(std::max(value, min), max); }
};

/// `value` held within `range`.
inline int32_t clamp(int64_t value, IntegerRange range) {
  return static_cast<int32_t>(std::min(std::max(value, range.min), range.max));
}

/// A rescaled `value` as stored: the sum with the zero point wraps at 32 bits, then is clamped.
inline int32_t narrow(int32_t value, int64_t zeroPoint, IntegerRange range) {
  return clamp(static_cast<int32_t>(value + zeroPoint), range);
}

} // namespace effc::reference

#endif
