//===- ExpandMath.cpp - Floating point without a math library -------------===//
//
// LLVM lowers a floating-point intrinsic that the machine has no instruction for
// to a call of the C library. Generated code may not call it, so such operations
// become arithmetic here.
//
//===----------------------------------------------------------------------===//
#include "ExpandMath.h"
#include "effc/Target/TargetInfo.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

MathSupport effc::getMathSupport(TargetAttr target) {
  MathSupport support;
  if (!target)
    return support;
  support.fma = target.getHasFma();
  llvm::Triple triple(target.getTriple());
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget =
      getSubtarget(target.getTriple(), target.getCpu(), target.getFeatures());
  auto has = [&](StringRef name) { return subtarget && hasFeature(*subtarget, name); };
  if (triple.isAArch64()) {
    support.rounding = support.maximum = support.half = true;
  } else if (triple.isWasm()) {
    support.rounding = support.maximum = true;
  } else if (triple.isX86()) {
    support.rounding = has("sse4.1");
    support.half = has("f16c");
  } else if (triple.isARM() || triple.isThumb()) {
    support.rounding = has("fp-armv8d16sp");
    support.half = has("fp16");
    // LLVM 22 writes `x < 0`, or any number from a general register, as Helium's `lt`, which is the
    // opposite of `ge` and holds for a NaN.
    support.ordered = !has("mve.fp");
  }
  return support;
}

/// Builds arithmetic on values of one float type or a vector of it.
namespace {
struct FloatBuilder {
  FloatBuilder(PatternRewriter &rewriter, Operation *op)
      : rewriter(rewriter), loc(op->getLoc()), type(op->getResult(0).getType()) {}

  Type like(Type element) const {
    if (auto vector = dyn_cast<VectorType>(type))
      return vector.clone(element);
    return element;
  }
  Value constant(Type element, Attribute value) const {
    Type full = like(element);
    if (auto vector = dyn_cast<VectorType>(full))
      return arith::ConstantOp::create(rewriter, loc, SplatElementsAttr::get(vector, value));
    return arith::ConstantOp::create(rewriter, loc, cast<TypedAttr>(value));
  }
  Value number(double value) const {
    Type element = getElementTypeOrSelf(type);
    return constant(element, rewriter.getFloatAttr(element, value));
  }
  Value integer(Type element, int64_t value) const {
    return constant(element, rewriter.getIntegerAttr(element, value));
  }
  Value compare(arith::CmpFPredicate predicate, Value a, Value b) const {
    return arith::CmpFOp::create(rewriter, loc, predicate, a, b);
  }
  Value select(Value condition, Value a, Value b) const {
    return arith::SelectOp::create(rewriter, loc, condition, a, b);
  }
  /// `x` without its fraction; meaningless where `x` does not fit the integer type.
  Value truncate(Value x) const {
    Type element = getElementTypeOrSelf(type);
    Type integer = like(rewriter.getIntegerType(element.getIntOrFloatBitWidth()));
    return arith::SIToFPOp::create(rewriter, loc, type,
                                   arith::FPToSIOp::create(rewriter, loc, integer, x));
  }
  template <typename Op> Value binary(Value a, Value b) const {
    return Op::create(rewriter, loc, a, b);
  }

  PatternRewriter &rewriter;
  Location loc;
  Type type;
};
} // namespace

static Value roundFloor(const FloatBuilder &b, Value x) {
  Value whole = b.truncate(x);
  Value above = b.compare(arith::CmpFPredicate::OGT, whole, x);
  return b.select(above, b.binary<arith::SubFOp>(whole, b.number(1)), whole);
}

static Value roundCeil(const FloatBuilder &b, Value x) {
  Value whole = b.truncate(x);
  Value below = b.compare(arith::CmpFPredicate::OLT, whole, x);
  return b.select(below, b.binary<arith::AddFOp>(whole, b.number(1)), whole);
}

static Value roundToZero(const FloatBuilder &b, Value x) { return b.truncate(x); }

