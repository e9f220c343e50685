//===- MovementLoops.cpp - Loops of ops that move elements ----------------===//
//
// Every op here is a copy between strided boxes of two buffers. Reshapes, concatenations and pads
// are none: lib/Memory places their parts.
//
//===----------------------------------------------------------------------===//
#include "LoopModels.h"
#include "LoopNest.h"

using namespace mlir;
using namespace effc;

static ArrayRef<int64_t> getShape(Value value) {
  return cast<ShapedType>(value.getType()).getShape();
}

static LogicalResult expandTranspose(TransposeOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  StridedBuffer input = getStridedBuffer(builder, expansion.inputs[0]);
  StridedBuffer permuted{input.memory, {}};
  for (int64_t d : op.getPermutation())
    permuted.strides.push_back(input.strides[d]);
  emitCopy(builder, getShape(expansion.outputs[0]), permuted, 0,
           getStridedBuffer(builder, expansion.outputs[0]), 0);
  return success();
}

static LogicalResult expandSlice(SliceOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  StridedBuffer input = getStridedBuffer(builder, expansion.inputs[0]);
  int64_t start = 0;
  for (auto [stride, offset, step] :
       llvm::zip_equal(input.strides, op.getOffsets(), op.getStrides())) {
    start += stride * offset;
    stride *= step;
  }
  emitCopy(builder, getShape(expansion.outputs[0]), input, start,
           getStridedBuffer(builder, expansion.outputs[0]), 0);
  return success();
}

static LogicalResult expandTile(TileOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  StridedBuffer input = getStridedBuffer(builder, expansion.inputs[0]);
  StridedBuffer output = getStridedBuffer(builder, expansion.outputs[0]);
  // Each dimension becomes two: the repetition and the place within it.
  StridedBuffer from{input.memory, {}}, to{output.memory, {}};
  SmallVector<int64_t> sizes;
  for (auto [d, size] : llvm::enumerate(getShape(expansion.inputs[0]))) {
    llvm::append_values(sizes, op.getMultiples()[d], size);
    llvm::append_values(from.strides, int64_t(0), input.strides[d]);
    llvm::append_values(to.strides, output.strides[d] * size, output.strides[d]);
  }
  emitCopy(builder, sizes, from, 0, to, 0);
  return success();
}

void effc::registerMovementLoops(MLIRContext &context) {
  attachLoops<TransposeOp, expandTranspose>(context);
  attachLoops<SliceOp, expandSlice>(context);
  attachLoops<TileOp, expandTile>(context);
}
