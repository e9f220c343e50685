//===- UnaryOps.cpp - Evaluation of element-wise functions ----------------===//
#include "Activation.h"
#include "Elements.h"
#include "FixedPoint.h"
#include "Ops.h"
#include <array>
#include <cmath>

using namespace mlir;
using namespace effc;
using namespace effc::reference;

template <typename Op, typename Function>
static TensorBytes mapFloats(Op op, Operands operands, Function function) {
  Floats values = readFloats(*operands[0]);
  for (float &value : values)
    value = function(value);
  return writeFloats(values);
}

/// Maps stored integers; results are clamped to the storage type.
template <typename Op, typename Function>
static TensorBytes mapIntegers(Op op, Operands operands, Function function) {
  Type element = getElement(op.getOutput());
  Integers values = readIntegers(*operands[0], getElement(op.getInput()));
  for (int32_t &value : values)
    value = clamp(function(value), getStorageRange(element));
  return writeIntegers(values, element);
}

/// TFLite divides scales in f32 for these ops.
static double divideScales(Type input, Type output) {
  return static_cast<float>(getScale(input)) / static_cast<float>(getScale(output));
}

//===----------------------------------------------------------------------===//
// Rectifiers
//===----------------------------------------------------------------------===//

template <typename Op>
static TensorBytes evaluateRelu(Op op, Operands operands, Activation activation) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  if (isa<FloatType>(output)) {
    Bounds<float> bounds(activation);
    // Unlike a fused one, it has no upper bound of its own.
    if (activation == Activation::Relu)
      bounds.max = std::numeric_limits<float>::infinity();
    return mapFloats(op, operands, [&](float x) { return bounds.clamp(x); });
  }
  Multiplier multiplier = makeMultiplier(divideScales(input, output));
  IntegerRange range = getActivationRange(activation, output);
  return mapIntegers(op, operands, [&](int32_t x) {
    int32_t scaled = scale(x - int32_t(getZeroPoint(input)), multiplier);
    return narrow(scaled, getZeroPoint(output), range);
  });
}

Result reference::evaluate(ReluOp op, Operands operands) {
  return evaluateRelu(op, operands, Activation::Relu);
}
Result reference::evaluate(Relu6Op op, Operands operands) {
  return evaluateRelu(op, operands, Activation::Relu6);
}
Result reference::evaluate(ReluN1To1Op op, Operands operands) {
  return evaluateRelu(op, operands, Activation::ReluN1To1);
}

Result reference::evaluate(LeakyReluOp op, Operands operands) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  float alpha = op.getAlpha().convertToFloat();
  if (isa<FloatType>(output))
    return mapFloats(op, operands, [&](float x) { return x > 0 ? x : x * alpha; });
  float sloped = static_cast<float>(getScale(input)) * alpha / static_cast<float>(getScale(output));
  Multiplier identity = makeMultiplier(divideScales(input, output));
  Multiplier slope = makeMultiplier(std::abs(sloped));
  return mapIntegers(op, operands, [&](int32_t x) {
    int32_t offZero = x - int32_t(getZeroPoint(input));
    int64_t scaled = scale(offZero, offZero >= 0 ? identity : slope);
    if (offZero < 0 && sloped < 0)
      scaled = -scaled;
    return narrow(static_cast<int32_t>(scaled), getZeroPoint(output), getStorageRange(output));
  });
}

//===----------------------------------------------------------------------===//
// Logistic and tanh
//===----------------------------------------------------------------------===//

/// sigmoid(i / 24) in units of 2^-16, raised by half of the error that linear interpolation
/// makes between neighbours.
static std::array<uint32_t, 256> getSigmoidTable() {
  auto sigmoid = [](double i) { return 65536 / (1 + std::exp(-i / 24)); };
  std::array<uint32_t, 256> table;
  for (int i = 0; i < 255; ++i) {
    double error = sigmoid(i + 0.5) - (sigmoid(i) + sigmoid(i + 1)) / 2;
    table[i] = static_cast<uint32_t>(std::floor(sigmoid(i) + error / 2 + 0.5));
  }
  table[255] = 65535;
  return table;
}

/// A 16-bit input in units of 1 / (3 * 4096), where the table has a step of 2^9 for the
/// logistic function and 2^8 for tanh.
static int32_t toTableUnits(int32_t x, double inputScale, int maxPowerOfTwo) {
  std::optional<int> exponent = getPowerOfTwo(inputScale);
  if (exponent && *exponent + 12 >= 0 && *exponent + 12 <= maxPowerOfTwo)
    return x * (3 << (*exponent + 12));
  double multiplier = inputScale * 4096 * 3;
  int shift = 0;
  for (; multiplier <= 32767.0 / 2 && shift <= 30; ++shift)
    multiplier *= 2;
  int64_t rounding = shift > 0 ? int64_t(1) << (shift - 1) : 0;
  return static_cast<int32_t>((x * int64_t(multiplier) + rounding) >> shift);
}

/// The table's value for `x >= 0` with `bits` fraction bits more than its entries.
static int32_t interpolate(const std::array<uint32_t, 256> &table, uint32_t x, int bits,
                           uint32_t saturated) {
  uint32_t step = x >> bits;
  if (step >= 255)
    return saturated << bits;
  uint32_t fraction = x & ((1u << bits) - 1);
  return (table[step] << bits) + fraction * (table[step + 1] - table[step]);
}

static int32_t logistic16(int32_t x, double inputScale) {
  static const std::array<uint32_t, 256> table = getSigmoidTable();
  int32_t units = toTableUnits(x, inputScale, /*maxPowerOfTwo=*/0);
  int32_t result = interpolate(table, std::abs(units), 9, 0x7fff << 1);
  result = units >= 0 ? result + (1 << 9) : (1 << 25) - result + (1 << 9) - 1;
  return result >> 10;
}

