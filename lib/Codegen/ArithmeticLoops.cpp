//===- ArithmeticLoops.cpp - Loops of binary element-wise ops -------------===//
#include "LoopModels.h"
#include "LoopNest.h"
#include "RealFunctions.h"
#include "Requantize.h"
#include "ScaledSum.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace effc;

static Type getElement(Value tensor) { return cast<ShapedType>(tensor.getType()).getElementType(); }

/// Broadcasts both operands to the result's shape and runs `body` on each pair of elements.
static void emitBinary(const Expansion &expansion, unsigned computeBits,
                       llvm::function_ref<Lanes(Lanes, Lanes)> body) {
  ImplicitLocOpBuilder &builder = expansion.builder;
  ArrayRef<int64_t> shape = cast<MemRefType>(expansion.outputs[0].getType()).getShape();
  StridedBuffer inputs[] = {getBroadcastBuffer(builder, expansion.inputs[0], shape),
                            getBroadcastBuffer(builder, expansion.inputs[1], shape)};
  emitElementwise(builder, expansion.target, shape, inputs,
                  getStridedBuffer(builder, expansion.outputs[0]), computeBits,
                  [&](ArrayRef<Lanes> elements) { return body(elements[0], elements[1]); });
}

/// An activation on real numbers, or on plain integers.
static Lanes applyActivation(Lanes value, Activation activation, TargetAttr target) {
  if (isa<FloatType>(value.getElementType()))
    return applyFusedActivation(value, activation, target);
  switch (activation) {
  case Activation::None:
    return value;
  case Activation::Relu:
    return value.max(0);
  case Activation::ReluN1To1:
    return value.clamp(-1, 1);
  case Activation::Relu6:
    return value.clamp(0, 6);
  }
  llvm_unreachable("all activations are handled");
}

/// Zero-based real multiples of `type`'s scale.
static Lanes center(Lanes stored, Type type) {
  return stored.toInteger(32, isUnsignedStorage(type)) - getZeroPoint(type);
}

static bool isPlain(Type lhs, Type rhs, Type result) {
  return lhs == result && rhs == result &&
         (result.isF32() || result.isSignlessInteger(16) || result.isSignlessInteger(32) ||
          result.isSignlessInteger(64));
}

/// `value / 2^exponent` of 16-bit lanes, halves away from zero. In 16 bits TFLite's mask of the
/// remainder is cut off from 2^16 on, where all that is not negative is rounded up.
static Lanes roundingShiftRight16(Lanes value, int exponent) {
  value = value.toInteger(32);
  return exponent < 16 ? roundingShiftRight(value, exponent) : (value >> 31) | 1;
}

/// i16 values whose scales are powers of two; one operand has the result's scale.
static void emitShiftedSum(const Expansion &expansion, Type lhs, Type rhs, Type result,
                           Activation activation, bool isDifference) {
  int exponent = *getPowerOfTwo(getScale(result));
  int lhsShift = exponent - *getPowerOfTwo(getScale(lhs));
  int rhsShift = exponent - *getPowerOfTwo(getScale(rhs));
  IntegerRange range = getActivationRange(activation, result);
  emitBinary(expansion, 32, [&](Lanes a, Lanes b) {
    a = roundingShiftRight16(a, lhsShift);
    b = roundingShiftRight16(b, rhsShift);
    return narrow(isDifference ? a - b : a + b, 0, range, 16);
  });
}

static void emitFloatSum(const Expansion &expansion, const ScaledSum &sum, const FloatSum &form) {
  bool hasFma = expansion.target.getHasFma();
  emitBinary(expansion, 16, [&](Lanes a, Lanes b) {
    a = a.toInteger(32, isUnsignedStorage(sum.lhs)).toFloat();
    b = b.toInteger(32, isUnsignedStorage(sum.rhs)).toFloat();
    auto add = [&](Lanes value, float factor, Lanes addend) {
      Lanes scale = value.constant(factor);
      return hasFma ? multiplyAdd(value, scale, addend) : value * scale + addend;
    };
    Lanes total = add(a, form.lhsFactor, add(b, form.rhsFactor, b.constant(form.offset)));
    return total.roundEvenToInteger().clamp(sum.range.min, sum.range.max).toInteger(8);
  });
}

static void emitScaledSum(const Expansion &expansion, const ScaledSum &sum) {
  if (std::optional<FloatSum> form = getFloatSum(expansion.target, sum))
    return emitFloatSum(expansion, sum, *form);
  unsigned bits = getStorageType(sum.result).getIntOrFloatBitWidth();
  int64_t bound = int64_t(1) << (bits + sum.leftShift);
  emitBinary(expansion, 32, [&](Lanes a, Lanes b) {
    a = multiplyByQuantizedMultiplier(center(a, sum.lhs) << sum.leftShift, sum.lhsFactor, bound);
    b = multiplyByQuantizedMultiplier(center(b, sum.rhs) << sum.leftShift, sum.rhsFactor, bound);
    Lanes total = sum.isDifference ? a - b : a + b;
    return narrow(multiplyByQuantizedMultiplier(total, sum.factor, bound), getZeroPoint(sum.result),
                  sum.range, bits);
  });
}

