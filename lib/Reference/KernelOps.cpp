//===- KernelOps.cpp - Evaluation of KernelOps ----------------------------===//
#include "Activation.h"
#include "Elements.h"
#include "Ops.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace effc;
using namespace effc::reference;

/// Where the packed weight of output `o` at filter tap (i, j), input channel `c` lies.
static int64_t findWeight(KernelConv2DOp op, int64_t o, int64_t i, int64_t j, int64_t c) {
  int64_t channels = getShape(op.getInput())[3], padded = getShape(op.getBias())[0];
  int64_t blockSize = op.getTile().getScalable() ? padded : op.getTile().getChannels();
  int64_t depth = op.getTile().getDepth();
  bool isContiguous = op.getDilations()[1] == 1;
  int64_t runs = op.getWindow()[0] * (isContiguous ? 1 : op.getWindow()[1]);
  int64_t length = channels * (isContiguous ? op.getWindow()[1] : 1);
  int64_t run = isContiguous ? i : i * op.getWindow()[1] + j;
  int64_t k = isContiguous ? j * channels + c : c;
  int64_t steps = llvm::divideCeil(length, depth);

  int64_t first = o / blockSize * blockSize;
  int64_t width = std::min(blockSize, padded - first);
  int64_t block = first * runs * steps * depth;
  return block + ((run * steps + k / depth) * width + o - first) * depth + k % depth;
}

static int64_t findWeight(KernelDepthwiseConv2DOp op, int64_t o, int64_t i, int64_t j, int64_t) {
  int64_t columns = op.getWindow()[1];
  if (op.getTile().getDepth() == 1)
    return (i * columns + j) * getShape(op.getOutput())[3] + o;
  // That of the first of two output rows.
  int64_t rows = op.getStrides()[0] == 1 ? 2 : 1, width = op.getTile().getChannels();
  int64_t pairs = llvm::divideCeil(op.getWindow()[0] + rows - 1, 2);
  return (((o / width * rows * pairs + i / 2) * columns + j) * width + o % width) * 2 + i % 2;
}

/// Weights of compact kernels are unpacked to `[O, KH, KW, C]` or `[C, KH, KW]` first.
static int64_t findWeight(KernelCompactConv2DOp op, int64_t o, int64_t i, int64_t j, int64_t c) {
  int64_t window = op.getWindow()[1];
  return ((o * op.getWindow()[0] + i) * window + j) * getShape(op.getInput())[3] + c;
}
static int64_t findWeight(KernelCompactDepthwiseConv2DOp op, int64_t o, int64_t i, int64_t j,
                          int64_t) {
  return (o * op.getWindow()[0] + i) * op.getWindow()[1] + j;
}

/// The first input channel that output `o` reads, and how many it reads.
static std::pair<int64_t, int64_t> getChannels(KernelConv2DOp op, int64_t) {
  return {0, getShape(op.getInput())[3]};
}
static std::pair<int64_t, int64_t> getChannels(KernelDepthwiseConv2DOp op, int64_t o) {
  int64_t multiplier = getShape(op.getOutput())[3] / getShape(op.getInput())[3];
  return {o / multiplier, 1};
}

static std::pair<int64_t, int64_t> getChannels(KernelCompactConv2DOp op, int64_t) {
  return {0, getShape(op.getInput())[3]};
}
static std::pair<int64_t, int64_t> getChannels(KernelCompactDepthwiseConv2DOp, int64_t o) {
  return {o, 1};
}

/// Sums of products, in the order of the result.
template <typename T, typename Op>
static std::vector<T> accumulate(Op op, const std::vector<T> &input, const std::vector<T> &weights,
                                 T padValue) {
  Shape in = getShape(op.getInput());
  std::vector<T> sums;
  forEachIndex(getShape(op.getOutput()), [&](ArrayRef<int64_t> index) {
    auto [firstChannel, count] = getChannels(op, index[3]);
    T sum = 0;
    for (int64_t i = 0; i < op.getWindow()[0]; ++i)
      for (int64_t j = 0; j < op.getWindow()[1]; ++j) {
        int64_t y = index[1] * op.getStrides()[0] + i * op.getDilations()[0] - op.getPadding()[0];
        int64_t x = index[2] * op.getStrides()[1] + j * op.getDilations()[1] - op.getPadding()[2];
        bool isInside = y >= 0 && y < in[1] && x >= 0 && x < in[2];
        int64_t pixel = ((index[0] * in[1] + y) * in[2] + x) * in[3] + firstChannel;
        for (int64_t c = 0; c < count; ++c)
          sum +=
              (isInside ? input[pixel + c] : padValue) * weights[findWeight(op, index[3], i, j, c)];
      }
    sums.push_back(sum);
  });
  return sums;
}

