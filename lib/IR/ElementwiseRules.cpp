//===- ElementwiseRules.cpp - Rules of ElementwiseOps ---------------------===//
#include "RuleParts.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;
using namespace effc;
using llvm::formatv;

static constexpr const char *kCalibrateRemedy =
    "TFLite's kernels define no result for such scales: calibrate the model again";

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

/// The shape that two operands broadcast to; none if they do not.
static std::optional<SmallVector<int64_t>> getBroadcastShape(Shape lhs, Shape rhs) {
  SmallVector<int64_t> shape(std::max(lhs.size(), rhs.size()), 1);
  for (Shape operand : {lhs, rhs})
    for (size_t d = 1; d <= operand.size(); ++d) {
      int64_t size = operand[operand.size() - d];
      int64_t &common = shape[shape.size() - d];
      if (common == 1)
        common = size;
      else if (size != 1 && size != common)
        return std::nullopt;
    }
  return shape;
}

static Verdict checkBroadcast(RankedTensorType lhs, RankedTensorType rhs, RankedTensorType output) {
  auto shape = getBroadcastShape(lhs.getShape(), rhs.getShape());
  if (!shape)
    return malformed(formatv("found operands of shapes {0} and {1}, which do not broadcast",
                             describeShape(lhs.getShape()), describeShape(rhs.getShape())));
  return checkShape("result", output, *shape);
}

static Verdict checkArithmetic(RankedTensorType lhs, RankedTensorType rhs, RankedTensorType output,
                               Activation activation) {
  // C1
  if (Verdict verdict = checkBroadcast(lhs, rhs, output))
    return verdict;
  // C2
  Type left = lhs.getElementType(), right = rhs.getElementType(), out = output.getElementType();
  if (left == right && left == out &&
      (out.isF32() || out.isSignlessInteger(16) || out.isSignlessInteger(32) ||
       out.isSignlessInteger(64)))
    return std::nullopt;
  if (!isNarrow(left) || !isNarrow(right) || !isNarrow(out) || !isSameStorage(left, out) ||
      !isSameStorage(right, out))
    return wrongElements({lhs, rhs}, output,
                         "all f32, all i16, all i32, all i64, or all quantized per tensor with "
                         "equal storage of 8 bits, or of 16 and zero point 0");
  for (RankedTensorType operand : {lhs, rhs})
    if (Verdict verdict = checkSymmetric("int16 operand", operand))
      return verdict;
  if (Verdict verdict = checkSymmetric("int16 result", output))
    return verdict;
  // C3
  return checkActivation(activation, output);
}

/// With scales that are powers of two one operand is shifted to the right, and 31 is the limit.
static Verdict checkPowersOfTwo(RankedTensorType lhs, RankedTensorType rhs,
                                RankedTensorType output) {
  std::optional<int> left = getPowerOfTwo(getScale(lhs.getElementType())),
                     right = getPowerOfTwo(getScale(rhs.getElementType())),
                     out = getPowerOfTwo(getScale(output.getElementType()));
  const char *remedy = "set pot_scale_int16 to false in the operator's options";
  if (getStorageBytes(output.getElementType()) != 2 || !left || !right || !out)
    return unsupported(formatv("found operands of {0} and {1} and result of {2}, expected int16 "
                               "and scales that are powers of two",
                               describeElement(lhs.getElementType()),
                               describeElement(rhs.getElementType()),
                               describeElement(output.getElementType())),
                       remedy);
  int more = std::max(*left, *right) - *out, less = std::min(*left, *right) - *out;
  if (more == 0 && less >= -31)
    return std::nullopt;
  return unsupported(formatv("found int16 operands of scale 2^{0} and 2^{1} times the result's, "
                             "expected one equal and one at most 2^31 times smaller",
                             *left - *out, *right - *out),
                     remedy);
}

Verdict effc::checkSum(RankedTensorType lhs, RankedTensorType rhs, RankedTensorType output,
                       Activation activation, bool potScale) {
  if (Verdict verdict = checkArithmetic(lhs, rhs, output, activation))
    return verdict;
  // C4
  if (potScale && isQuantized(output.getElementType()))
    return checkPowersOfTwo(lhs, rhs, output);
  if (potScale)
    return wrongElements({lhs, rhs}, output, "quantized i16 for pot_scale");
  // C5: the operands go to twice the larger scale with more bits, from where the way to the result
  // must be down. A scale of zero has no such way.
  if (!isQuantized(output.getElementType()))
    return std::nullopt;
  double left = getScale(lhs.getElementType()), right = getScale(rhs.getElementType());
  double scale = getScale(output.getElementType());
  int shift = getStorageBytes(output.getElementType()) == 2 ? 15 : 20;
  if (std::min(left, right) > 0 && 2 * std::max(left, right) < std::ldexp(scale, shift))
    return std::nullopt;
  return unsupported(formatv("found operands of scales {0:e} and {1:e} and result of scale {2:e}, "
                             "which are too far apart",
                             left, right, scale),
                     kCalibrateRemedy);
}