/// Half away from zero: the fraction, which is exact, decides.
static Value roundAway(const FloatBuilder &b, Value x) {
  Value whole = b.truncate(x);
  Value fraction = math::AbsFOp::create(b.rewriter, b.loc, b.binary<arith::SubFOp>(x, whole));
  Value half = b.compare(arith::CmpFPredicate::OGE, fraction, b.number(0.5));
  Value one = math::CopySignOp::create(b.rewriter, b.loc, b.number(1), x);
  return b.select(half, b.binary<arith::AddFOp>(whole, one), whole);
}

/// Half to even: adding 2^(mantissa bits) leaves no room for a fraction.
static Value roundEven(const FloatBuilder &b, Value x) {
  unsigned bits = cast<FloatType>(getElementTypeOrSelf(b.type)).getFPMantissaWidth() - 1;
  Value magic = b.number(std::ldexp(1.0, bits));
  Value magnitude = math::AbsFOp::create(b.rewriter, b.loc, x);
  return b.binary<arith::SubFOp>(b.binary<arith::AddFOp>(magnitude, magic), magic);
}

namespace {
/// Rounding by way of an integer. Values of 2^(mantissa bits) and more, infinities and NaN are
/// whole already and pass through; the sign of a zero result is the operand's.
template <typename Op, Value (*round)(const FloatBuilder &, Value)>
struct ExpandRounding : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    Type element = getElementTypeOrSelf(op.getType());
    if (!element.isF32() && !element.isF64())
      return rewriter.notifyMatchFailure(op, "only f32 and f64 are expanded");
    FloatBuilder b(rewriter, op);
    Value x = op.getOperand();
    Value rounded = round(b, x);
    unsigned bits = cast<FloatType>(element).getFPMantissaWidth() - 1;
    Value magnitude = math::AbsFOp::create(rewriter, b.loc, x);
    Value small = b.compare(arith::CmpFPredicate::OLT, magnitude, b.number(std::ldexp(1.0, bits)));
    Value whole = math::CopySignOp::create(rewriter, b.loc, rounded, x);
    rewriter.replaceOp(op, b.select(small, whole, x));
    return success();
  }
};

template <typename Op> struct SplitFma : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    Value product =
        arith::MulFOp::create(rewriter, op.getLoc(), op->getOperand(0), op->getOperand(1));
    rewriter.replaceOpWithNewOp<arith::AddFOp>(op, product, op->getOperand(2));
    return success();
  }
};

/// f16 to f32 by moving the fields. Multiplying by 2^112 rebiases the exponent and makes
/// subnormals normal; infinities and NaN get their exponent afterwards.
struct ExpandExtendHalf : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getIn().getType()).isF16() ||
        !getElementTypeOrSelf(op.getType()).isF32())
      return rewriter.notifyMatchFailure(op, "not f16 to f32");
    FloatBuilder b(rewriter, op);
    Type i16 = rewriter.getI16Type(), i32 = rewriter.getI32Type();
    Value half = arith::BitcastOp::create(rewriter, b.loc, b.like(i16), op.getIn());
    Value wide = arith::ExtUIOp::create(rewriter, b.loc, b.like(i32), half);
    Value magnitude = b.binary<arith::AndIOp>(wide, b.integer(i32, 0x7fff));
    Value sign = b.binary<arith::ShLIOp>(b.binary<arith::AndIOp>(wide, b.integer(i32, 0x8000)),
                                         b.integer(i32, 16));
    Value shifted = b.binary<arith::ShLIOp>(magnitude, b.integer(i32, 13));
    Value scaled = b.binary<arith::MulFOp>(
        arith::BitcastOp::create(rewriter, b.loc, b.type, shifted), b.number(0x1p112));
    Value finite = arith::BitcastOp::create(rewriter, b.loc, b.like(i32), scaled);
    Value special = b.binary<arith::OrIOp>(shifted, b.integer(i32, 0x7f800000));
    Value isSpecial = arith::CmpIOp::create(rewriter, b.loc, arith::CmpIPredicate::uge, magnitude,
                                            b.integer(i32, 0x7c00));
    Value bits = b.binary<arith::OrIOp>(b.select(isSpecial, special, finite), sign);
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, b.type, bits);
    return success();
  }
};

