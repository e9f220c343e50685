//===- ResizeOps.cpp - Evaluation of resize ops ---------------------------===//
#include "Elements.h"
#include "Ops.h"
#include "effc/IR/Quantization.h"
#include <cmath>

using namespace mlir;
using namespace effc;
using namespace effc::reference;

namespace {

/// Between which two input rows (or columns) a result row lies. `lower` and `upper` are
/// weights of `low` and `high`; `T` is float, or an integer in units of 1/1024.
template <typename T> struct Neighbours {
  int64_t low, high;
  T lower, upper;
};

} // namespace

static Neighbours<float> findNeighbours(int64_t position, int64_t inputSize, int64_t outputSize,
                                        bool alignCorners, bool halfPixel, float) {
  float scale = static_cast<float>(inputSize) / outputSize;
  if (alignCorners && outputSize > 1)
    scale = static_cast<float>(inputSize - 1) / (outputSize - 1);
  float where = halfPixel ? (position + 0.5f) * scale - 0.5f : position * scale;
  int64_t low = std::max<int64_t>(static_cast<int64_t>(std::floor(where)), 0);
  int64_t high = std::min<int64_t>(static_cast<int64_t>(std::ceil(where)), inputSize - 1);
  float upper = where - low;
  return {std::min(low, inputSize - 1), high, 1 - upper, upper};
}

static Neighbours<int64_t> findNeighbours(int64_t position, int64_t inputSize, int64_t outputSize,
                                          bool alignCorners, bool halfPixel, int64_t) {
  constexpr int64_t one = 1 << 10;
  int64_t scale = (one * inputSize + outputSize / 2) / outputSize;
  if (alignCorners && outputSize > 1)
    scale = (one * (inputSize - 1) + (outputSize - 1) / 2) / (outputSize - 1);
  int64_t where = halfPixel ? position * scale + scale / 2 - one / 2 : position * scale;
  int64_t low = std::max<int64_t>(where / one, 0);
  int64_t high = std::min((where + one - 1) / one, inputSize - 1);
  int64_t upper = where - one * low;
  return {std::min(low, inputSize - 1), high, one - upper, upper};
}

/// Weighted sums of four pixels, to be rounded by `finish`.
template <typename T, typename Function>
static std::vector<T> interpolate(ResizeBilinearOp op, const std::vector<T> &input,
                                  Function finish) {
  Shape in = getShape(op.getInput()), out = getShape(op.getOutput());
  std::vector<T> results;
  forEachIndex(out, [&](ArrayRef<int64_t> index) {
    auto rows = findNeighbours(index[1], in[1], out[1], op.getAlignCorners(),
                               op.getHalfPixelCenters(), T());
    auto columns = findNeighbours(index[2], in[2], out[2], op.getAlignCorners(),
                                  op.getHalfPixelCenters(), T());
    auto at = [&](int64_t y, int64_t x) {
      return input[((index[0] * in[1] + y) * in[2] + x) * in[3] + index[3]];
    };
    results.push_back(finish(at(rows.low, columns.low) * rows.lower * columns.lower +
                             at(rows.high, columns.low) * rows.upper * columns.lower +
                             at(rows.low, columns.high) * rows.lower * columns.upper +
                             at(rows.high, columns.high) * rows.upper * columns.upper));
  });
  return results;
}

Result reference::evaluate(ResizeBilinearOp op, Operands operands) {
  Type element = getElement(op.getInput());
  if (isa<FloatType>(element))
    return writeFloats(interpolate(op, readFloats(*operands[0]), [](float sum) { return sum; }));
  WideIntegers input = readWideIntegers(*operands[0], element);
  if (isUnsignedStorage(element)) {
    // TFLite interpolates unsigned pixels in float.
    Floats results = interpolate(op, Floats(input.begin(), input.end()),
                                 [](float sum) { return std::floor(sum + 0.5f); });
    return writeIntegers(WideIntegers(results.begin(), results.end()), element);
  }
  auto round = [](int64_t sum) { return (sum + (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20); };
  return writeIntegers(interpolate(op, input, round), element);
}

static int64_t findNearest(int64_t position, int64_t inputSize, int64_t outputSize,
                           bool alignCorners, bool halfPixel) {
  float scale = alignCorners && outputSize > 1
                    ? (inputSize - 1) / static_cast<float>(outputSize - 1)
                    : inputSize / static_cast<float>(outputSize);
  float where = (position + (halfPixel ? 0.5f : 0.0f)) * scale;
  int64_t nearest = static_cast<int64_t>(alignCorners ? std::round(where) : std::floor(where));
  return std::clamp<int64_t>(nearest, 0, inputSize - 1);
}

Result reference::evaluate(ResizeNearestOp op, Operands operands) {
  Shape in = getShape(op.getInput()), out = getShape(op.getOutput());
  int64_t pixelBytes = in[3] * getStorageBytes(getElement(op.getInput()));
  TensorBytes result;
  for (int64_t n = 0; n < out[0]; ++n)
    for (int64_t y = 0; y < out[1]; ++y)
      for (int64_t x = 0; x < out[2]; ++x) {
        int64_t inY = findNearest(y, in[1], out[1], op.getAlignCorners(), op.getHalfPixelCenters());
        int64_t inX = findNearest(x, in[2], out[2], op.getAlignCorners(), op.getHalfPixelCenters());
        const char *pixel = operands[0]->data() + ((n * in[1] + inY) * in[2] + inX) * pixelBytes;
        result.insert(result.end(), pixel, pixel + pixelBytes);
      }
  return result;
}
