//===- ParallelKernels.cpp - What several threads may share ---------------===//
//
// A kernel is split at its outermost loops, after expansion (SplitKernels.cpp). Whether
// their iterations are independent is known here, by op: convolutions write each output
// element once, from registers, or twice the same; so do the ops that map elements, resize,
// pool or reduce. Not listed is what sums up in memory or moves elements in an order of its
// own.
//
// Splitting costs one to two microseconds for handing out work and waiting, if the other
// threads are awake, and the next kernel finds a part of its input in another core's cache.
// What a kernel takes is estimated in units of which an AVX2 core at 3 GHz does 75 in a
// nanosecond: multiply-accumulates of bytes in a packed convolution. Each result costs 8
// more, so layers of few input channels are not underrated. Multiply-accumulates of f32 take
// 1.5, and 4 where each weight is used once and comes from memory: a small fully connected
// layer gains nothing from a second core. Depthwise ones take 2.5, rescaled sums and
// products of integers 75 for an element, other ops 15.
//
// The default threshold of 375000 is 5 microseconds, where two threads begin to pay: on two
// cores, kernels of 9 microseconds came down to 6.2, those of 4.5 to 3.1, those of 3.5 went
// up to 4.1.
//
//===----------------------------------------------------------------------===//
#include "effc/Codegen/ParallelKernels.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"

using namespace mlir;
using namespace effc;

static constexpr int64_t kUnitsPerElement = 15, kUnitsPerRescaledElement = 75;
static constexpr int64_t kUnitsPerResult = 8;
/// In halves.
static constexpr int64_t kHalvesPerMac = 2, kHalvesPerFloatMac = 3, kHalvesPerStreamedMac = 8,
                         kHalvesPerDepthwiseMac = 5;

static int64_t countElements(Value value) {
  auto type = dyn_cast<ShapedType>(value.getType());
  return type && type.hasStaticShape() ? type.getNumElements() : 0;
}

/// Multiply-accumulates and results of a kernel.
template <typename OpTy> static int64_t countKernelWork(OpTy op, int64_t halvesPerMac) {
  auto output = cast<ShapedType>(op.getOutput().getType());
  int64_t depth = 1;
  if (std::is_same_v<OpTy, KernelConv2DOp>)
    depth = cast<ShapedType>(op.getInput().getType()).getDimSize(3);
  int64_t macs = output.getNumElements() * op.getWindow()[0] * op.getWindow()[1] * depth;
  return macs * halvesPerMac / 2 + output.getNumElements() * kUnitsPerResult;
}

static bool isRescaled(Operation *op) {
  return isa<AddOp, SubOp, MulOp, PreluOp, LeakyReluOp, RequantizeOp>(op) &&
         isQuantized(cast<ShapedType>(op->getResult(0).getType()).getElementType());
}

static int64_t estimateWork(Operation *op) {
  if (auto conv = dyn_cast<KernelConv2DOp>(op)) {
    auto output = cast<ShapedType>(conv.getOutput().getType());
    if (!output.getElementType().isF32())
      return countKernelWork(conv, kHalvesPerMac);
    bool isStreamed = output.getNumElements() == output.getDimSize(3);
    return countKernelWork(conv, isStreamed ? kHalvesPerStreamedMac : kHalvesPerFloatMac);
  }
  if (auto conv = dyn_cast<KernelDepthwiseConv2DOp>(op))
    return countKernelWork(conv, kHalvesPerDepthwiseMac);
  int64_t elements = 0;
  for (Value value : op->getOperands())
    elements = std::max(elements, countElements(value));
  for (Value value : op->getResults())
    elements = std::max(elements, countElements(value));
  return elements * (isRescaled(op) ? kUnitsPerRescaledElement : kUnitsPerElement);
}

static Splitting getIndependence(Operation *op) {
  if (isa<KernelConv2DOp, KernelDepthwiseConv2DOp, ReluOp, Relu6Op, ReluN1To1Op, LogisticOp,
          TanhOp, EluOp, HardSwishOp, LeakyReluOp, LookupOp, AddOp, SubOp, MulOp, MaximumOp,
          MinimumOp, PreluOp, QuantizeOp, RequantizeOp, DequantizeOp, CastOp>(op))
    return Splitting::AnyLoop;
  if (isa<MaxPool2DOp, AveragePool2DOp, MeanOp, SumOp, ArgMaxOp, ResizeNearestOp, ResizeBilinearOp,
          SoftmaxOp, TransposeOp>(op))
    return Splitting::OneLoop;
  return Splitting::None;
}

Splitting effc::getSplitting(Operation *op, int64_t leastWork) {
  return estimateWork(op) < leastWork ? Splitting::None : getIndependence(op);
}

StringRef effc::getSplittingName(Splitting splitting) {
  switch (splitting) {
  case Splitting::None:
    return "none";
  case Splitting::OneLoop:
    return "one_loop";
  case Splitting::AnyLoop:
    return "any_loop";
  }
  llvm_unreachable("all kinds of splitting have a name");
}