/// f32 to f16, half to even. Normal results round on the integer; subnormal ones by adding a
/// float whose last place is the subnormal's; the rest is infinity or NaN.
struct ExpandTruncateHalf : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::TruncFOp op, PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getIn().getType()).isF32() ||
        !getElementTypeOrSelf(op.getType()).isF16())
      return rewriter.notifyMatchFailure(op, "not f32 to f16");
    FloatBuilder b(rewriter, op);
    Type i16 = rewriter.getI16Type(), i32 = rewriter.getI32Type(), f32 = rewriter.getF32Type();
    auto below = [&](Value x, int64_t bound) {
      return arith::CmpIOp::create(rewriter, b.loc, arith::CmpIPredicate::ult, x,
                                   b.integer(i32, bound));
    };
    Value bits = arith::BitcastOp::create(rewriter, b.loc, b.like(i32), op.getIn());
    Value magnitude = b.binary<arith::AndIOp>(bits, b.integer(i32, 0x7fffffff));
    Value odd = b.binary<arith::AndIOp>(b.binary<arith::ShRUIOp>(magnitude, b.integer(i32, 13)),
                                        b.integer(i32, 1));
    Value biased = b.binary<arith::AddIOp>(
        b.binary<arith::AddIOp>(magnitude, b.integer(i32, 0xc8000fff - (int64_t(1) << 32))), odd);
    Value normal = b.binary<arith::ShRUIOp>(biased, b.integer(i32, 13));
    Value half = b.constant(f32, rewriter.getF32FloatAttr(0.5f));
    Value asFloat = arith::BitcastOp::create(rewriter, b.loc, b.like(f32), magnitude);
    Value aligned = arith::BitcastOp::create(rewriter, b.loc, b.like(i32),
                                             b.binary<arith::AddFOp>(asFloat, half));
    Value subnormal = b.binary<arith::SubIOp>(aligned, b.integer(i32, 0x3f000000));
    Value isNan = arith::CmpIOp::create(rewriter, b.loc, arith::CmpIPredicate::ugt, magnitude,
                                        b.integer(i32, 0x7f800000));
    Value special = b.select(isNan, b.integer(i32, 0x7e00), b.integer(i32, 0x7c00));
    Value result = b.select(below(magnitude, 0x38800000), subnormal,
                            b.select(below(magnitude, 0x477ff000), normal, special));
    Value sign = b.binary<arith::AndIOp>(b.binary<arith::ShRUIOp>(bits, b.integer(i32, 16)),
                                         b.integer(i32, 0x8000));
    Value narrow =
        arith::TruncIOp::create(rewriter, b.loc, b.like(i16), b.binary<arith::OrIOp>(result, sign));
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, b.type, narrow);
    return success();
  }
};
} // namespace

namespace {
/// `x < c` of f32 on their bits, where `c` is the same number in all lanes. The bits of negative
/// numbers go down as unsigned integers, to those of the infinity; with all but the sign flipped
/// they go up as signed ones, as those of positive numbers do. So for single numbers, which LLVM
/// may make vectors of.
struct ExpandLessThanSplat : OpRewritePattern<arith::CmpFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::CmpFOp op, PatternRewriter &rewriter) const override {
    Type type = op.getLhs().getType(), i32 = rewriter.getI32Type();
    if (op.getPredicate() != arith::CmpFPredicate::OLT || !getElementTypeOrSelf(type).isF32())
      return rewriter.notifyMatchFailure(op, "not `x < c` of f32");
    std::optional<APFloat> number = getNumber(op.getRhs());
    if (!number && !op.getRhs().getDefiningOp<vector::BroadcastOp>())
      return rewriter.notifyMatchFailure(op, "the numbers differ by lane, or may");
    auto vector = dyn_cast<VectorType>(type);
    IntegerBuilder b{rewriter, op.getLoc(), vector ? Type(vector.clone(i32)) : i32};
    Value bits = b.bitcast(op.getLhs());
    if (number && number->isFinite()) {
      rewriter.replaceOp(op, compareWith(*number, bits, b));
      return success();
    }
    Value other = b.bitcast(op.getRhs());
    Value isLess = b.compare(arith::CmpIPredicate::slt, b.order(bits), b.order(other));
    Value isOther = b.compare(arith::CmpIPredicate::sle, other, b.number(kInfinity));
    rewriter.replaceOpWithNewOp<arith::AndIOp>(op, isLess,
                                               b.binary<arith::AndIOp>(isNumber(bits, b), isOther));
    return success();
  }

