//===- MovementLoops.cpp - Loops of ops that move elements ----------------===//
//
// Every op here is a set of copies between strided boxes of two buffers.
//
//===----------------------------------------------------------------------===//
#include "LoopModels.h"
#include "LoopNest.h"
#include "effc/IR/Quantization.h"

using namespace mlir;
using namespace effc;

static ArrayRef<int64_t> getShape(Value value) {
  return cast<ShapedType>(value.getType()).getShape();
}

/// The dimensions of both sides cut so that they have the same sizes; false where a cut of one
/// falls inside a row of the other.
static bool alignShapes(ArrayRef<int64_t> fromShape, StridedBuffer &from, ArrayRef<int64_t> toShape,
                        StridedBuffer &to, SmallVectorImpl<int64_t> &sizes) {
  SmallVector<int64_t> fromSizes(fromShape), toSizes(toShape);
  collapseSpace(fromSizes, from);
  collapseSpace(toSizes, to);
  SmallVector<int64_t> fromStrides, toStrides;
  // Takes `size` elements off the innermost dimension.
  auto take = [](SmallVector<int64_t> &left, StridedBuffer &buffer, int64_t size,
                 SmallVector<int64_t> &strides) {
    strides.insert(strides.begin(), buffer.strides.back());
    buffer.strides.back() *= size;
    left.back() /= size;
    if (left.back() > 1 || left.size() == 1)
      return;
    left.pop_back();
    buffer.strides.pop_back();
  };
  while (fromSizes.back() != 1 || toSizes.back() != 1) {
    int64_t size = std::min(fromSizes.back(), toSizes.back());
    if (size == 0 || fromSizes.back() % size != 0 || toSizes.back() % size != 0)
      return false;
    sizes.insert(sizes.begin(), size);
    take(fromSizes, from, size, fromStrides);
    take(toSizes, to, size, toStrides);
  }
  from.strides = fromStrides;
  to.strides = toStrides;
  return true;
}

/// The place of the row-major `position` in a buffer of `shape`.
static Value delinearize(ImplicitLocOpBuilder &builder, Value position, ArrayRef<int64_t> shape,
                         const StridedBuffer &buffer) {
  SmallVector<Value> indices(shape.size());
  for (size_t d = shape.size(); d-- > 0;) {
    Value size = indexConstant(builder, shape[d]);
    indices[d] = arith::RemUIOp::create(builder, position, size);
    position = arith::DivUIOp::create(builder, position, size);
  }
  return linearIndex(builder, indices, buffer.strides);
}

static LogicalResult expandReshape(ReshapeOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  StridedBuffer from = getStridedBuffer(builder, expansion.inputs[0]);
  StridedBuffer to = getStridedBuffer(builder, expansion.outputs[0]);
  ArrayRef<int64_t> fromShape = getShape(expansion.inputs[0]);
  ArrayRef<int64_t> toShape = getShape(expansion.outputs[0]);
  SmallVector<int64_t> sizes;
  StridedBuffer cutFrom = from, cutTo = to;
  if (alignShapes(fromShape, cutFrom, toShape, cutTo, sizes)) {
    emitCopy(builder, sizes, cutFrom, 0, cutTo, 0);
    return success();
  }
  emitLoop(builder, op.getOutput().getType().getNumElements(), [&](Value position) {
    Lanes value = loadLanes(builder, from.memory, delinearize(builder, position, fromShape, from));
    storeLanes(value, to.memory, delinearize(builder, position, toShape, to));
  });
  return success();
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

static LogicalResult expandConcat(ConcatOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  StridedBuffer output = getStridedBuffer(builder, expansion.outputs[0]);
  int64_t axis = op.getAxis(), start = 0;
  for (Value input : expansion.inputs) {
    emitCopy(builder, getShape(input), getStridedBuffer(builder, input), 0, output,
             start * output.strides[axis]);
    start += getShape(input)[axis];
  }
  return success();
}

/// Writes `value` to a box of `output` at `offset`.
static void emitFill(const Expansion &expansion, ArrayRef<int64_t> box, StridedBuffer output,
                     int64_t offset, Lanes value) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  SmallVector<int64_t> sizes(box);
  collapseSpace(sizes, output);
  Type element = value.getElementType();
  bool isVector = output.strides.back() == 1;
  int64_t lanes = isVector ? getLaneCount(expansion.target, element.getIntOrFloatBitWidth()) : 1;
  emitLoops(builder, ArrayRef(sizes).drop_back(), [&](ValueRange ivs) {
    Value base = linearIndex(builder, ivs, ArrayRef(output.strides).drop_back(), offset);
    emitLaneLoop(builder, expansion.target, sizes.back(), lanes, [&](Value start, int64_t count) {
      Value step = scaleIndex(builder, start, output.strides.back());
      storeLanes(broadcast(value, count), output.memory, addIndex(builder, base, step));
    });
  });
}

/// The stored value of padding.
static Lanes getPadValue(PadOp op, ImplicitLocOpBuilder &builder) {
  Type element = op.getOutput().getType().getElementType();
  Type storage = getStorageType(element);
  TypedAttr given = op.getValueAttr();
  if (auto real = dyn_cast_or_null<FloatAttr>(given))
    return scalarConstant(builder, storage, real.getValueAsDouble());
  if (auto integer = dyn_cast_or_null<IntegerAttr>(given))
    return scalarConstant(builder, storage,
                          element.isSignlessInteger() || isQuantized(element)
                              ? integer.getValue().sextOrTrunc(64).getSExtValue()
                              : int64_t(integer.getValue().getZExtValue()));
  if (isa<FloatType>(storage))
    return scalarConstant(builder, storage, 0.0);
  bool hasZeroPoint = isQuantized(element) && !isPerAxisQuantized(element);
  return scalarConstant(builder, storage, hasZeroPoint ? getZeroPoint(element) : int64_t(0));
}

static LogicalResult expandPad(PadOp op, const Expansion &expansion) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  StridedBuffer output = getStridedBuffer(builder, expansion.outputs[0]);
  ArrayRef<int64_t> inner = getShape(expansion.inputs[0]);
  Lanes value = getPadValue(op, builder);
  // Slabs before and after the input in each dimension; what outer dimensions' slabs cover is
  // not written again.
  SmallVector<int64_t> box(getShape(expansion.outputs[0]));
  int64_t offset = 0;
  for (size_t d = 0; d < box.size(); ++d) {
    int64_t low = op.getLow()[d], high = op.getHigh()[d], stride = output.strides[d];
    for (auto [size, start] : {std::pair(low, int64_t(0)), std::pair(high, low + inner[d])}) {
      if (size == 0)
        continue;
      box[d] = size;
      emitFill(expansion, box, output, offset + start * stride, value);
    }
    box[d] = inner[d];
    offset += low * stride;
  }
  emitCopy(builder, inner, getStridedBuffer(builder, expansion.inputs[0]), 0, output, offset);
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
  attachLoops<ReshapeOp, expandReshape>(context);
  attachLoops<TransposeOp, expandTranspose>(context);
  attachLoops<SliceOp, expandSlice>(context);
  attachLoops<ConcatOp, expandConcat>(context);
  attachLoops<PadOp, expandPad>(context);
  attachLoops<TileOp, expandTile>(context);
}
