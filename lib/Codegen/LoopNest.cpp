//===- LoopNest.cpp - Counted loops over strided buffers ------------------===//
#include "LoopNest.h"
#include "ScalableLanes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace effc;

Value effc::getLinearMemory(ImplicitLocOpBuilder &builder, Value memref) {
  auto type = cast<MemRefType>(memref.getType());
  if (type.getRank() == 1)
    return memref;
  auto [strides, offset] = type.getStridesAndOffset();
  int64_t extent = 1;
  for (auto [size, stride] : llvm::zip_equal(type.getShape(), strides))
    extent += (size - 1) * stride;
  bool isPlain = offset == 0 && extent == type.getNumElements();
  auto layout = StridedLayoutAttr::get(builder.getContext(), offset, {1});
  auto linear =
      MemRefType::get({extent}, type.getElementType(),
                      isPlain ? MemRefLayoutAttrInterface() : layout, type.getMemorySpace());
  if (!ShapedType::isDynamic(offset))
    return memref::ReinterpretCastOp::create(builder, linear, memref, offset,
                                             ArrayRef<int64_t>{extent}, ArrayRef<int64_t>{1});
  auto metadata = memref::ExtractStridedMetadataOp::create(builder, memref);
  return memref::ReinterpretCastOp::create(builder, linear, memref,
                                           OpFoldResult(metadata.getOffset()),
                                           ArrayRef<OpFoldResult>{builder.getIndexAttr(extent)},
                                           ArrayRef<OpFoldResult>{builder.getIndexAttr(1)});
}

StridedBuffer effc::getStridedBuffer(ImplicitLocOpBuilder &builder, Value memref) {
  auto [strides, offset] = cast<MemRefType>(memref.getType()).getStridesAndOffset();
  return {getLinearMemory(builder, memref), strides};
}

StridedBuffer effc::getBroadcastBuffer(ImplicitLocOpBuilder &builder, Value memref,
                                       ArrayRef<int64_t> shape) {
  StridedBuffer own = getStridedBuffer(builder, memref);
  ArrayRef<int64_t> ownShape = cast<MemRefType>(memref.getType()).getShape();
  StridedBuffer result{own.memory, SmallVector<int64_t>(shape.size(), 0)};
  size_t missing = shape.size() - ownShape.size();
  for (size_t d = 0; d < ownShape.size(); ++d)
    if (ownShape[d] == shape[missing + d])
      result.strides[missing + d] = own.strides[d];
  return result;
}

Value effc::indexConstant(ImplicitLocOpBuilder &builder, int64_t number) {
  return arith::ConstantIndexOp::create(builder, number);
}

Value effc::addIndex(ImplicitLocOpBuilder &builder, Value a, Value b) {
  return arith::AddIOp::create(builder, a, b, arith::IntegerOverflowFlags::nsw);
}

Value effc::addIndex(ImplicitLocOpBuilder &builder, Value a, int64_t b) {
  return b == 0 ? a : addIndex(builder, a, indexConstant(builder, b));
}

Value effc::scaleIndex(ImplicitLocOpBuilder &builder, Value a, int64_t factor) {
  if (factor == 1)
    return a;
  return arith::MulIOp::create(builder, a, indexConstant(builder, factor),
                               arith::IntegerOverflowFlags::nsw);
}

Value effc::linearIndex(ImplicitLocOpBuilder &builder, ValueRange ivs, ArrayRef<int64_t> strides,
                        int64_t offset) {
  Value index;
  for (auto [iv, stride] : llvm::zip(ivs, strides)) {
    if (stride == 0)
      continue;
    Value step = scaleIndex(builder, iv, stride);
    index = index ? addIndex(builder, index, step) : step;
  }
  return index ? addIndex(builder, index, offset) : indexConstant(builder, offset);
}

static SmallVector<Value> buildLoop(ImplicitLocOpBuilder &builder, Value begin, Value end,
                                    Value step, ValueRange carried, LoopBody body) {
  auto loop = scf::ForOp::create(builder, begin, end, step, carried);
  OpBuilder::InsertionGuard guard(builder);
  if (carried.empty())
    builder.setInsertionPoint(loop.getBody()->getTerminator());
  else
    builder.setInsertionPointToEnd(loop.getBody());
  SmallVector<Value> next = body(loop.getInductionVar(), loop.getRegionIterArgs());
  if (!carried.empty())
    scf::YieldOp::create(builder, next);
  return loop.getResults();
}

SmallVector<Value> effc::emitLoop(ImplicitLocOpBuilder &builder, Value begin, Value end,
                                  ValueRange carried, LoopBody body) {
  return buildLoop(builder, begin, end, indexConstant(builder, 1), carried, body);
}