private:
  static constexpr uint32_t kInfinity = 0x7f800000, kMinusInfinity = 0xff800000,
                            kMinusZero = 0x80000000;

  struct IntegerBuilder {
    PatternRewriter &rewriter;
    Location loc;
    Type type;

    Value bitcast(Value floats) const {
      return arith::BitcastOp::create(rewriter, loc, type, floats);
    }
    Value number(uint32_t bits) const {
      TypedAttr all = rewriter.getI32IntegerAttr(int32_t(bits));
      if (auto vector = dyn_cast<VectorType>(type))
        all = DenseElementsAttr::get(vector, APInt(32, bits));
      return arith::ConstantOp::create(rewriter, loc, all);
    }
    template <typename Op> Value binary(Value lhs, Value rhs) const {
      return Op::create(rewriter, loc, lhs, rhs);
    }
    Value compare(arith::CmpIPredicate predicate, Value lhs, Value rhs) const {
      return arith::CmpIOp::create(rewriter, loc, predicate, lhs, rhs);
    }
    /// Integers in the order of the floats.
    Value order(Value bits) const {
      Value signs = binary<arith::ShRSIOp>(bits, number(31));
      return binary<arith::XOrIOp>(bits, binary<arith::ShRUIOp>(signs, number(1)));
    }
  };

  /// The constant in all lanes.
  static std::optional<APFloat> getNumber(Value value) {
    Attribute constant;
    if (!matchPattern(value, m_Constant(&constant)))
      return std::nullopt;
    if (auto number = dyn_cast<FloatAttr>(constant))
      return number.getValue();
    auto splat = dyn_cast<SplatElementsAttr>(constant);
    return splat ? std::optional(splat.getSplatValue<APFloat>()) : std::nullopt;
  }

  /// False for a NaN with a sign only.
  static Value isNumber(Value bits, const IntegerBuilder &b) {
    return b.compare(arith::CmpIPredicate::ule, bits, b.number(kMinusInfinity));
  }

  static Value compareWith(const APFloat &number, Value bits, const IntegerBuilder &b) {
    uint32_t other = number.isZero() ? kMinusZero : number.bitcastToAPInt().getZExtValue();
    if (other < kMinusZero)
      return b.binary<arith::AndIOp>(b.compare(arith::CmpIPredicate::slt, bits, b.number(other)),
                                     isNumber(bits, b));
    Value above = b.binary<arith::SubIOp>(bits, b.number(other + 1));
    return b.compare(arith::CmpIPredicate::ult, above, b.number(kMinusInfinity - other));
  }
};
} // namespace

void effc::populateExpandMathPatterns(const MathSupport &support, RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  populateMathPolynomialApproximationPatterns(patterns, [](StringRef name) {
    return llvm::StringSwitch<bool>(name)
        .Cases({"math.exp", "math.tanh", "math.erf", "math.log"}, true)
        .Default(false);
  });
  arith::populateCeilFloorDivExpandOpsPatterns(patterns);
  if (!support.maximum)
    arith::populateArithExpandOpsPatterns(patterns);
  if (!support.fma)
    patterns.add<SplitFma<math::FmaOp>, SplitFma<vector::FMAOp>>(context);
  patterns.add<ExpandRounding<math::RoundOp, roundAway>>(context);
  if (!support.rounding)
    patterns.add<ExpandRounding<math::FloorOp, roundFloor>, ExpandRounding<math::CeilOp, roundCeil>,
                 ExpandRounding<math::TruncOp, roundToZero>,
                 ExpandRounding<math::RoundEvenOp, roundEven>>(context);
  if (!support.ordered)
    patterns.add<ExpandLessThanSplat>(context);
  if (!support.half)
    patterns.add<ExpandExtendHalf, ExpandTruncateHalf>(context);
}
