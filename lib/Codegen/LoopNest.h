//===- LoopNest.h - Counted loops over strided buffers ----------*- C++ -*-===//
//
// Loop nests with constant bounds over memrefs that are read as linear memory with one stride
// per dimension of the iteration space. All bounds and strides are compile-time numbers.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_CODEGEN_LOOPNEST_H
#define EFFC_LIB_CODEGEN_LOOPNEST_H

#include "Lanes.h"
#include "effc/IR/Effc.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace effc {

/// Linear memory, and how far one step in each dimension of an iteration space moves in it; 0 in
/// dimensions along which the buffer is repeated.
struct StridedBuffer {
  mlir::Value memory;
  llvm::SmallVector<int64_t> strides;
};

/// `memref` as linear memory, with the strides of its own dimensions.
StridedBuffer getStridedBuffer(mlir::ImplicitLocOpBuilder &builder, mlir::Value memref);

/// `memref` over the iteration space `shape` that its own shape broadcasts to as NumPy does.
StridedBuffer getBroadcastBuffer(mlir::ImplicitLocOpBuilder &builder, mlir::Value memref,
                                 llvm::ArrayRef<int64_t> shape);

/// `memref` as `memref<...xT, strided<[1]>>`, whatever its rank.
mlir::Value getLinearMemory(mlir::ImplicitLocOpBuilder &builder, mlir::Value memref);

/// A constant index.
mlir::Value indexConstant(mlir::ImplicitLocOpBuilder &builder, int64_t number);

/// `offset + sum of ivs[d] * strides[d]`, an index that does not overflow.
mlir::Value linearIndex(mlir::ImplicitLocOpBuilder &builder, mlir::ValueRange ivs,
                        llvm::ArrayRef<int64_t> strides, int64_t offset = 0);
/// `a + b`, `a * factor`: indices that do not overflow.
mlir::Value addIndex(mlir::ImplicitLocOpBuilder &builder, mlir::Value a, mlir::Value b);
mlir::Value addIndex(mlir::ImplicitLocOpBuilder &builder, mlir::Value a, int64_t b);
mlir::Value scaleIndex(mlir::ImplicitLocOpBuilder &builder, mlir::Value a, int64_t factor);

/// Runs `body` with `iv` from `begin` to `end` by `step`; `carried` values go from one iteration
/// to the next, and the last ones are returned. A single iteration makes no loop.
using LoopBody =
    llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value iv, mlir::ValueRange carried)>;
llvm::SmallVector<mlir::Value> emitLoop(mlir::ImplicitLocOpBuilder &builder, int64_t begin,
                                        int64_t end, int64_t step, mlir::ValueRange carried,
                                        LoopBody body);
/// With bounds computed at run time.
llvm::SmallVector<mlir::Value> emitLoop(mlir::ImplicitLocOpBuilder &builder, mlir::Value begin,
                                        mlir::Value end, mlir::ValueRange carried, LoopBody body);
/// From 0 by 1, without values.
void emitLoop(mlir::ImplicitLocOpBuilder &builder, int64_t end,
              llvm::function_ref<void(mlir::Value iv)> body);
/// One loop per size, the last innermost.
void emitLoops(mlir::ImplicitLocOpBuilder &builder, llvm::ArrayRef<int64_t> sizes,
               llvm::function_ref<void(mlir::ValueRange ivs)> body);

/// `count` elements at a linear index, as a scalar (count 1) or a vector.
Lanes loadLanes(mlir::ImplicitLocOpBuilder &builder, mlir::Value memory, mlir::Value index,
                int64_t count = 1);
void storeLanes(Lanes value, mlir::Value memory, mlir::Value index);

/// Cuts 0..size into vectors of `lanes` and a remainder of ever smaller ones (or of scalars, where
/// the target wants small code), and runs `body` with the start and the lane count of each.
void emitLaneLoop(mlir::ImplicitLocOpBuilder &builder, TargetAttr target, int64_t size,
                  int64_t lanes, llvm::function_ref<void(mlir::Value start, int64_t lanes)> body);

/// The same without a remainder: the last vector is moved back to end with the row, and computes
/// some elements again. Rows of less than `lanes` take vectors of a smaller power of two.
void emitOverlappingLanes(mlir::ImplicitLocOpBuilder &builder, int64_t size, int64_t lanes,
                          llvm::function_ref<void(mlir::Value start, int64_t lanes)> body);

/// How many lanes of `bits` bits the target's vectors have; 1 on a scalar machine, and for
/// less than 8 bits, which vectors pack and memory does not.
int64_t getLaneCount(TargetAttr target, unsigned bits);

/// Merges dimensions that every buffer steps through evenly, and drops those of size 1.
void collapseSpace(llvm::SmallVectorImpl<int64_t> &sizes,
                   llvm::MutableArrayRef<StridedBuffer> buffers);

/// Computes one output element per point of `shape` from the input elements at that point.
/// `computeBits` is the width of the widest value that `body` works with most of the time, or 0
/// for a body that takes scalars only.
using ElementBody = llvm::function_ref<Lanes(llvm::ArrayRef<Lanes> elements)>;
void emitElementwise(mlir::ImplicitLocOpBuilder &builder, TargetAttr target,
                     llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<StridedBuffer> inputs,
                     StridedBuffer output, unsigned computeBits, ElementBody body);

/// Copies elements over the iteration space `shape`.
void emitCopy(mlir::ImplicitLocOpBuilder &builder, llvm::ArrayRef<int64_t> shape,
              StridedBuffer from, int64_t fromOffset, StridedBuffer to, int64_t toOffset);

} // namespace effc

#endif
