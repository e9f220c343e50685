//===- ParallelKernels.cpp - What several threads may share ---------------===//
//
// A kernel is split at its outermost loops, after expansion (SplitKernels.cpp). Whether
// their iterations are independent is known here, by op: convolutions write each output
// element once, from registers, or twice the same; so do the ops that map elements, resize,
// pool or reduce. Not listed is what sums up in memory or moves elements in an order of its
// own.
//
// Splitting costs one to two microseconds for handing out work and waiting, if the other
// threads are awake, and the next kernel finds a part of its input in another core's cache,
// which costs as much again. The default threshold is the work of 15 microseconds, in units
// of a multiply-accumulate of a packed convolution (40 per nanosecond). Depthwise ones take
// about twice as long for one, other ops `kUnitsPerElement` for an element.
//
//===----------------------------------------------------------------------===//
#include "effc/Codegen/ParallelKernels.h"
#include "effc/IR/Effc.h"

using namespace mlir;
using namespace effc;

static constexpr int64_t kUnitsPerElement = 8;
static constexpr int64_t kUnitsPerDepthwiseMac = 2;

static int64_t countElements(Value value) {
  auto type = dyn_cast<ShapedType>(value.getType());
  return type && type.hasStaticShape() ? type.getNumElements() : 0;
}

/// Packed weights have an element per multiply-accumulate of an output pixel.
template <typename OpTy> static int64_t countKernelWork(OpTy op) {
  auto output = cast<ShapedType>(op.getOutput().getType());
  return output.getNumElements() / output.getDimSize(3) * countElements(op.getWeights());
}

static int64_t estimateWork(Operation *op) {
  if (auto conv = dyn_cast<KernelConv2DOp>(op))
    return countKernelWork(conv);
  if (auto conv = dyn_cast<KernelDepthwiseConv2DOp>(op))
    return countKernelWork(conv) * kUnitsPerDepthwiseMac;
  int64_t elements = 0;
  for (Value value : op->getOperands())
    elements = std::max(elements, countElements(value));
  for (Value value : op->getResults())
    elements = std::max(elements, countElements(value));
  return elements * kUnitsPerElement;
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