SmallVector<Value> effc::emitLoop(ImplicitLocOpBuilder &builder, int64_t begin, int64_t end,
                                  int64_t step, ValueRange carried, LoopBody body) {
  if (begin >= end)
    return SmallVector<Value>(carried);
  if (begin + step >= end)
    return body(indexConstant(builder, begin), carried);
  return buildLoop(builder, indexConstant(builder, begin), indexConstant(builder, end),
                   indexConstant(builder, step), carried, body);
}

void effc::emitLoop(ImplicitLocOpBuilder &builder, int64_t end,
                    llvm::function_ref<void(Value)> body) {
  emitLoop(builder, 0, end, 1, {}, [&](Value iv, ValueRange) {
    body(iv);
    return SmallVector<Value>();
  });
}

static void emitLoopsFrom(ImplicitLocOpBuilder &builder, ArrayRef<int64_t> sizes,
                          SmallVectorImpl<Value> &ivs, llvm::function_ref<void(ValueRange)> body) {
  if (ivs.size() == sizes.size())
    return body(ivs);
  emitLoop(builder, sizes[ivs.size()], [&](Value iv) {
    ivs.push_back(iv);
    emitLoopsFrom(builder, sizes, ivs, body);
    ivs.pop_back();
  });
}

void effc::emitLoops(ImplicitLocOpBuilder &builder, ArrayRef<int64_t> sizes,
                     llvm::function_ref<void(ValueRange)> body) {
  SmallVector<Value> ivs;
  emitLoopsFrom(builder, sizes, ivs, body);
}

Lanes effc::loadLanes(ImplicitLocOpBuilder &builder, Value memory, Value index, int64_t count) {
  if (count == 1)
    return {builder, memref::LoadOp::create(builder, memory, index)};
  auto type = VectorType::get({count}, cast<MemRefType>(memory.getType()).getElementType());
  return {builder, vector::LoadOp::create(builder, type, memory, index)};
}

void effc::storeLanes(Lanes value, Value memory, Value index) {
  ImplicitLocOpBuilder &builder = value.getBuilder();
  if (isa<VectorType>(value.getType()))
    vector::StoreOp::create(builder, value, memory, index);
  else
    memref::StoreOp::create(builder, value, memory, index);
}

int64_t effc::getLaneCount(TargetAttr target, unsigned bits) {
  return bits < 8 ? 1 : std::max<int64_t>(1, target.getVectorBits() / bits);
}

void effc::emitLaneLoop(ImplicitLocOpBuilder &builder, TargetAttr target, int64_t size,
                        int64_t lanes, llvm::function_ref<void(Value, int64_t)> body) {
  int64_t done = size - size % lanes;
  auto run = [&](int64_t begin, int64_t end, int64_t count) {
    emitLoop(builder, begin, end, count, {}, [&](Value start, ValueRange) {
      body(start, count);
      return SmallVector<Value>();
    });
  };
  run(0, done, lanes);
  if (target.getOptimizeSize())
    return run(done, size, 1);
  for (int64_t count = llvm::bit_floor(uint64_t(lanes)); count >= 1; count /= 2)
    if (size - done >= count) {
      run(done, done + count, count);
      done += count;
    }
}

void effc::emitOverlappingLanes(ImplicitLocOpBuilder &builder, int64_t size, int64_t lanes,
                                llvm::function_ref<void(Value, int64_t)> body) {
  int64_t count = std::min<int64_t>(lanes, llvm::bit_floor(uint64_t(size)));
  emitLoop(builder, 0, size - size % count, count, {}, [&](Value start, ValueRange) {
    body(start, count);
    return SmallVector<Value>();
  });
  if (size % count != 0)
    body(indexConstant(builder, size - count), count);
}

void effc::collapseSpace(SmallVectorImpl<int64_t> &sizes, MutableArrayRef<StridedBuffer> buffers) {
  auto erase = [&](size_t d) {
    sizes.erase(sizes.begin() + d);
    for (StridedBuffer &buffer : buffers)
      buffer.strides.erase(buffer.strides.begin() + d);
  };
  for (size_t d = sizes.size(); d-- > 0;)
    if (sizes[d] == 1)
      erase(d);
  for (size_t d = sizes.size(); d-- > 1;) {
    bool isEven = llvm::all_of(buffers, [&](const StridedBuffer &buffer) {
      return buffer.strides[d - 1] == buffer.strides[d] * sizes[d];
    });
    if (!isEven)
      continue;
    sizes[d - 1] *= sizes[d];
    for (StridedBuffer &buffer : buffers)
      buffer.strides[d - 1] = buffer.strides[d];
    erase(d);
  }
  if (!sizes.empty())
    return;
  sizes.push_back(1);
  for (StridedBuffer &buffer : buffers)
    buffer.strides.push_back(1);
}