Verdict effc::checkProduct(RankedTensorType lhs, RankedTensorType rhs, RankedTensorType output,
                           Activation activation) {
  if (Verdict verdict = checkArithmetic(lhs, rhs, output, activation))
    return verdict;
  // C4
  Type left = lhs.getElementType(), right = rhs.getElementType(), out = output.getElementType();
  if (!isQuantized(out))
    return std::nullopt;
  return checkFactor(getScale(left) * getScale(right) / getScale(out));
}

Verdict effc::checkExtremum(RankedTensorType lhs, RankedTensorType rhs, RankedTensorType output) {
  // C1
  if (Verdict verdict = checkBroadcast(lhs, rhs, output))
    return verdict;
  // C2
  if (Verdict verdict = checkSameElement(lhs, output))
    return verdict;
  if (rhs.getElementType() != output.getElementType() || output.getElementType().isF16())
    return wrongElements({lhs, rhs}, output, "equal types other than f16");
  return std::nullopt;
}

Verdict effc::checkPrelu(RankedTensorType input, RankedTensorType alpha, RankedTensorType output) {
  // C1
  if (Verdict verdict = checkShape("result", output, input.getShape()))
    return verdict;
  if (Verdict verdict = checkBroadcast(input, alpha, output))
    return verdict;
  // C2
  Type in = input.getElementType(), slope = alpha.getElementType(), out = output.getElementType();
  if (in.isF32() && slope.isF32() && out.isF32())
    return std::nullopt;
  bool isSlope =
      isNarrow(slope) &&
      (isSameStorage(in, slope) ||
       (getStorageBytes(in) == 2 && getStorageBytes(slope) == 1 && !isUnsignedStorage(slope)));
  if (!isNarrow(in) || !isNarrow(out) || !isSameStorage(in, out) || !isSlope)
    return wrongElements({input, alpha}, output,
                         "all f32, or all quantized per tensor with equal storage, or i16 with i8 "
                         "slopes");
  for (RankedTensorType operand : {input, alpha})
    if (Verdict verdict = checkSymmetric("int16 operand", operand))
      return verdict;
  if (Verdict verdict = checkSymmetric("int16 result", output))
    return verdict;
  // C3
  if (Verdict verdict = checkFactor(getScale(in) / getScale(out)))
    return verdict;
  return checkFactor(getScale(in) * getScale(slope) / getScale(out));
}

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

static Verdict checkUnary(RankedTensorType input, RankedTensorType output) {
  // C1
  if (Verdict verdict = checkShape("result", output, input.getShape()))
    return verdict;
  // C2
  Type in = input.getElementType(), out = output.getElementType();
  if (in.isF32() && out.isF32())
    return std::nullopt;
  if (!isNarrow(in) || !isNarrow(out) || !isSameStorage(in, out))
    return wrongElements(input, output,
                         "f32, or quantized per tensor with equal storage of 8 bits, or of 16 and "
                         "zero point 0");
  if (Verdict verdict = checkSymmetric("int16 operand", input))
    return verdict;
  return checkSymmetric("int16 result", output);
}

/// The quotient of the scales, which TFLite divides in f32 for functions of one operand.
static double divideScales(Type input, Type output, float factor = 1) {
  return static_cast<float>(getScale(input)) * factor / static_cast<float>(getScale(output));
}

Verdict effc::checkRectifier(RankedTensorType input, RankedTensorType output,
                             Activation activation) {
  if (Verdict verdict = checkUnary(input, output))
    return verdict;
  if (!isQuantized(output.getElementType()))
    return std::nullopt;
  // C3
  if (Verdict verdict = checkFactor(divideScales(input.getElementType(), output.getElementType())))
    return verdict;
  // C4
  return checkActivation(activation, output);
}

Verdict effc::checkLeakyRelu(RankedTensorType input, RankedTensorType output, float alpha) {
  if (Verdict verdict = checkUnary(input, output))
    return verdict;
  Type in = input.getElementType(), out = output.getElementType();
  // C3
  if (!std::isfinite(alpha))
    return malformed(formatv("found slope {0:e}, expected a finite number", alpha));
  // C4
  if (!isQuantized(out))
    return std::nullopt;
  if (Verdict verdict = checkFactor(divideScales(in, out)))
    return verdict;
  return checkFactor(divideScales(in, out, std::abs(alpha)));
}

