//===- ConvolutionResult.h - From operands to results -----------*- C++ -*-===//
//
// What all convolutions have in common apart from where they read: how stored operands become
// numbers, and how a sum of products becomes a stored result.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_CODEGEN_CONVOLUTIONRESULT_H
#define EFFC_LIB_CODEGEN_CONVOLUTIONRESULT_H

#include "LoopModels.h"
#include "LoopNest.h"
#include "Requantize.h"

namespace effc {

class ConvolutionResult {
public:
  /// Reads types and parameters of a convolution; fails with a diagnostic if it has no expansion.
  template <typename OpTy>
  static mlir::FailureOr<ConvolutionResult> get(OpTy op, const Expansion &expansion) {
    ConvolutionResult result(op, op.getInput(), op.getFilter(), op.getBias(), op.getOutput(),
                             op.getActivation(), expansion);
    if (mlir::failed(result.initialize(std::is_same_v<OpTy, FullyConnectedOp>)))
      return mlir::failure();
    return result;
  }

  /// f32, i32 or i64.
  mlir::Type getSumType() const { return sumType; }
  Lanes getZero(int64_t count) const;

  /// Adds the product of a stored input and a stored filter element.
  Lanes accumulate(Lanes sum, Lanes input, Lanes filter) const;

  /// Bias, rescaling, activation: the stored results of the output channels from `channel` on.
  Lanes finish(Lanes sum, mlir::Value channel) const;

private:
  ConvolutionResult(mlir::Operation *op, mlir::Value input, mlir::Value filter, mlir::Value bias,
                    mlir::Value output, Activation activation, const Expansion &expansion);
  llvm::LogicalResult initialize(bool isFullyConnected);
  void initializeScales(bool isFullyConnected);
  Lanes rescale(Lanes sum, mlir::Value channel) const;

  mlir::Operation *op;
  mlir::ImplicitLocOpBuilder &builder;
  TargetAttr target;
  mlir::Type input, filter, output, sumType;
  mlir::Value bias; // Linear memory, or null.
  int64_t channels;
  Activation activation;
  /// One factor for all channels, or tables of multipliers and shifts.
  QuantizedMultiplier factor = {0, 0};
  mlir::Value multipliers, shifts;
  bool mayShiftLeft = false;
};

} // namespace effc

#endif
