//===- Quantization.h - Storage types and parameters ------------*- C++ -*-===//
//
// What a quantized element type means: its storage, scales and zero points, and
// the fixed-point form of a scale.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_IR_QUANTIZATION_H
#define EFFC_IR_QUANTIZATION_H

#include "effc/IR/Effc.h"

namespace effc {

/// The signless type that an element is stored as: `i8` for `ui8` and for 8-bit
/// quantized types, the type itself for plain ones.
mlir::Type getStorageType(mlir::Type elementType);

/// True for `ui8` and quantized types with unsigned storage.
bool isUnsignedStorage(mlir::Type elementType);

/// `type` with its element type replaced by the storage type.
mlir::RankedTensorType getStorageTensorType(mlir::TensorType type);

/// Bytes of one stored element; i1 takes a byte.
unsigned getStorageBytes(mlir::Type elementType);

/// Bytes of all elements of a static tensor.
int64_t getTensorBytes(mlir::ShapedType type);

/// Smallest and largest stored value of an integer or quantized element type.
struct IntegerRange {
  int64_t min, max;
};
IntegerRange getStorageRange(mlir::Type elementType);

bool isQuantized(mlir::Type elementType);
bool isPerAxisQuantized(mlir::Type elementType);

/// Scale and zero point, of `channel` where there is one per channel. TFLite's scales
/// are f32; they are returned without rounding.
double getScale(mlir::Type quantizedType, unsigned channel = 0);
int64_t getZeroPoint(mlir::Type quantizedType, unsigned channel = 0);

/// Stored values between which `activation` keeps a quantized result, as TFLite's
/// CalculateActivationRangeQuantized computes them.
IntegerRange getActivationRange(Activation activation, mlir::Type quantizedType);

/// `multiplier * 2^(shift - 31)` with multiplier in [2^30, 2^31), or 0.
struct QuantizedMultiplier {
  int32_t multiplier;
  int32_t shift;
};

/// The fixed-point form of a positive real number, as TFLite's QuantizeMultiplier: the
/// multiplier is rounded half away from zero; below 2^-32 the result is zero.
QuantizedMultiplier quantizeMultiplier(double real);

} // namespace effc

#endif
