//===- RowReduction.cpp - Folding a row of elements -----------------------===//
#include "RowReduction.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace effc;

Lanes effc::foldLanes(Lanes value, llvm::function_ref<Lanes(Lanes, Lanes)> combine) {
  ImplicitLocOpBuilder &builder = value.getBuilder();
  if (value.getCount() == 1)
    return value;
  while (value.getCount() > 1) {
    int64_t half = value.getCount() / 2;
    auto slice = [&](int64_t offset) -> Lanes {
      return {builder,
              vector::ExtractStridedSliceOp::create(builder, value, ArrayRef<int64_t>{offset},
                                                    ArrayRef<int64_t>{half}, ArrayRef<int64_t>{1})};
    };
    value = combine(slice(0), slice(half));
  }
  return {builder, vector::ExtractOp::create(builder, value, ArrayRef<int64_t>{0})};
}

Lanes effc::emitRowReduction(TargetAttr target, int64_t size, int64_t lanes, Lanes initial,
                             llvm::function_ref<Lanes(Value, int64_t)> load,
                             llvm::function_ref<Lanes(Lanes, Lanes)> combine) {
  ImplicitLocOpBuilder &builder = initial.getBuilder();
  lanes = std::min<int64_t>(llvm::bit_floor(uint64_t(lanes)), llvm::bit_floor(uint64_t(size)));
  int64_t done = lanes == 0 ? 0 : size - size % lanes;
  Lanes total = initial;
  if (done > 0) {
    Value first = broadcast(initial, lanes);
    Value folded = emitLoop(builder, 0, done, lanes, first,
                            [&](Value start, ValueRange carried) -> SmallVector<Value> {
                              return {combine({builder, carried[0]}, load(start, lanes))};
                            })[0];
    total = foldLanes({builder, folded}, combine);
  }
  // At most lanes - 1 elements are left; small code takes them one by one.
  if (target.getOptimizeSize())
    return {builder, emitLoop(builder, done, size, 1, Value(total),
                              [&](Value start, ValueRange carried) -> SmallVector<Value> {
                                return {combine({builder, carried[0]}, load(start, 1))};
                              })[0]};
  for (int64_t count = lanes / 2; count >= 1; count /= 2)
    if (size - done >= count) {
      total = combine(total, foldLanes(load(indexConstant(builder, done), count), combine));
      done += count;
    }
  return total;
}
