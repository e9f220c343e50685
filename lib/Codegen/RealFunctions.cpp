//===- RealFunctions.cpp - Functions of f32 lanes -------------------------===//
#include "RealFunctions.h"
#include "llvm/TargetParser/Triple.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace effc;

static constexpr float kLargest = std::numeric_limits<float>::max();

/// Infinities become the largest number of their sign, which has the bits just below; `x` is
/// negative only with `isSigned`.
static Lanes makeFinite(Lanes x, bool isSigned) {
  Lanes bits = x.bitcast(x.getBuilder().getI32Type());
  constexpr int64_t kInfinity = 0x7F800000;
  Lanes isInfinite = isSigned ? (bits << 1) == kInfinity << 1 : bits == kInfinity;
  return (bits + isInfinite.toInteger(32)).bitcast(x.getElementType());
}

/// With bounds that are not zero, IEEE 754's maximum and minimum are what std::max and std::min
/// are.
static Lanes clampByInstructions(Lanes x, float low, float high) {
  ImplicitLocOpBuilder &builder = x.getBuilder();
  if (low != 0)
    x = {builder, arith::MaximumFOp::create(builder, x, x.constant(low))};
  return {builder, arith::MinimumFOp::create(builder, x, x.constant(high))};
}

Lanes effc::applyFusedActivation(Lanes x, Activation activation, TargetAttr target) {
  bool isBounded = activation == Activation::Relu6 || activation == Activation::ReluN1To1;
  bool hasZero = activation == Activation::Relu || activation == Activation::Relu6;
  if (hasZero)
    x = x.max(0);
  float low = hasZero ? 0 : isBounded ? -1 : -kLargest;
  float high = activation == Activation::Relu6 ? 6 : isBounded ? 1 : kLargest;
  // What one instruction does, or two, differs by machine.
  llvm::Triple triple(target.getTriple());
  if (triple.isAArch64())
    return clampByInstructions(x, low, high);
  bool hasSelection = triple.isX86() || triple.isWasm();
  if (!isBounded && !hasSelection)
    return makeFinite(x, !hasZero);
  return (hasZero ? x : x.max(low)).min(high);
}

namespace {
/// exp(x) = scale * (1 + rest), scale a power of two.
struct SplitExponential {
  Lanes scale, rest;
};
} // namespace

/// x = n * ln 2 + r with |r| <= ln 2 / 2; exp(r) - 1 = r + r^2 * P(r), P as in Cephes' expf. From
/// the bound on, where n is -127, the scale is 0: so is exp(-inf).
static SplitExponential splitExponential(Lanes x) {
  x = x.max(-88.02969f);
  // Adding and taking away 1.5 * 2^23 rounds to an integer, ties to even. The sum's low bits are n.
  constexpr float kRound = 12582912.0f;
  Lanes shifted = x * 1.44269504088896341f + kRound;
  Lanes n = shifted - kRound;
  Lanes r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  Lanes p = r.constant(1.9875691500e-4f);
  for (float coefficient :
       {1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f})
    p = p * r + coefficient;
  Lanes bits = (shifted.bitcast(x.getBuilder().getI32Type()) << 23) + (127 << 23);
  Lanes scale = bits.bitcast(x.getElementType());
  return {scale, p * (r * r) + r};
}

Lanes effc::exponentialOfNegative(Lanes x) {
  auto [scale, rest] = splitExponential(x);
  return scale * (rest + 1);
}

Lanes effc::exponentialMinusOneOfNegative(Lanes x) {
  auto [scale, rest] = splitExponential(x);
  return scale * rest + (scale - 1);
}

static Lanes getSign(Lanes x) {
  return x.bitcast(x.getBuilder().getI32Type()) & int64_t(0x80000000);
}

/// |x| with the sign bits of `sign`.
static Lanes withSign(Lanes x, Lanes sign) {
  return ((x.bitcast(x.getBuilder().getI32Type()) & int64_t(0x7FFFFFFF)) | sign)
      .bitcast(x.getElementType());
}

static Lanes minusAbsolute(Lanes x) {
  return (x.bitcast(x.getBuilder().getI32Type()) | int64_t(0x80000000)).bitcast(x.getElementType());
}

Lanes effc::logisticFunction(Lanes x) {
  Lanes e = exponentialOfNegative(minusAbsolute(x));
  return (x >= 0).select(e.constant(1), e) / (e + 1);
}

// With m = exp(-2|x|) - 1, tanh |x| = -m / (m + 2), exact to the last places near zero too.
Lanes effc::hyperbolicTangent(Lanes x) {
  Lanes m = exponentialMinusOneOfNegative(minusAbsolute(x) * 2);
  return withSign(m / (m + 2), getSign(x));
}

// Adding the number just below 0.5 and cutting off: 0.5 itself would carry 0.49999997 to 1.
Lanes effc::roundToInteger(Lanes x) {
  Lanes half = x.constant(std::nextafter(0.5f, 0.0f));
  return (x + withSign(half, getSign(x))).truncateToInteger();
}

// Exponent and mantissa land in f32's places, 112 too low in the exponent, which one multiplication
// mends for subnormal numbers too. Infinity and NaN need all exponent bits.
Lanes effc::halfToFloat(Lanes bits) {
  Type f32 = bits.getBuilder().getF32Type();
  Lanes wide = bits.toInteger(32, /*isUnsigned=*/true);
  Lanes magnitude = (wide & 0x7FFF) << 13;
  Lanes number = magnitude.bitcast(f32) * 0x1p112f;
  Lanes isFinite = magnitude < 0x7C00 << 13;
  Lanes special = (magnitude | 0x7F800000).bitcast(f32);
  return withSign(isFinite.select(number, special), (wide & 0x8000) << 16);
}
