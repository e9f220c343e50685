//===- KernelEpilogue.h - From accumulators to results ----------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELEPILOGUE_H
#define EFFC_LIB_CODEGEN_KERNELEPILOGUE_H

#include "LinearBuffer.h"
#include "effc/IR/Effc.h"

namespace effc {

/// What follows the reduction: requantization of integers, activation of floats.
class KernelEpilogue {
public:
  /// `scales` is the memref of scales, or null for f32.
  KernelEpilogue(mlir::ImplicitLocOpBuilder &b, RequantizeAttr requantize, Activation activation,
                 mlir::Value scales, mlir::Type resultType);

  /// Loads what the channels from `channel` on need, for vectors of `lanes`. Call it outside of
  /// the loop over pixels.
  struct Channels {
    mlir::Value evenMultiplier, oddMultiplier, evenRound, oddRound, shift;
  };
  Channels prepare(mlir::ImplicitLocOpBuilder &b, Offset channel, int64_t lanes) const;

  /// The stored values (of the result's element type) of one vector of accumulators.
  mlir::Value apply(mlir::ImplicitLocOpBuilder &b, mlir::Value accumulators,
                    const Channels &channels) const;

private:
  mlir::Value rescale(mlir::ImplicitLocOpBuilder &b, mlir::Value accumulators,
                      const Channels &channels) const;
  mlir::Value activate(mlir::ImplicitLocOpBuilder &b, mlir::Value values) const;

  RequantizeAttr requantize;
  Activation activation;
  LinearBuffer scales;
  int64_t columns = 0; // of the scales
  mlir::Type resultType;
};

} // namespace effc

#endif