namespace {

/// One channel's row entries of `scales`.
struct ChannelScale {
  int32_t multiplier, shift, exception;
};

} // namespace

/// See the description of `#effc.scaling`.
static int64_t rescaleByFloat(int32_t sum, ChannelScale scale, ScalingAttr how, bool hasFma) {
  float factor = llvm::bit_cast<float>(scale.multiplier);
  float offset = llvm::bit_cast<float>(scale.shift);
  if (sum < 0 && !how.getSignless())
    offset = -offset;
  volatile float product = static_cast<float>(sum) * factor; // rounded, never contracted
  float value = hasFma ? std::fma(static_cast<float>(sum), factor, offset) : product + offset;
  return std::llrint(value) + (how.getExceptions() && sum == scale.exception);
}

/// Two roundings in one.
static int64_t rescaleTwice(int32_t sum, int64_t multiplier, int64_t shift) {
  int64_t rounding =
      (int64_t(1) << (31 + shift)) + (int64_t(1) << 30) - (sum < 0 ? int64_t(1) << 31 : 0);
  return (sum * multiplier + rounding) >> (32 + shift);
}

static int64_t rescale(int32_t sum, ChannelScale scale, ScalingAttr how, bool hasFma) {
  if (how.getRescale() == Rescale::Float)
    return rescaleByFloat(sum, scale, how, hasFma);
  if (how.getRescale() == Rescale::DoubleRounding)
    return rescaleTwice(sum, scale.multiplier, scale.shift);
  int64_t rounding = int64_t(1) << (31 + scale.shift);
  return (int64_t(sum) * scale.multiplier + rounding) >> (32 + scale.shift);
}

static bool hasAddend(KernelConv2DOp op) { return op.getAddend() != nullptr; }
static bool hasAddend(KernelDepthwiseConv2DOp) { return false; }

static Activation getSumActivation(KernelConv2DOp op) { return op.getSumActivation(); }
static Activation getSumActivation(KernelDepthwiseConv2DOp) { return Activation::None; }

/// Adds the addend, the last operand, to stored results. See the op's description.
static void addIntegers(WideIntegers &results, Operands operands, Type element, bool isUnsigned,
                        ArrayRef<int32_t> scales, bool hasFma) {
  WideIntegers addend = readWideIntegers(*operands.back(), element);
  ArrayRef<int32_t> terms = scales.take_back(kNumSumTerms);
  auto term = [&](SumTerm which) { return llvm::bit_cast<float>(terms[which]); };
  for (auto [result, other] : llvm::zip_equal(results, addend)) {
    float lhs = result - scales[kZeroPoint], rhs = isUnsigned ? other & 255 : other;
    volatile float right = rhs * term(kAddendFactor), inner = right + term(kSumOffset);
    volatile float left = lhs * term(kResultFactor);
    float sum = hasFma ? std::fma(lhs, term(kResultFactor),
                                  std::fma(rhs, term(kAddendFactor), term(kSumOffset)))
                       : left + inner;
    int64_t least = terms[kSumLeast], greatest = std::max(least, int64_t(terms[kSumGreatest]));
    result = std::clamp<int64_t>(std::llrint(sum), least, greatest);
  }
}

template <typename Op> static Result evaluateFloats(Op op, Operands operands) {
  Floats bias = readFloats(*operands[2]);
  Floats results = accumulate(op, readFloats(*operands[0]), readFloats(*operands[1]), 0.0f);
  int64_t channels = getShape(op.getOutput())[3];
  Bounds<float> bounds(op.getActivation());
  for (auto [index, result] : llvm::enumerate(results))
    result = bounds.clamp(result + bias[index % channels]);
  if (hasAddend(op)) {
    Bounds<float> sumBounds(getSumActivation(op));
    Floats addend = readFloats(*operands.back());
    for (auto [result, other] : llvm::zip_equal(results, addend))
      result = sumBounds.clamp(result + other);
  }
  return writeFloats(results);
}

