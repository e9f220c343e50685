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

/// The quantized type of 8 to 32 bits with these parameters; `axis` is the dimension that has a
/// scale for each element where there are several. TFLite's filters have scales of zero in channels
/// that were pruned, but MLIR's types have none: such a type expresses f64, not f32, and holds the
/// least positive f64 instead, which no f32 scale can be.
mlir::quant::QuantizedType getQuantizedType(mlir::MLIRContext *context, unsigned bits,
                                            bool isSigned, llvm::ArrayRef<float> scales,
                                            llvm::ArrayRef<int64_t> zeroPoints, int64_t axis);

/// Scale and zero point, of `channel` where there is one per channel. TFLite's scales
/// are f32; they are returned without rounding.
double getScale(mlir::Type quantizedType, unsigned channel = 0);
int64_t getZeroPoint(mlir::Type quantizedType, unsigned channel = 0);

/// The exponent of a scale that TFLite takes as a power of two: its logarithm, computed in f32, is
/// within 1/1000 of an integer.
std::optional<int> getPowerOfTwo(double scale);

/// The factors from sums of products to the result of a convolution, one for each scale of the
/// filter. TFLite rounds the product of the operands' scales to f32 in its older per-tensor
/// kernels: all of uint8, and fully connected layers.
llvm::SmallVector<double> getConvolutionFactors(mlir::Type input, mlir::Type filter,
                                                mlir::Type output, bool isFullyConnected);

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
