//===- KernelDot.h - Multiply-accumulate steps of kernels -------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELDOT_H
#define EFFC_LIB_CODEGEN_KERNELDOT_H

#include "LinearBuffer.h"
#include "effc/IR/Effc.h"

namespace effc {

/// Reduction steps that one multiply-accumulate instruction takes.
inline int64_t getDepth(Dot dot) {
  return dot == Dot::MatrixI8 ? 8 : isQuad(dot) ? 4 : dot == Dot::PairI16 ? 2 : 1;
}

/// The vectors of 32-bit Arm's application processors.
bool hasNeon(TargetAttr target);

/// How a kernel reads, widens, multiplies and accumulates, by the target's instruction.
class KernelDot {
public:
  KernelDot(TargetAttr target, Dot dot, bool unsignedInput);

  /// Element type of staged input: widened where the instruction wants it so.
  mlir::Type stageType(mlir::Type inputType) const;

  /// Type of one accumulator.
  mlir::VectorType accumulatorType(mlir::MLIRContext *context, int64_t lanes) const;

  /// `depth` weights for each of `lanes` channels.
  mlir::Value loadWeights(mlir::ImplicitLocOpBuilder &b, const LinearBuffer &weights, Offset offset,
                          int64_t lanes) const;

  /// The same for `count` vectors, one after the other.
  llvm::SmallVector<mlir::Value> loadWeights(mlir::ImplicitLocOpBuilder &b,
                                             const LinearBuffer &weights, Offset offset,
                                             int64_t lanes, int64_t count) const;

  /// How many of `steps` one load of input serves: where the instruction takes an operand from any
  /// lane of a register, no element has to be repeated.
  int64_t getLaneSteps(int64_t steps) const;
  /// Input elements of that many steps, and the one of step `index` for `lanes` channels.
  mlir::Value loadLaneSteps(mlir::ImplicitLocOpBuilder &b, const LinearBuffer &input, Offset offset,
                            int64_t laneSteps) const;
  mlir::Value broadcastLane(mlir::ImplicitLocOpBuilder &b, mlir::Value elements, int64_t index,
                            int64_t lanes) const;

  /// Whether two vectors of input or weights are loaded at once.
  bool loadsPairs() const { return multipliesHalves; }
  /// Input elements of two vectors of channels.
  llvm::SmallVector<mlir::Value> loadInputPair(mlir::ImplicitLocOpBuilder &b,
                                               const LinearBuffer &input, Offset offset,
                                               int64_t lanes) const;

  /// `depth` input elements, repeated for each lane.
  mlir::Value broadcastInput(mlir::ImplicitLocOpBuilder &b, const LinearBuffer &input,
                             Offset offset, int64_t lanes) const;

  /// Neighbouring input elements for one multiply-accumulate, of which the first `count` are read
  /// and the others 0; integers are all read.
  mlir::Value loadRun(mlir::ImplicitLocOpBuilder &b, const LinearBuffer &input, Offset offset,
                      int64_t lanes, int64_t count) const;

  /// Input elements of `lanes` channels, for depthwise. With `pair_i16`, `input` is a buffer of
  /// i32 that hold two taps each.
  mlir::Value loadInput(mlir::ImplicitLocOpBuilder &b, const LinearBuffer &input, Offset offset,
                        int64_t lanes) const;

  mlir::Value accumulate(mlir::ImplicitLocOpBuilder &b, mlir::Value sum, mlir::Value input,
                         mlir::Value weights) const;

  /// Whether the bias is added last, as in the reference: without fused multiply-add, all steps
  /// then round as there.
  bool addsBiasLast() const { return isFloat() && !target.getHasFma(); }

  /// What sums of channels with this `bias` begin with.
  mlir::Value begin(mlir::ImplicitLocOpBuilder &b, mlir::Value bias) const;
  /// Complete sums, `[pixel][vector]`, of channels that have a `bias` for each vector.
  void finish(mlir::ImplicitLocOpBuilder &b, llvm::MutableArrayRef<mlir::Value> sums,
              llvm::ArrayRef<mlir::Value> bias) const;

  /// Stored bytes as the instruction takes them, see `getInputShift`; others stay.
  mlir::Value shiftInput(mlir::ImplicitLocOpBuilder &b, mlir::Value value) const;

  /// Widens integers to i32 (f32 stays), by the input's signedness.
  mlir::Value widenInput(mlir::ImplicitLocOpBuilder &b, mlir::Value value) const;

  bool isUnsignedInput() const { return unsignedInput; }
  bool isFloat() const { return dot == Dot::Float; }
  TargetAttr getTarget() const { return target; }

private:
  mlir::Value loadHalves(mlir::ImplicitLocOpBuilder &b, const LinearBuffer &buffer, Offset offset,
                         int64_t count, bool isUnsigned) const;

  Dot dot;
  TargetAttr target;
  bool unsignedInput;
  bool multipliesHalves; // operands are widened to i16 only, and the product to i32
};

} // namespace effc

#endif