template <typename Op> static Result evaluateKernel(Op op, Operands operands) {
  if (getElement(op.getInput()).isF32())
    return evaluateFloats(op, operands);
  WideIntegers input = readWideIntegers(*operands[0], getElement(op.getInput()));
  if (op.getUnsignedInput())
    for (int64_t &value : input)
      value &= (int64_t(1) << getElement(op.getInput()).getIntOrFloatBitWidth()) - 1;
  int64_t inputShift = getInputShift(op.getTile().getDot(), op.getUnsignedInput());
  for (int64_t &value : input)
    value += inputShift;
  WideIntegers weights = readWideIntegers(*operands[1], getElement(op.getWeights()));
  Integers bias = readIntegers(*operands[2], getElement(op.getBias()));
  Integers scales = readIntegers(*operands[3], getElement(op.getScales()));
  ScalingAttr scaling = op.getScalingAttr();
  int64_t columns = getScaleColumns(scaling, scales.size(), hasAddend(op));
  int64_t channels = getShape(op.getOutput())[3];
  auto scaleOf = [&](int64_t o) {
    const int32_t *first = &scales[kNumLimits + (columns == 1 ? 0 : o)];
    return ChannelScale{first[0], first[columns], scaling.getExceptions() ? first[2 * columns] : 0};
  };
  if (scaling.getRescale() != Rescale::Float)
    for (int64_t o = 0; o < channels; ++o)
      if (int32_t shift = scaleOf(o).shift; shift < 0 || shift > 30)
        return op.emitOpError("found shift ") << shift << ", expected 0 to 30";

  TargetAttr target = getTarget(op);
  bool hasFma = !target || target.getHasFma();
  WideIntegers results = accumulate(op, input, weights, scales[kPadValue] + inputShift);
  for (auto [index, result] : llvm::enumerate(results)) {
    int64_t o = index % channels;
    int64_t scaled = rescale(static_cast<int32_t>(result + bias[o]), scaleOf(o), scaling, hasFma);
    int64_t least = scales[kLeast], greatest = std::max(scales[kLeast], scales[kGreatest]);
    result = std::clamp<int64_t>(scaled + scales[kZeroPoint], least, greatest);
  }
  if (hasAddend(op))
    addIntegers(results, operands, getElement(op.getOutput()), scaling.getUnsignedResult(),
                scales, hasFma);
  return writeIntegers(results, getElement(op.getOutput()));
}

Result reference::evaluate(KernelConv2DOp op, Operands operands) {
  return evaluateKernel(op, operands);
}
Result reference::evaluate(KernelDepthwiseConv2DOp op, Operands operands) {
  return evaluateKernel(op, operands);
}

//===----------------------------------------------------------------------===//
// Compact kernels
//===----------------------------------------------------------------------===//

/// The block of output channel `o` and its place there: the last block ends with the last one.
static std::pair<int64_t, int64_t> findLane(KernelCompactConv2DOp op, int64_t o) {
  int64_t width = op.getTile().getChannels(), outputs = getShape(op.getOutput())[3];
  int64_t block = o / width;
  return {block, o - std::min(block * width, outputs - width)};
}

