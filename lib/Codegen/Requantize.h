//===- Requantize.h - Fixed-point rescaling of integers ---------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_REQUANTIZE_H
#define EFFC_LIB_CODEGEN_REQUANTIZE_H

#include "Lanes.h"
#include "effc/IR/Quantization.h"

namespace effc {

/// Emits `value * multiplier * 2^(shift - 31)` with TFLite's double rounding, for i32 lanes; the
/// result is i32, before zero point and clamp. The left shift of a positive `shift` wraps, as
/// TFLite's. `bound` is the largest magnitude that `value` can have; a known bound makes shorter
/// code.
Lanes multiplyByQuantizedMultiplier(Lanes value, QuantizedMultiplier factor,
                                    int64_t bound = int64_t(1) << 31);

/// As above with a multiplier and a shift per lane (i32, of `value`'s type).
/// `mayShiftLeft` is false if no lane's shift is positive.
Lanes multiplyByQuantizedMultiplier(Lanes value, Lanes multiplier, Lanes shift,
                                    bool mayShiftLeft = true);

/// TFLite's rescaling of i64 accumulators: the multiplier is cut to 15 bits and the product is
/// rounded once, halves up. `value` has i64 lanes within 48 bits, the result is i32.
Lanes multiplyWideByQuantizedMultiplier(Lanes value, QuantizedMultiplier factor);
/// As above with an i32 multiplier and shift per lane.
Lanes multiplyWideByQuantizedMultiplier(Lanes value, Lanes multiplier, Lanes shift);

/// `value / 2^exponent`, rounded, halves away from zero; `value` has integer lanes.
/// Exact for every value.
Lanes roundingShiftRight(Lanes value, int exponent);

/// The high 32 bits of `2 * a * b`, rounded, halves up; i32 lanes, not both the least number.
Lanes roundingDoublingHighMultiply(Lanes a, Lanes b);
Lanes roundingDoublingHighMultiply(Lanes a, int32_t b);

/// Adds the zero point, clamps to `range`, and truncates to `bits` bits.
Lanes narrow(Lanes value, int64_t zeroPoint, IntegerRange range, unsigned bits);

} // namespace effc

#endif
