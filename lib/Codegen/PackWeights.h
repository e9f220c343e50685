//===- PackWeights.h - Compile-time operands of kernels ---------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_PACKWEIGHTS_H
#define EFFC_LIB_CODEGEN_PACKWEIGHTS_H

#include "KernelTiles.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "llvm/Support/Endian.h"
#include <optional>
#include <vector>

namespace effc {

/// Weights as numbers, row-major in the filter's shape. They are read where the constant is: large
/// ones shall not be copied.
class Filter {
public:
  /// The constant `filter`, or none if it is not a constant of f32 or 8-bit type.
  static std::optional<Filter> read(mlir::Value filter);

  bool isFloat() const { return elementBytes == sizeof(float); }
  size_t size() const { return bytes.size() / elementBytes; }

  /// Of a f32 filter.
  uint32_t getFloatBits(size_t index) const {
    return llvm::support::endian::read32le(bytes.data() + index * sizeof(float));
  }
  /// Of a quantized filter, minus the zero point.
  int32_t getInteger(size_t index) const {
    return (isUnsigned ? int32_t(uint8_t(bytes[index])) : int32_t(int8_t(bytes[index]))) -
           zeroPoint;
  }
  /// True if every integer is from `least` to `greatest`.
  bool fits(int32_t least, int32_t greatest) const;
  /// True if every integer fits i8.
  bool fitsInt8() const { return fits(INT8_MIN, INT8_MAX); }

  /// From [1, KH, KW, O] to [O, KH, KW, 1].
  void transpose();

  llvm::SmallVector<int64_t> shape;
  /// Packed weights shall only have the right type; they are zeros.
  bool isOnlyPlanned = false;

private:
  explicit Filter(ConstantView constant) : constant(std::move(constant)) {}

  ConstantView constant;
  std::vector<char> transposed;
  llvm::ArrayRef<char> bytes;
  unsigned elementBytes = 1;
  bool isUnsigned = false;
  int32_t zeroPoint = 0;
};

/// Bias values as i64, zeros if there is none; empty if the bias is not a constant.
std::vector<int64_t> readBias(mlir::Value bias, size_t channels);

/// Operands of a kernel op, and what its attributes must say.
struct PackedOperands {
  mlir::Value weights, bias, scales;
  ScalingAttr scaling;
};

/// What a quantized convolution reads and writes.
struct ConvolutionTypes {
  mlir::Type input, filter, output; // element types
  Activation activation;
  bool isFullyConnected;
};

/// Packs weights in the layout of `effc.kernel.conv_2d`; the filter is `[O, KH, KW, C]`.
mlir::Value packConvWeights(mlir::OpBuilder &builder, mlir::Location loc, const Filter &filter,
                            const KernelShape &shape, TileAttr tile, int64_t lanes);

/// Packs weights in the layout of `effc.kernel.depthwise_conv_2d`; the filter is
/// `[1, KH, KW, C*M]`.
mlir::Value packDepthwiseWeights(mlir::OpBuilder &builder, mlir::Location loc, const Filter &filter,
                                 const KernelShape &shape, TileAttr tile);

/// Makes bias and scales for `channels` channels, padded to `padded`. `sums[o]` is the sum of
/// channel `o`'s weights and `magnitudes[o]` that of their magnitudes; the kernel reads input
/// `inputShift` higher than it is stored. Fails, with `reason` set, if the kernels' arithmetic
/// would not equal the reference.
mlir::LogicalResult packBiasAndScales(mlir::OpBuilder &builder, mlir::Location loc,
                                      const ConvolutionTypes &types, mlir::Value bias,
                                      llvm::ArrayRef<int64_t> sums,
                                      llvm::ArrayRef<int64_t> magnitudes, int64_t inputShift,
                                      int64_t padded, TargetAttr target, PackedOperands &operands,
                                      std::string &reason);

} // namespace effc

#endif