static WideIntegers unpackWeights(KernelCompactConv2DOp op, const WideIntegers &packed) {
  int64_t depth = op.getTile().getDepth(), width = op.getTile().getChannels();
  int64_t channels = getShape(op.getInput())[3];
  int64_t row = op.getWindow()[1] * channels, window = op.getWindow()[0] * row;
  bool hasRowRuns = op.getDilations()[1] == 1 && row % depth == 0;
  int64_t reduction = hasRowRuns ? window : llvm::alignTo(window, depth);
  bool isDual = op.getTile().getDot() == Dot::DualI16;
  bool hasMasks = op.getTile().getDot() == Dot::TwinI16 && width == 2;
  int64_t masks = hasMasks ? llvm::divideCeil(reduction, 128) : 0; // words of a block
  bool isByte = getElement(op.getWeights()).isInteger(8);
  WideIntegers weights;
  for (int64_t o = 0; o < getShape(op.getOutput())[3]; ++o) {
    auto [block, lane] = findLane(op, o);
    for (int64_t k = 0; k < window; ++k) {
      int64_t place = k;
      if (isDual && channels % 4 == 0 && (k % 4 == 1 || k % 4 == 2))
        place = k % 4 == 1 ? k + 1 : k - 1;
      int64_t first = block * (reduction * width + 4 * masks);
      if (hasMasks)
        first += 4 * (k / 128 + 1);
      if (!isDual) {
        weights.push_back(packed[first + (place / depth * width + lane) * depth + place % depth]);
        continue;
      }
      int64_t pair = first + place / 2 * 2 * width;
      if (!isByte) {
        weights.push_back(packed[pair + lane * 2 + place % 2]);
        continue;
      }
      int64_t half = pair + (lane / 2 * 2 + place % 2) * 2;
      weights.push_back(lane % 2 == 1 ? packed[half] : packed[half + 1] + (packed[half] < 0));
    }
  }
  return weights;
}

static WideIntegers unpackWeights(KernelCompactDepthwiseConv2DOp, const WideIntegers &packed) {
  return packed;
}

/// The words of an output channel: bias and shift, and multiplier.
static std::pair<int64_t, int64_t> findConstants(KernelCompactConv2DOp op, int64_t o) {
  auto [block, lane] = findLane(op, o);
  Dot dot = op.getTile().getDot();
  int64_t width = dot == Dot::DualI16 ? 2 : dot == Dot::TwinI16 ? 1 : op.getTile().getChannels();
  int64_t group = (block * op.getTile().getChannels() + lane) / width * 2 * width;
  return {group + lane % width, group + lane % width + width};
}
static std::pair<int64_t, int64_t> findConstants(KernelCompactDepthwiseConv2DOp, int64_t o) {
  return {2 * o, 2 * o + 1};
}

template <typename Op> static Result evaluateCompact(Op op, Operands operands) {
  WideIntegers input = readWideIntegers(*operands[0], getElement(op.getInput()));
  if (op.getUnsignedInput())
    for (int64_t &value : input)
      value &= 255;
  WideIntegers weights =
      unpackWeights(op, readWideIntegers(*operands[1], getElement(op.getWeights())));
  Integers table = readIntegers(*operands[2], getElement(op.getTable()));
  constexpr bool isDepthwise = std::is_same_v<Op, KernelCompactDepthwiseConv2DOp>;
  Dot dot = op.getTile().getDot();
  int64_t inputShift =
      dot == Dot::TwinI16 ? getInputShift(dot, op.getUnsignedInput(), isDepthwise) : 0;
  for (int64_t &value : input)
    value += inputShift;
  RequantizeAttr requantize = op.getRequantize();
  int64_t channels = getShape(op.getOutput())[3];
  WideIntegers results = accumulate(op, input, weights, int64_t(op.getPadValue()) + inputShift);
  for (auto [index, result] : llvm::enumerate(results)) {
    auto [first, second] = findConstants(op, index % channels);
    int64_t unit = isDepthwise ? 32 : 256, low = table[first] & (unit - 1);
    int64_t shift = low + (op.getQuarterScales() ? -1 : 1);
    if (dot != Dot::DualI16)
      shift = (dot == Dot::TwinI16 ? low & 31 : isDepthwise ? low : -low & 255) - 1;
    if (shift > 30)
      return op.emitOpError("found shift ") << shift << ", expected -1 to 30";
    auto sum = static_cast<int32_t>(result + (table[first] - low) / unit);
    int64_t scaled = shift < 0 ? (int64_t(sum) * table[second] + (int64_t(1) << 30)) >> 31
                               : rescaleTwice(sum, table[second], shift);
    result = std::clamp(scaled + requantize.getZeroPoint(), requantize.getMin(),
                        std::max(requantize.getMin(), requantize.getMax()));
  }
  return writeIntegers(results, getElement(op.getOutput()));
}

Result reference::evaluate(KernelCompactConv2DOp op, Operands operands) {
  return evaluateCompact(op, operands);
}
Result reference::evaluate(KernelCompactDepthwiseConv2DOp op, Operands operands) {
  return evaluateCompact(op, operands);
}
