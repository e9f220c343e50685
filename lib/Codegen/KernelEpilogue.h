//===- KernelEpilogue.h - From accumulators to results ----------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELEPILOGUE_H
#define EFFC_LIB_CODEGEN_KERNELEPILOGUE_H

#include "LinearBuffer.h"
#include "effc/IR/Effc.h"

namespace effc {

class ScalableLanes;

/// What follows the reduction: requantization of integers, activation of floats.
class KernelEpilogue {
public:
  /// What is added to results, and the activation of that sum.
  struct Sum {
    LinearBuffer addend;
    Activation activation;
  };

  /// `scales` is the memref of scales, or null for f32.
  KernelEpilogue(mlir::ImplicitLocOpBuilder &b, ScalingAttr scaling, Activation activation,
                 TargetAttr target, mlir::Value scales, mlir::Type resultType,
                 std::optional<Sum> sum = std::nullopt);

  /// Whether a target has `Rescale::Float`.
  static bool hasFloatForm(TargetAttr target);

  /// What stands for input outside of the image, as an i32; null for 0.
  mlir::Value padValue() const { return pad; }

  /// Loads what the channels from `channel` on need, for vectors of `lanes`. Call it outside of
  /// the loop over pixels.
  struct Channels {
    mlir::Value evenMultiplier, oddMultiplier, evenRound, oddRound, shift; // integer forms
    mlir::Value scale, offset, exception;                                  // f32 form
  };
  Channels prepare(mlir::ImplicitLocOpBuilder &b, Offset channel, int64_t lanes) const;
  /// For lanes of `channels`, one for each; all channels are `count`.
  Channels prepare(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<int64_t> channels,
                   int64_t count) const;

  /// Where the pixels of a tile are: pixel p at `start + pixels[p]`.
  struct Place {
    Offset start;
    llvm::SmallVector<int64_t> pixels;
  };

  /// Stores the results of a tile: accumulators `[pixel][vector]`, with an element of `channels`
  /// for each vector. Of each pixel, the first `count` channels are stored.
  void store(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<mlir::Value> accumulators,
             llvm::ArrayRef<Channels> channels, const LinearBuffer &output, const Place &to,
             int64_t count, const Place &addend = {}) const;

  /// The same for accumulators of as many pixels whose lanes are the channels from `channel` on.
  void store(mlir::ImplicitLocOpBuilder &b, const ScalableLanes &lanes,
             llvm::SmallVector<mlir::Value> sums, Offset channel, const LinearBuffer &output,
             const Place &to) const;

private:
  /// One number, or a vector of one for each channel.
  struct ScalableChannels {
    mlir::Value multiplier, shift;
  };
  ScalableChannels prepare(mlir::ImplicitLocOpBuilder &b, const ScalableLanes &lanes,
                           Offset channel) const;
  mlir::Value multiply(const ScalableLanes &lanes, mlir::Value sum, mlir::Value multiplier) const;
  mlir::Value toBytes(mlir::ImplicitLocOpBuilder &b, const ScalableLanes &lanes,
                      mlir::Value halves) const;

  int64_t groupSize() const;
  Channels prepare(mlir::ImplicitLocOpBuilder &b,
                   llvm::function_ref<mlir::Value(int64_t)> row) const;
  mlir::Value apply(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<mlir::Value> accumulators,
                    llvm::ArrayRef<Channels> channels, llvm::ArrayRef<mlir::Value> addends) const;
  mlir::Value rescale(mlir::ImplicitLocOpBuilder &b, mlir::Value accumulators,
                      const Channels &channels) const;
  bool hasNeonForm(int64_t lanes) const;
  Channels prepareNeon(mlir::ImplicitLocOpBuilder &b, mlir::Value multiplier,
                       mlir::Value shift) const;
  mlir::Value rescaleNeon(mlir::ImplicitLocOpBuilder &b, mlir::Value accumulators,
                          const Channels &channels) const;
  mlir::Value rescaleByFloat(mlir::ImplicitLocOpBuilder &b, mlir::Value accumulators,
                             const Channels &channels) const;
  mlir::Value narrow(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<mlir::Value> values) const;
  mlir::Value addZeroPoint(mlir::ImplicitLocOpBuilder &b, mlir::Value values) const;
  bool packsInLanes(llvm::ArrayRef<mlir::Value> values) const;
  mlir::Value packInLanes(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<mlir::Value> values) const;
  mlir::Value scaleByFloat(mlir::ImplicitLocOpBuilder &b, mlir::Value accumulators,
                           const Channels &channels) const;
  mlir::Value roundToFloat(mlir::ImplicitLocOpBuilder &b, mlir::Value accumulators,
                           const Channels &channels) const;
  mlir::Value addIntegers(mlir::ImplicitLocOpBuilder &b, mlir::Value results,
                          mlir::Value addend) const;
  mlir::Value multiplyAdd(mlir::ImplicitLocOpBuilder &b, mlir::Value values, mlir::Value factor,
                          mlir::Value addend) const;

  ScalingAttr scaling;
  Activation activation;
  TargetAttr target;
  LinearBuffer scales;
  int64_t columns = 0;                         // of the scales
  mlir::Value zeroPoint, least, greatest, pad; // i32
  mlir::Type resultType;
  std::optional<Sum> sum;
  mlir::Value centeredLeast, centeredGreatest;       // f32, of the results less their zero point
  mlir::Value resultFactor, addendFactor, sumOffset; // f32
  mlir::Value sumLeast, sumGreatest;                 // i32
};

} // namespace effc

#endif
