//===- PackWeights.h - Compile-time operands of kernels ---------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_PACKWEIGHTS_H
#define EFFC_LIB_CODEGEN_PACKWEIGHTS_H

#include "KernelTiles.h"
#include "effc/IR/Quantization.h"
#include <optional>
#include <vector>

namespace effc {

/// Weights as numbers: row-major in the filter's shape, minus their zero point.
struct Filter {
  llvm::SmallVector<int64_t> shape;
  std::vector<float> floats;     // f32 filters
  std::vector<int32_t> integers; // quantized filters

  bool isFloat() const { return !floats.empty(); }
  /// True if every integer fits i8.
  bool fitsInt8() const;
};

/// The constant `filter`, or none if it is not a constant of f32 or 8-bit type.
std::optional<Filter> readFilter(mlir::Value filter);

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
                                      int64_t padded, TargetAttr target,
                                      PackedOperands &operands, std::string &reason);

} // namespace effc

#endif