/// Vectors need consecutive elements; those of less than 8 bits are packed in vectors, but are
/// bytes in memory.
static bool canVectorize(ArrayRef<StridedBuffer> inputs, const StridedBuffer &output) {
  auto isByteWise = [](const StridedBuffer &buffer) {
    return cast<MemRefType>(buffer.memory.getType()).getElementTypeBitWidth() >= 8;
  };
  return output.strides.back() == 1 && isByteWise(output) &&
         llvm::all_of(inputs, [&](const StridedBuffer &input) {
           return input.strides.back() == 0 || (input.strides.back() == 1 && isByteWise(input));
         });
}

/// Registers of a group that hold a vector of the width of the computation. What is twice as wide
/// for a while takes four.
static constexpr int64_t kGroup = 2;

void effc::emitElementwise(ImplicitLocOpBuilder &builder, TargetAttr target,
                           ArrayRef<int64_t> shape, ArrayRef<StridedBuffer> inputs,
                           StridedBuffer output, unsigned computeBits, ElementBody body) {
  SmallVector<int64_t> sizes(shape);
  SmallVector<StridedBuffer> buffers(inputs);
  buffers.push_back(output);
  collapseSpace(sizes, buffers);
  ArrayRef<StridedBuffer> reads = ArrayRef(buffers).drop_back();
  const StridedBuffer &write = buffers.back();
  int64_t lanes = canVectorize(reads, write) ? getLaneCount(target, computeBits) : 1;

  emitLoops(builder, ArrayRef(sizes).drop_back(), [&](ValueRange ivs) {
    SmallVector<Value> bases;
    SmallVector<std::optional<Lanes>> repeated;
    for (const StridedBuffer &buffer : buffers) {
      bases.push_back(linearIndex(builder, ivs, ArrayRef(buffer.strides).drop_back()));
      repeated.emplace_back();
      if (buffer.strides.back() == 0)
        repeated.back() = loadLanes(builder, buffer.memory, bases.back());
    }
    auto place = [&](size_t i, Value start) {
      return addIndex(builder, bases[i], scaleIndex(builder, start, buffers[i].strides.back()));
    };
    if (lanes > 1 && target.getScalableVectors())
      return forEachPiece(builder, target, sizes.back(), kGroup * lanes,
                          [&](Offset first, const ScalableLanes &piece) {
                            Value start = materialize(builder, first);
                            SmallVector<Lanes> elements;
                            for (size_t i = 0; i < reads.size(); ++i)
                              elements.push_back(
                                  {builder, repeated[i]
                                                ? piece.broadcast(*repeated[i])
                                                : piece.load(reads[i].memory, place(i, start))});
                            piece.store(body(elements), write.memory, place(reads.size(), start));
                          });
    emitLaneLoop(builder, target, sizes.back(), lanes, [&](Value start, int64_t count) {
      SmallVector<Lanes> elements;
      for (size_t i = 0; i < reads.size(); ++i)
        elements.push_back(repeated[i]
                               ? broadcast(*repeated[i], count)
                               : loadLanes(builder, reads[i].memory, place(i, start), count));
      storeLanes(body(elements), write.memory, place(reads.size(), start));
    });
  });
}

/// Runs of this many bytes and more are copied as blocks.
static constexpr int64_t kBlockBytes = 4;

void effc::emitCopy(ImplicitLocOpBuilder &builder, ArrayRef<int64_t> shape, StridedBuffer from,
                    int64_t fromOffset, StridedBuffer to, int64_t toOffset) {
  SmallVector<int64_t> sizes(shape);
  StridedBuffer buffers[] = {std::move(from), std::move(to)};
  collapseSpace(sizes, buffers);
  const StridedBuffer &source = buffers[0], &destination = buffers[1];
  Type element = cast<MemRefType>(source.memory.getType()).getElementType();
  int64_t run = sizes.back();
  int64_t bytes = run * ((element.getIntOrFloatBitWidth() + 7) / 8);
  bool isBlock =
      source.strides.back() == 1 && destination.strides.back() == 1 && bytes >= kBlockBytes;
  if (!isBlock)
    return emitLoops(builder, sizes, [&](ValueRange ivs) {
      Lanes value =
          loadLanes(builder, source.memory, linearIndex(builder, ivs, source.strides, fromOffset));
      storeLanes(value, destination.memory,
                 linearIndex(builder, ivs, destination.strides, toOffset));
    });
  auto slice = [&](const StridedBuffer &buffer, ValueRange ivs, int64_t offset) -> Value {
    Value start = linearIndex(builder, ivs, ArrayRef(buffer.strides).drop_back(), offset);
    return memref::SubViewOp::create(builder, buffer.memory, ArrayRef<OpFoldResult>{start},
                                     ArrayRef<OpFoldResult>{builder.getIndexAttr(run)},
                                     ArrayRef<OpFoldResult>{builder.getIndexAttr(1)});
  };
  // The C library's memcpy, or a few moves where the run is short.
  emitLoops(builder, ArrayRef(sizes).drop_back(), [&](ValueRange ivs) {
    memref::CopyOp::create(builder, slice(source, ivs, fromOffset),
                           slice(destination, ivs, toOffset));
  });
}