/// The input of an 8-bit function in fixed point with 4 integer bits. TFLite shifts by the exponent
/// of scale * 2^27, which must be 0 to 62.
static Verdict checkInputScale8(RankedTensorType input) {
  double scale = getScale(input.getElementType());
  if (scale == 0 || (scale >= 0x1p-28 && scale < 0x1p35))
    return std::nullopt;
  return unsupported(formatv("found input of scale {0:e}, expected 2^-28 to 2^35", scale),
                     kCalibrateRemedy);
}

/// The input of a 16-bit function, which TFLite multiplies by `scale * 12288`, cut to an integer
/// after as many doublings as leave it below 2^15, but at most 31. A larger integer than 65535
/// exceeds 32 bits in the product.
static Verdict checkInputScale16(RankedTensorType input) {
  double units = getScale(input.getElementType()) * 12288;
  if (units >= 0x1p-31 && units < 65536)
    return std::nullopt;
  return unsupported(formatv("found int16 input of scale {0:e}, expected at least 3.8e-14 and less "
                             "than 5.33",
                             getScale(input.getElementType())),
                     kCalibrateRemedy);
}

/// Functions whose result lies in a fixed interval of length 2^-`exponent`, in TFLite's
/// quantization of that interval.
static Verdict checkBounded(RankedTensorType input, RankedTensorType output, int exponent,
                            int64_t zeroPoint) {
  if (Verdict verdict = checkUnary(input, output))
    return verdict;
  Type element = output.getElementType();
  if (!isQuantized(element))
    return std::nullopt;
  bool isWide = getStorageBytes(element) == 2;
  if (isWide)
    zeroPoint = 0;
  else if (isUnsignedStorage(element))
    zeroPoint += 128;
  // C3
  if (Verdict verdict =
          checkResultParameters(output, std::ldexp(1.0, isWide ? -15 : exponent), zeroPoint))
    return verdict;
  // C4
  return isWide ? checkInputScale16(input) : checkInputScale8(input);
}

Verdict effc::checkLogistic(RankedTensorType input, RankedTensorType output) {
  return checkBounded(input, output, -8, -128);
}

Verdict effc::checkTanh(RankedTensorType input, RankedTensorType output) {
  return checkBounded(input, output, -7, 0);
}

/// Functions that TFLite defines on 8 bits only.
static Verdict checkNarrowUnary(RankedTensorType input, RankedTensorType output) {
  if (Verdict verdict = checkUnary(input, output))
    return verdict;
  // C3
  if (getStorageBytes(output.getElementType()) == 2)
    return wrongElements(input, output, "f32 or 8-bit quantized");
  return std::nullopt;
}

Verdict effc::checkElu(RankedTensorType input, RankedTensorType output) {
  if (Verdict verdict = checkNarrowUnary(input, output))
    return verdict;
  // C4: results are rounded to 32-bit integers; -1 and the largest input bound them.
  Type in = input.getElementType(), out = output.getElementType();
  if (!isQuantized(out))
    return std::nullopt;
  float inverse = 1 / static_cast<float>(getScale(out));
  float largest = static_cast<float>(getScale(in)) *
                  static_cast<float>(getStorageRange(in).max - getZeroPoint(in));
  float zeroPoint = static_cast<float>(getZeroPoint(out));
  if (std::round(std::max(largest, 0.0f) * inverse) + zeroPoint < 0x1p31f &&
      std::round(-inverse) + zeroPoint >= -0x1p31f)
    return std::nullopt;
  return unsupported(formatv("found input of {0} and result of {1}, which are too far apart",
                             describeElement(in), describeElement(out)),
                     kCalibrateRemedy);
}

Verdict effc::checkHardSwish(RankedTensorType input, RankedTensorType output) {
  if (Verdict verdict = checkNarrowUnary(input, output))
    return verdict;
  // C4: in f32, as TFLite. The first factor may only scale down.
  Type in = input.getElementType(), out = output.getElementType();
  if (!isQuantized(out))
    return std::nullopt;
  float hires = 1.0f / 128.0f * static_cast<float>(getScale(in));
  if (checkFactor(hires / static_cast<float>(getScale(out)), 0))
    return unsupported(formatv("found input of scale {0:e}, expected less than 128 times the "
                               "result's {1:e}",
                               getScale(in), getScale(out)),
                       kCalibrateRemedy);
  return checkFactor(hires / (3.0f / 32768.0f));
}

Verdict effc::checkLookup(RankedTensorType input, RankedTensorType table, RankedTensorType output) {
  // C1
  if (Verdict verdict = checkShape("result", output, input.getShape()))
    return verdict;
  // C2
  Type out = output.getElementType();
  if (getStorageType(input.getElementType()).getIntOrFloatBitWidth() != 8)
    return wrongElements({input, table}, output, "8-bit input");
  if (getStorageType(table.getElementType()) != getStorageType(out))
    return wrongElements({input, table}, output, "a table of the result's storage type");
  return checkShape("table", table, {256});
}
