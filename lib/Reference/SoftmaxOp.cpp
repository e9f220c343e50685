//===- SoftmaxOp.cpp - Evaluation of softmax ------------------------------===//
#include "Activation.h"
#include "Elements.h"
#include "FixedPoint.h"
#include "Ops.h"
#include "llvm/ADT/bit.h"
#include <array>
#include <cmath>

using namespace mlir;
using namespace effc;
using namespace effc::reference;

static TensorBytes softmaxFloats(const TensorBytes &bytes, int64_t depth, float beta) {
  Floats values = readFloats(bytes);
  for (size_t start = 0; start < values.size(); start += depth) {
    MutableArrayRef<float> row(&values[start], depth);
    float maximum = findMaximum(row);
    float sum = 0;
    for (float &value : row) {
      value = std::exp((value - maximum) * beta);
      sum += value;
    }
    for (float &value : row)
      value /= sum;
  }
  return writeFloats(values);
}

//===----------------------------------------------------------------------===//
// 8-bit inputs
//===----------------------------------------------------------------------===//

/// Differences to the row's maximum have 5 integer bits, their exponentials none, and the
/// sum of those 12.
static void softmaxRow8(ArrayRef<int32_t> row, Multiplier multiplier, Type output,
                        Integers &results) {
  int32_t maximum = *llvm::max_element(row);
  int32_t minimumDifference = -getInputRadius(5, multiplier.shift);
  auto exponential = [&](int32_t difference) {
    return expOfNegative(scale(difference, multiplier), 5);
  };
  uint32_t sum = 0;
  for (int32_t value : row)
    if (value - maximum >= minimumDifference)
      sum += roundingDivideByPowerOfTwo(exponential(value - maximum), 12);

  // sum = 2^bitsOverUnit * (1 + fraction). The largest element alone makes the sum 2^19; one of
  // 8192 elements may wrap. TFLite gives up where the exponent exceeds 31, from 512 equal elements
  // on.
  int headroom = std::min(llvm::countl_zero(sum), 12);
  int bitsOverUnit = 12 - headroom;
  int32_t fraction = static_cast<int32_t>((uint64_t(sum) << headroom) - (1u << 31));
  int32_t reciprocal = oneOverOnePlus(std::max(fraction, 0));
  int exponent = std::min<int>(bitsOverUnit + 31 - 8 * getStorageBytes(output), 31);

  IntegerRange range = getStorageRange(output);
  for (int32_t value : row) {
    int64_t result = 0;
    if (value - maximum >= minimumDifference)
      result = roundingDivideByPowerOfTwo(
          saturatingRoundingDoublingHighMul(reciprocal, exponential(value - maximum)), exponent);
    results.push_back(clamp(result + range.min, range));
  }
}

//===----------------------------------------------------------------------===//
// 16-bit inputs
//===----------------------------------------------------------------------===//

using Table = std::array<int16_t, 513>;

/// Samples `function` at 513 points of [low, high] in units of 2^-15, lowered by half of the
/// error that linear interpolation makes halfway to the next point.
static Table makeTable(float low, float high, float (*function)(float)) {
  constexpr float outputScale = 2.0f / 65535;
  constexpr float toUnits = 65536 / (outputScale * 32767 - outputScale * -32768);
  constexpr int steps = 512;
  float step = (high - low) / steps;
  auto limit = [](float value) {
    return static_cast<int16_t>(std::clamp(value, -32768.0f, 32767.0f));
  };
  Table table;
  for (int i = 0; i < steps; ++i) {
    float sample = std::round(function(low + i * step) * toUnits);
    float next = function(low + (i + 1) * step) * toUnits;
    float middle = std::round(function(low + i * step + step / 2) * toUnits);
    float error = std::round((next + sample) / 2) - middle;
    table[i] = limit(sample - std::round(error / 2));
  }
  table[steps] = limit(std::round(function(high) * toUnits));
  return table;
}

/// The table's value at `x`, whose high 9 bits choose the interval.
static int32_t lookUp(const Table &table, int32_t x) {
  int32_t index = 256 + (x >> 7), offset = x & 0x7f;
  int32_t slope = int16_t(table[index + 1] - table[index]);
  return int16_t(table[index] + ((slope * offset + 64) >> 7));
}

static void softmaxRow16(ArrayRef<int32_t> row, Multiplier multiplier, Integers &results) {
  static const Table expTable =
      makeTable(10.0f / 65535 * -65535, 0, [](float x) { return std::exp(x); });
  static const Table reciprocalTable =
      makeTable(0, 1.0f / 65535 * 65535, [](float x) { return 1.0f / (1.0f + x); });

  int32_t maximum = *llvm::max_element(row);
  uint32_t sum = 0;
  SmallVector<int32_t> exponentials;
  for (int32_t value : row) {
    int32_t scaled = scale(value - maximum, multiplier);
    exponentials.push_back(lookUp(expTable, clamp(int64_t(scaled) + 32767, {-32768, 32767})));
    sum += exponentials.back();
  }
  // Bring the sum to [1, 2) in units of 2^-16, and that to the table's range.
  int headroom = std::max(llvm::countl_zero(sum), 1);
  int64_t shiftedSum = ((int64_t(sum) << (headroom - 1)) + (1 << 13)) >> 14;
  int32_t reciprocal =
      lookUp(reciprocalTable, clamp(shiftedSum - ((1 << 15) + (1 << 16)), {-32768, 32767}));
  int rightShift = 31 - headroom;
  for (int32_t exponential : exponentials) {
    int64_t product = int64_t(exponential) * reciprocal + (int64_t(1) << (rightShift - 1));
    results.push_back(clamp(product >> rightShift, {0, 32767}));
  }
}

Result reference::evaluate(SoftmaxOp op, Operands operands) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  int64_t depth = getShape(op.getInput()).back();
  double beta = op.getBeta().convertToFloat();
  if (isa<FloatType>(output))
    return softmaxFloats(*operands[0], depth, beta);

  bool is16Bit = getStorageBytes(input) == 2;
  double maximum = std::ldexp(1.0, 31) - 1;
  Multiplier multiplier =
      is16Bit ? makeMultiplier(getScale(input) * beta / (10.0 / 65535.0))
              : makeMultiplier(std::min(beta * getScale(input) * (1 << (31 - 5)), maximum));
  Integers values = readIntegers(*operands[0], input), results;
  for (size_t start = 0; start < values.size(); start += depth) {
    ArrayRef<int32_t> row(&values[start], depth);
    if (is16Bit)
      softmaxRow16(row, multiplier, results);
    else
      softmaxRow8(row, multiplier, output, results);
  }
  return writeIntegers(results, output);
}