template <typename OpTy> static LogicalResult expandSum(OpTy op, const Expansion &expansion) {
  constexpr bool isDifference = std::is_same_v<OpTy, SubOp>;
  Type lhs = getElement(op.getLhs()), rhs = getElement(op.getRhs()),
       result = getElement(op.getOutput());
  if (isPlain(lhs, rhs, result)) {
    emitBinary(expansion, result.getIntOrFloatBitWidth(), [&](Lanes a, Lanes b) {
      return applyActivation(isDifference ? a - b : a + b, op.getActivation(), expansion.target);
    });
    return success();
  }
  if (!isSmallQuantized(lhs, rhs, result))
    return emitUnsupportedTypes(op);
  if (op.getPotScale())
    emitShiftedSum(expansion, lhs, rhs, result, op.getActivation(), isDifference);
  else
    emitScaledSum(expansion, ScaledSum(lhs, rhs, result, op.getActivation(), isDifference));
  return success();
}

static LogicalResult expandProduct(MulOp op, const Expansion &expansion) {
  Type lhs = getElement(op.getLhs()), rhs = getElement(op.getRhs()),
       result = getElement(op.getOutput());
  if (isPlain(lhs, rhs, result)) {
    emitBinary(expansion, result.getIntOrFloatBitWidth(), [&](Lanes a, Lanes b) {
      return applyActivation(a * b, op.getActivation(), expansion.target);
    });
    return success();
  }
  if (!isSmallQuantized(lhs, rhs, result))
    return emitUnsupportedTypes(op);
  QuantizedMultiplier factor = quantizeMultiplier(getScale(lhs) * getScale(rhs) / getScale(result));
  IntegerRange range = getActivationRange(op.getActivation(), result);
  unsigned bits = getStorageType(result).getIntOrFloatBitWidth();
  int64_t bound = int64_t(1) << std::min(2 * bits, 31u);
  emitBinary(expansion, 32, [&](Lanes a, Lanes b) {
    Lanes product = center(a, lhs) * center(b, rhs);
    return narrow(multiplyByQuantizedMultiplier(product, factor, bound), getZeroPoint(result),
                  range, bits);
  });
  return success();
}

template <typename OpTy> static LogicalResult expandExtremum(OpTy op, const Expansion &expansion) {
  constexpr bool isMaximum = std::is_same_v<OpTy, MaximumOp>;
  Type result = getElement(op.getOutput());
  Type storage = getStorageType(result);
  if (storage.isF16())
    return emitUnsupportedTypes(op);
  bool isUnsigned = isUnsignedStorage(result) || storage.isInteger(1);
  emitBinary(expansion, storage.getIntOrFloatBitWidth(), [&](Lanes a, Lanes b) {
    if (isUnsigned)
      return isMaximum ? a.maxUnsigned(b) : a.minUnsigned(b);
    // As the reference's `a > b ? a : b`: with a NaN, the second operand.
    return isMaximum ? b.max(a) : b.min(a);
  });
  return success();
}

static LogicalResult expandPrelu(PreluOp op, const Expansion &expansion) {
  Type input = getElement(op.getInput()), alpha = getElement(op.getAlpha()),
       result = getElement(op.getOutput());
  if (input.isF32() && alpha.isF32() && result.isF32()) {
    emitBinary(expansion, 32, [&](Lanes x, Lanes slope) { return (x >= 0).select(x, x * slope); });
    return success();
  }
  if (!isSmallQuantized(input, input, result) || !isSmallQuantized(alpha, alpha, alpha))
    return emitUnsupportedTypes(op);
  QuantizedMultiplier identity = quantizeMultiplier(getScale(input) / getScale(result));
  QuantizedMultiplier sloped =
      quantizeMultiplier(getScale(input) * getScale(alpha) / getScale(result));
  unsigned bits = getStorageType(result).getIntOrFloatBitWidth();
  int64_t bound = int64_t(1) << bits, productBound = int64_t(1) << std::min(2 * bits, 31u);
  emitBinary(expansion, 32, [&](Lanes stored, Lanes slope) {
    Lanes x = center(stored, input);
    Lanes above = multiplyByQuantizedMultiplier(x, identity, bound);
    Lanes below = multiplyByQuantizedMultiplier(x * center(slope, alpha), sloped, productBound);
    return narrow((x >= 0).select(above, below), getZeroPoint(result), getStorageRange(result),
                  bits);
  });
  return success();
}

LogicalResult effc::emitUnsupportedTypes(Operation *op) {
  InFlightDiagnostic diagnostic = op->emitOpError("found element types");
  for (Type type : op->getOperandTypes())
    diagnostic << ' ' << getElementTypeOrSelf(type);
  diagnostic << " ->";
  for (Type type : op->getResultTypes())
    diagnostic << ' ' << getElementTypeOrSelf(type);
  diagnostic << ", expected a combination that has an expansion to loops";
  return diagnostic;
}

void effc::registerArithmeticLoops(MLIRContext &context) {
  attachLoops<AddOp, expandSum<AddOp>>(context);
  attachLoops<SubOp, expandSum<SubOp>>(context);
  attachLoops<MulOp, expandProduct>(context);
  attachLoops<MaximumOp, expandExtremum<MaximumOp>>(context);
  attachLoops<MinimumOp, expandExtremum<MinimumOp>>(context);
  attachLoops<PreluOp, expandPrelu>(context);
}
