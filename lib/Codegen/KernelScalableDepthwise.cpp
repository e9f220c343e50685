//===- KernelScalableDepthwise.cpp - Window rows of unknown width ---------===//
//
// Channels fill vectors as long as the machine's registers. The weights of some taps stay in
// registers while each input column is loaded once, extended once, and multiplied for all pixels
// that read it.
//
//===----------------------------------------------------------------------===//
#include "KernelScalableDepthwise.h"
#include "mlir/IR/TypeUtilities.h"
#include <map>

using namespace mlir;
using namespace effc;

/// Taps whose weights are kept: f32 takes twice the registers of i16.
static constexpr int64_t kFloatTaps = 3, kIntegerTaps = 5;

SmallVector<Value> effc::addWindowRow(const ScalableLanes &piece, const WindowRow &row,
                                      SmallVector<Value> sums) {
  int64_t most = row.weights.elementType().isF32() ? kFloatTaps : kIntegerTaps;
  for (int64_t first = row.firstTap; first < row.endTap; first += most) {
    int64_t end = std::min(first + most, row.endTap);
    // Pixels and taps by the input column that they read.
    std::map<int64_t, SmallVector<std::pair<int64_t, int64_t>>> columns;
    SmallVector<Value> factors;
    for (int64_t tap = first; tap < end; ++tap) {
      factors.push_back(piece.loadFactor(row.weights, row.at + tap * row.channels));
      for (int64_t p = 0; p < row.pixels; ++p)
        columns[p * row.stride + tap * row.dilation].push_back({p, tap - first});
    }
    for (const auto &[column, readers] : columns) {
      Value value = piece.loadFactor(row.input, row.from + column * row.column, row.isUnsigned);
      for (auto [p, tap] : readers)
        sums[p] = piece.multiplyAdd(sums[p], value, factors[tap], row.isUnsigned);
    }
  }
  return sums;
}
