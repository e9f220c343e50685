//===- PoolOps.cpp - Evaluation of PoolOps --------------------------------===//
#include "Activation.h"
#include "Elements.h"
#include "FixedPoint.h"
#include "Ops.h"

using namespace mlir;
using namespace effc;
using namespace effc::reference;

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// Calls `reduce` with the elements of each window, cut off at the input's border, in the
/// order of the result.
template <typename T, typename Op, typename Function>
static std::vector<T> mapWindows(Op op, const std::vector<T> &input, Function reduce) {
  Shape in = getShape(op.getInput()), out = getShape(op.getOutput());
  std::vector<T> results, window;
  forEachIndex(out, [&](ArrayRef<int64_t> index) {
    int64_t top = index[1] * op.getStrides()[0] - op.getPadding()[0];
    int64_t left = index[2] * op.getStrides()[1] - op.getPadding()[2];
    int64_t bottom = std::min(top + op.getWindow()[0], in[1]);
    int64_t right = std::min(left + op.getWindow()[1], in[2]);
    window.clear();
    for (int64_t y = std::max<int64_t>(top, 0); y < bottom; ++y)
      for (int64_t x = std::max<int64_t>(left, 0); x < right; ++x)
        window.push_back(input[((index[0] * in[1] + y) * in[2] + x) * in[3] + index[3]]);
    results.push_back(reduce(window));
  });
  return results;
}

/// The bounds of an activation on stored integers, quantized or plain.
template <typename Op> static IntegerRange getRange(Op op) {
  Type element = getElement(op.getOutput());
  return isQuantized(element) ? getActivationRange(op.getActivation(), element)
                              : getStorageRange(element);
}

Result reference::evaluate(AveragePool2DOp op, Operands operands) {
  Type element = getElement(op.getOutput());
  if (isa<FloatType>(element)) {
    Bounds<float> bounds(op.getActivation());
    return writeFloats(mapWindows(op, readFloats(*operands[0]), [&](const Floats &window) {
      float sum = 0;
      for (float value : window)
        sum += value;
      return bounds.clamp(sum / window.size());
    }));
  }
  IntegerRange range = getRange(op);
  auto average = [&](const Integers &window) {
    int64_t sum = 0, count = window.size();
    for (int32_t value : window)
      sum += value;
    // Ties away from zero.
    return clamp((sum > 0 ? sum + count / 2 : sum - count / 2) / count, range);
  };
  return writeIntegers(mapWindows(op, readIntegers(*operands[0], element), average), element);
}

Result reference::evaluate(MaxPool2DOp op, Operands operands) {
  Type element = getElement(op.getOutput());
  if (isa<FloatType>(element)) {
    Bounds<float> bounds(op.getActivation());
    return writeFloats(mapWindows(op, readFloats(*operands[0]), [&](const Floats &window) {
      return bounds.clamp(findMaximum(window));
    }));
  }
  IntegerRange range = getRange(op);
  auto clampedMaximum = [&](const Integers &window) { return clamp(findMaximum(window), range); };
  return writeIntegers(mapWindows(op, readIntegers(*operands[0], element), clampedMaximum),
                       element);
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Sums over the op's axes, in the order of the input's elements; integers wrap.
template <typename T, typename Op>
static std::vector<T> sumAxes(Op op, const std::vector<T> &input) {
  Shape shape = getShape(op.getInput());
  SmallVector<int64_t> kept(shape);
  for (int64_t axis : op.getAxes())
    kept[axis] = 1;
  SmallVector<int64_t> strides = getBroadcastStrides(kept, kept.size());
  std::vector<T> sums(getTensorType(op.getOutput()).getNumElements(), 0);
  size_t next = 0;
  forEachIndex(shape, [&](ArrayRef<int64_t> index) {
    T &sum = sums[getOffset(index, strides)];
    if constexpr (std::is_floating_point_v<T>)
      sum += input[next++];
    else
      sum = static_cast<T>(static_cast<uint64_t>(sum) + static_cast<uint64_t>(input[next++]));
  });
  return sums;
}

template <typename Op> static int64_t getReducedCount(Op op) {
  return getTensorType(op.getInput()).getNumElements() /
         std::max<int64_t>(getTensorType(op.getOutput()).getNumElements(), 1);
}

/// Sums of quantized elements, scaled to the result. The mean's division is part of the
/// multiplier, which keeps 31 significant bits in the division but not after it.
template <typename Op>
static TensorBytes reduceQuantized(Op op, const TensorBytes &bytes, bool isMean) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  int64_t count = getReducedCount(op);
  Multiplier multiplier = makeMultiplier(getScale(input) / getScale(output));
  if (isMean) {
    int shift = std::min({int(llvm::Log2_64(count)), 32, 31 + multiplier.shift});
    multiplier.value = static_cast<int32_t>((int64_t(multiplier.value) << shift) / count);
    multiplier.shift -= shift;
  }
  Integers results;
  for (int32_t sum : sumAxes(op, readIntegers(bytes, input))) {
    int32_t offZero = static_cast<int32_t>(sum - getZeroPoint(input) * count);
    results.push_back(
        narrow(scale(offZero, multiplier), getZeroPoint(output), getStorageRange(output)));
  }
  return writeIntegers(results, output);
}

Result reference::evaluate(MeanOp op, Operands operands) {
  Type element = getElement(op.getInput());
  if (isQuantized(element))
    return reduceQuantized(op, *operands[0], /*isMean=*/true);
  int64_t count = getReducedCount(op);
  if (isa<FloatType>(element)) {
    Floats means = sumAxes(op, readFloats(*operands[0]));
    for (float &mean : means)
      mean /= count;
    return writeFloats(means);
  }
  WideIntegers means = sumAxes(op, readWideIntegers(*operands[0], element));
  for (int64_t &mean : means)
    mean /= count;
  return writeIntegers(means, element);
}

Result reference::evaluate(SumOp op, Operands operands) {
  Type element = getElement(op.getInput());
  if (isQuantized(element))
    return reduceQuantized(op, *operands[0], /*isMean=*/false);
  if (isa<FloatType>(element))
    return writeFloats(sumAxes(op, readFloats(*operands[0])));
  return writeIntegers(sumAxes(op, readWideIntegers(*operands[0], element)), element);
}

/// Positions of the first largest elements along `axis`, the first one where all are NaN.
template <typename T>
static WideIntegers findMaxima(const std::vector<T> &input, Shape shape, int64_t axis) {
  SmallVector<int64_t> strides = getStrides(shape), others(shape);
  others[axis] = 1;
  int64_t stride = shape[axis] == 1 ? 0 : strides[axis];
  WideIntegers result;
  forEachIndex(others, [&](ArrayRef<int64_t> index) {
    int64_t start = getOffset(index, strides), best = 0;
    for (int64_t i = 1; i < shape[axis]; ++i)
      // Any number is larger than a NaN, which is not equal to itself.
      if (T value = input[start + i * stride], largest = input[start + best * stride];
          value > largest || (largest != largest && value == value))
        best = i;
    result.push_back(best);
  });
  return result;
}

Result reference::evaluate(ArgMaxOp op, Operands operands) {
  Type element = getElement(op.getInput());
  Shape shape = getShape(op.getInput());
  WideIntegers maxima =
      isa<FloatType>(element)
          ? findMaxima(readFloats(*operands[0]), shape, op.getAxis())
          : findMaxima(readWideIntegers(*operands[0], element), shape, op.getAxis());
  return writeIntegers(maxima, getElement(op.getOutput()));
}
