//===- KernelMatrix.cpp - Sums by products of small matrices --------------===//
//
// AArch64's `smmla` multiplies a matrix of 2x8 bytes by one of 8x2 and adds the four sums to an
// accumulator: twice the products of `sdot`. Here the rows are two pixels and the columns two
// channels, so an accumulator holds `[pixel 0, channel 0], [0, 1], [1, 0], [1, 1]`. Weights lie
// in steps of eight for each channel, as in any kernel of depth 8; the input of two pixels is
// two loads. An odd pixel is its own partner, and a single one is left to `sdot`, which does as
// much with it.
//
// The bias is repeated for both pixels before the reduction. Behind it, halves of the
// accumulators for channels 0, 1 and 2, 3 make a vector of four channels for each pixel.
//
//===----------------------------------------------------------------------===//
#include "KernelMatrix.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace effc;

SmallVector<Value> MatrixSums::begin(ArrayRef<Value> bias) const {
  SmallVector<Value> sums;
  for (size_t pixel = 0; pixel < pixels.size(); pixel += 2)
    for (Value channels : bias) {
      sums.push_back(
          vector::ShuffleOp::create(b, channels, channels, ArrayRef<int64_t>{0, 1, 0, 1}));
      sums.push_back(
          vector::ShuffleOp::create(b, channels, channels, ArrayRef<int64_t>{2, 3, 2, 3}));
    }
  return sums;
}

void MatrixSums::addStep(MutableArrayRef<Value> sums, const LinearBuffer &input, Offset from,
                         const LinearBuffer &weights, Offset at, int64_t channels) const {
  SmallVector<Value> columns;
  for (int64_t channel = 0; channel < channels; channel += 2)
    columns.push_back(weights.load(b, at + channel * 8, 16));
  for (size_t pixel = 0; pixel < pixels.size(); pixel += 2) {
    Value first = input.load(b, from + pixels[pixel], 8), second = first;
    if (pixel + 1 < pixels.size())
      second = input.load(b, from + pixels[pixel + 1], 8);
    Value rows =
        vector::ShuffleOp::create(b, first, second, llvm::to_vector(llvm::seq<int64_t>(16)));
    for (auto [index, column] : llvm::enumerate(columns)) {
      Value &sum = sums[pixel / 2 * columns.size() + index];
      sum = LLVM::CallIntrinsicOp::create(b, sum.getType(),
                                          b.getStringAttr("llvm.aarch64.neon.smmla"),
                                          ValueRange{sum, rows, column})
                .getResult(0);
    }
  }
}

SmallVector<Value> MatrixSums::end(ArrayRef<Value> sums) const {
  size_t columns = sums.size() / llvm::divideCeil(pixels.size(), 2);
  SmallVector<Value> vectors;
  for (size_t pixel = 0; pixel < pixels.size(); ++pixel) {
    int64_t half = pixel % 2 * 2;
    for (size_t column = 0; column < columns; column += 2) {
      ArrayRef<Value> pair = sums.slice(pixel / 2 * columns + column, 2);
      vectors.push_back(vector::ShuffleOp::create(
          b, pair[0], pair[1], ArrayRef<int64_t>{half, half + 1, half + 4, half + 5}));
    }
  }
  return vectors;
}
