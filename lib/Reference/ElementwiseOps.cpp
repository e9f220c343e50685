//===- ElementwiseOps.cpp - Evaluation of ops with two operands -----------===//
#include "Activation.h"
#include "Elements.h"
#include "FixedPoint.h"
#include "Ops.h"
#include <cmath>

using namespace mlir;
using namespace effc;
using namespace effc::reference;

/// `function` of the broadcast operands.
template <typename T, typename Op, typename Function>
static std::vector<T> zip(Op op, const std::vector<T> &lhs, const std::vector<T> &rhs,
                          Function function) {
  return zipBroadcast(getShape(op.getOutput()), lhs, getShape(op->getOperand(0)), rhs,
                      getShape(op->getOperand(1)), function);
}

template <typename Op, typename Function>
static TensorBytes zipIntegers(Op op, Operands operands, Function function) {
  return writeIntegers(zip(op, readIntegers(*operands[0], getElement(op->getOperand(0))),
                           readIntegers(*operands[1], getElement(op->getOperand(1))), function),
                       getElement(op.getOutput()));
}

template <typename Op, typename Function>
static TensorBytes zipWideIntegers(Op op, Operands operands, Function function) {
  return writeIntegers(zip(op, readWideIntegers(*operands[0], getElement(op->getOperand(0))),
                           readWideIntegers(*operands[1], getElement(op->getOperand(1))), function),
                       getElement(op.getOutput()));
}