static int32_t tanh16(int32_t x, double inputScale) {
  static const std::array<uint32_t, 256> table = getSigmoidTable();
  int32_t units = toTableUnits(x, inputScale, /*maxPowerOfTwo=*/1);
  int32_t result = interpolate(table, std::abs(units), 8, 0xffff) - (1 << 23);
  result = units >= 0 ? result + (1 << 7) : -result + (1 << 7) - 1;
  return result >> 8;
}

/// 8-bit functions in fixed point with 4 integer bits; far inputs saturate.
static int64_t map8(int32_t offZero, double inputScale, int32_t (*function)(int32_t, int),
                    int resultBits, int64_t low, int64_t high) {
  Multiplier multiplier = makeMultiplier(std::ldexp(inputScale, 31 - 4));
  int32_t radius = getInputRadius(4, multiplier.shift);
  if (offZero <= -radius)
    return low;
  if (offZero >= radius)
    return high;
  int32_t raw = function(scale(offZero, multiplier), 4);
  return roundingDivideByPowerOfTwo(raw, 31 - resultBits);
}

Result reference::evaluate(LogisticOp op, Operands operands) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  if (isa<FloatType>(output))
    return mapFloats(op, operands, [](float x) { return 1.0f / (1.0f + std::exp(-x)); });
  double inputScale = getScale(input);
  if (getStorageBytes(output) == 2)
    return mapIntegers(op, operands, [&](int32_t x) { return logistic16(x, inputScale); });
  return mapIntegers(op, operands, [&](int32_t x) {
    return map8(x - getZeroPoint(input), inputScale, logistic, 8, 0, 255) + getZeroPoint(output);
  });
}

Result reference::evaluate(TanhOp op, Operands operands) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  if (isa<FloatType>(output))
    return mapFloats(op, operands, [](float x) { return std::tanh(x); });
  double inputScale = getScale(input);
  if (getStorageBytes(output) == 2)
    return mapIntegers(op, operands, [&](int32_t x) { return tanh16(x, inputScale); });
  return mapIntegers(op, operands, [&](int32_t x) {
    return map8(x - getZeroPoint(input), inputScale, reference::tanh, 7, -128, 127) +
           getZeroPoint(output);
  });
}

//===----------------------------------------------------------------------===//
// ELU and hard swish
//===----------------------------------------------------------------------===//

Result reference::evaluate(EluOp op, Operands operands) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  auto elu = [](float x) { return x < 0 ? std::exp(x) - 1.0f : x; };
  if (isa<FloatType>(output))
    return mapFloats(op, operands, [](float x) { return x < 0 ? std::expm1(x) : x; });
  float inputScale = getScale(input), inverse = 1 / static_cast<float>(getScale(output));
  return mapIntegers(op, operands, [&](int32_t x) {
    float real = inputScale * (x - getZeroPoint(input));
    float stored = std::round(elu(real) * inverse) + getZeroPoint(output);
    return static_cast<int64_t>(std::fmax(std::fmin(stored, 1e9f), -1e9f));
  });
}

/// A multiplier cut to 16 bits, rounded and held below 2^15.
static int16_t cutMultiplier(int32_t value) {
  return value >= INT32_MAX - (1 << 15) ? INT16_MAX : (value + (1 << 15)) >> 16;
}

static int16_t saturatingShiftLeft16(int16_t value, int amount) {
  return static_cast<int16_t>(
      std::clamp<int64_t>(int64_t(value) * (int64_t(1) << amount), INT16_MIN, INT16_MAX));
}

/// `x * relu6(x + 3) / 6` in 16-bit fixed point: the second factor is brought to units of
/// 3/32768 about 3, where saturation is the clamping that relu6 does.
static int16_t hardSwish8(int16_t offZero, Multiplier toOutput, Multiplier toReluish) {
  int16_t hires = static_cast<int16_t>(offZero * (1 << 7));
  int16_t preshift = saturatingRoundingDoublingHighMul16(hires, cutMultiplier(toOutput.value));
  int16_t reluish = hires;
  if (toReluish.shift > 0)
    reluish = saturatingShiftLeft16(reluish, toReluish.shift - 1);
  reluish = saturatingRoundingDoublingHighMul16(reluish, cutMultiplier(toReluish.value));
  if (toReluish.shift > 0)
    reluish = saturatingShiftLeft16(reluish, 1);
  if (toReluish.shift < 0)
    reluish = roundingDivideByPowerOfTwo16(reluish, -toReluish.shift);
  reluish = static_cast<int16_t>((reluish + (1 << 15)) >> 1);
  // `reluish` is not negative, so this product cannot overflow; it is truncated.
  int16_t product = static_cast<int16_t>(int32_t(reluish) * preshift / (1 << 15));
  return roundingDivideByPowerOfTwo16(product, -toOutput.shift);
}

Result reference::evaluate(HardSwishOp op, Operands operands) {
  Type input = getElement(op.getInput()), output = getElement(op.getOutput());
  if (isa<FloatType>(output))
    return mapFloats(op, operands,
                     [](float x) { return x * std::min(6.0f, std::max(0.0f, x + 3)) / 6; });
  float hiresScale = 1.0f / 128.0f * static_cast<float>(getScale(input));
  Multiplier toOutput = makeMultiplier(hiresScale / static_cast<float>(getScale(output)));
  Multiplier toReluish = makeMultiplier(hiresScale / (3.0f / 32768.0f));
  assert(toOutput.shift <= 0 && "the verifier compares the scales");
  return mapIntegers(op, operands, [&](int32_t x) {
    return int64_t(hardSwish8(x - getZeroPoint(input), toOutput, toReluish)) + getZeroPoint(output);
  });
}