template <typename Op, typename Function>
static TensorBytes zipFloats(Op op, Operands operands, Function function) {
  return writeFloats(zip(op, readFloats(*operands[0]), readFloats(*operands[1]), function));
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// Arithmetic on plain numbers; `compute` gets floats, or uint64s that wrap.
template <typename Op, typename Function>
static TensorBytes computePlain(Op op, Operands operands, Function compute) {
  Type element = getElement(op.getOutput());
  if (isa<FloatType>(element)) {
    Bounds<float> bounds(op.getActivation());
    return zipFloats(op, operands, [&](float a, float b) { return bounds.clamp(compute(a, b)); });
  }
  auto computeIntegers = [&](auto zero) {
    using T = decltype(zero);
    Bounds<T> bounds(op.getActivation());
    return zipWideIntegers(op, operands, [&](int64_t a, int64_t b) -> int64_t {
      uint64_t wrapped = compute(static_cast<uint64_t>(a), static_cast<uint64_t>(b));
      return bounds.clamp(static_cast<T>(wrapped));
    });
  };
  if (element.isInteger(16))
    return computeIntegers(int16_t(0));
  return element.isInteger(32) ? computeIntegers(int32_t(0)) : computeIntegers(int64_t(0));
}

/// Quantized addition or subtraction (`sign` -1): both operands go to twice the larger scale
/// with `headroom` more bits, are added there, and the sum goes to the result's scale.
template <typename Op> static TensorBytes addQuantized(Op op, Operands operands, int sign) {
  Type lhs = getElement(op.getLhs()), rhs = getElement(op.getRhs());
  Type element = getElement(op.getOutput());
  int headroom = getStorageBytes(element) == 2 ? 15 : 20;
  double common = 2 * std::max(getScale(lhs), getScale(rhs));
  Multiplier lhsMultiplier = makeMultiplier(getScale(lhs) / common);
  Multiplier rhsMultiplier = makeMultiplier(getScale(rhs) / common);
  Multiplier multiplier = makeMultiplier(common / std::ldexp(getScale(element), headroom));
  int32_t lhsZero = getZeroPoint(lhs), rhsZero = getZeroPoint(rhs);
  IntegerRange range = getActivationRange(op.getActivation(), element);
  return zipIntegers(op, operands, [&](int32_t a, int32_t b) {
    int32_t scaledA = scale((a - lhsZero) * (1 << headroom), lhsMultiplier);
    int32_t scaledB = scale((b - rhsZero) * (1 << headroom), rhsMultiplier);
    return narrow(scale(scaledA + sign * scaledB, multiplier), getZeroPoint(element), range);
  });
}

/// `pot_scale`: the operand with the smaller scale is shifted right to the result's scale.
template <typename Op> static TensorBytes addShifted(Op op, Operands operands, int sign) {
  Type element = getElement(op.getOutput());
  auto getShift = [&](Value operand) {
    return *getPowerOfTwo(getScale(element)) - *getPowerOfTwo(getScale(getElement(operand)));
  };
  int lhsShift = getShift(op.getLhs()), rhsShift = getShift(op.getRhs());
  IntegerRange range = getActivationRange(op.getActivation(), element);
  return zipIntegers(op, operands, [&](int32_t a, int32_t b) {
    int64_t sum = int64_t(roundingDivideByPowerOfTwo16(a, lhsShift)) +
                  sign * int64_t(roundingDivideByPowerOfTwo16(b, rhsShift));
    return clamp(clamp(sum, getStorageRange(element)), range);
  });
}

template <typename Op> static TensorBytes evaluateSum(Op op, Operands operands, int sign) {
  if (!isQuantized(getElement(op.getOutput())))
    return computePlain(op, operands, [&](auto a, auto b) { return sign < 0 ? a - b : a + b; });
  return op.getPotScale() ? addShifted(op, operands, sign) : addQuantized(op, operands, sign);
}

Result reference::evaluate(AddOp op, Operands operands) { return evaluateSum(op, operands, 1); }

Result reference::evaluate(SubOp op, Operands operands) { return evaluateSum(op, operands, -1); }

Result reference::evaluate(MulOp op, Operands operands) {
  Type element = getElement(op.getOutput());
  if (!isQuantized(element))
    return computePlain(op, operands, [](auto a, auto b) { return a * b; });
  Type lhs = getElement(op.getLhs()), rhs = getElement(op.getRhs());
  Multiplier multiplier = makeMultiplier(getScale(lhs) * getScale(rhs) / getScale(element));
  int32_t lhsZero = getZeroPoint(lhs), rhsZero = getZeroPoint(rhs);
  IntegerRange range = getActivationRange(op.getActivation(), element);
  return zipIntegers(op, operands, [&](int32_t a, int32_t b) {
    int32_t product = scale((a - lhsZero) * (b - rhsZero), multiplier);
    return narrow(product, getZeroPoint(element), range);
  });
}

//===----------------------------------------------------------------------===//
// Extrema, parametric ReLU, look-up
//===----------------------------------------------------------------------===//

template <typename Op, typename Function>
static TensorBytes selectStored(Op op, Operands operands, Function select) {
  if (isa<FloatType>(getElement(op.getOutput())))
    return zipFloats(op, operands, select);
  return zipWideIntegers(op, operands, select);
}

Result reference::evaluate(MaximumOp op, Operands operands) {
  return selectStored(op, operands, [](auto a, auto b) { return a > b ? a : b; });
}

Result reference::evaluate(MinimumOp op, Operands operands) {
  return selectStored(op, operands, [](auto a, auto b) { return a < b ? a : b; });
}

Result reference::evaluate(PreluOp op, Operands operands) {
  Type element = getElement(op.getOutput());
  if (isa<FloatType>(element))
    return zipFloats(op, operands, [](float x, float slope) { return x >= 0 ? x : x * slope; });
  Type input = getElement(op.getInput()), alpha = getElement(op.getAlpha());
  Multiplier identity = makeMultiplier(getScale(input) / getScale(element));
  Multiplier sloped = makeMultiplier(getScale(input) * getScale(alpha) / getScale(element));
  int32_t inputZero = getZeroPoint(input), alphaZero = getZeroPoint(alpha);
  return zipIntegers(op, operands, [&](int32_t x, int32_t slope) {
    int32_t offZero = x - inputZero;
    int32_t scaled =
        offZero >= 0 ? scale(offZero, identity) : scale(offZero * (slope - alphaZero), sloped);
    return narrow(scaled, getZeroPoint(element), getStorageRange(element));
  });
}

Result reference::evaluate(LookupOp op, Operands operands) {
  Type input = getElement(op.getInput());
  int64_t size = getStorageBytes(getElement(op.getOutput()));
  TensorBytes result;
  for (int32_t value : readIntegers(*operands[0], input)) {
    int64_t position = value - (isUnsignedStorage(input) ? 0 : -128);
    const char *entry = operands[1]->data() + position * size;
    result.insert(result.end(), entry, entry + size);
  }
  return result;
}
