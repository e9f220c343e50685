//===- ExpandMultiply.cpp - Wide products on cores without them -----------===//
//
// Rescaling multiplies two i32 to an i64. Armv6-M, Armv8-M Baseline and the ESP8266 have no
// instruction for that, and LLVM calls a function that multiplies two i64. Four products of halves are less
// than half of the work, and need no call: with a = 2^16*ah + al and b = 2^16*bh + bl, where ah
// and bh are signed and al and bl are not,
//     t = ah*bl + floor(al*bl / 2^16),  u = al*bh + (t mod 2^16)
//     a*b = 2^32 * (ah*bh + floor(t / 2^16) + floor(u / 2^16)) + (a*b mod 2^32).
// t and u fit 32 bits: |ah*bl| <= 2^15 * (2^16 - 1), and what is added is below 2^16.
//
//===----------------------------------------------------------------------===//
#include "ExpandMultiply.h"
#include "effc/Target/TargetInfo.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

bool effc::hasWideMultiply(TargetAttr target) {
  llvm::Triple triple(target ? target.getTriple() : "");
  bool isXtensa = triple.getArch() == llvm::Triple::xtensa;
  if (!triple.isArmMClass() && !isXtensa)
    return true;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget =
      getSubtarget(target.getTriple(), target.getCpu(), target.getFeatures());
  if (!subtarget)
    return true;
  auto has = [&](StringRef name) { return hasFeature(*subtarget, name); };
  return isXtensa ? has("mul32high") || !has("mul32") : has("thumb2");
}

namespace {
struct ExpandWideMultiply : OpRewritePattern<arith::MulIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::MulIOp op, PatternRewriter &rewriter) const override {
    if (!op.getType().isInteger(64))
      return rewriter.notifyMatchFailure(op, "not a product of scalars of 64 bits");
    if (!isNarrow(op.getLhs()) || !isNarrow(op.getRhs()))
      return rewriter.notifyMatchFailure(op, "the factors may have more than 32 bits");
    Location loc = op.getLoc();
    Value a = narrow(op.getLhs(), rewriter), b = narrow(op.getRhs(), rewriter);
    auto number = [&](int64_t value) -> Value {
      return arith::ConstantOp::create(rewriter, loc, rewriter.getI32IntegerAttr(value));
    };
    Value sixteen = number(16), mask = number(0xffff);
    auto add = [&](Value x, Value y) -> Value {
      return arith::AddIOp::create(rewriter, loc, x, y);
    };
    auto mul = [&](Value x, Value y) -> Value {
      return arith::MulIOp::create(rewriter, loc, x, y);
    };
    auto low = [&](Value x) -> Value { return arith::AndIOp::create(rewriter, loc, x, mask); };
    auto high = [&](Value x) -> Value { return arith::ShRSIOp::create(rewriter, loc, x, sixteen); };
    Value al = low(a), ah = high(a), bl = low(b), bh = high(b);
    Value t = add(mul(ah, bl), arith::ShRUIOp::create(rewriter, loc, mul(al, bl), sixteen));
    Value u = add(mul(al, bh), low(t));
    Value upper = add(mul(ah, bh), add(high(t), high(u)));
    Type wide = rewriter.getI64Type();
    Value shift = arith::ConstantOp::create(rewriter, loc, rewriter.getI64IntegerAttr(32));
    Value top = arith::ShLIOp::create(rewriter, loc,
                                      arith::ExtUIOp::create(rewriter, loc, wide, upper), shift);
    Value rest = arith::ExtUIOp::create(rewriter, loc, wide, mul(a, b));
    rewriter.replaceOpWithNewOp<arith::OrIOp>(op, top, rest);
    return success();
  }

  static bool isNarrow(Value value) {
    APInt number;
    if (matchPattern(value, m_ConstantInt(&number)))
      return number.isSignedIntN(32);
    auto extension = value.getDefiningOp<arith::ExtSIOp>();
    return extension && extension.getIn().getType().getIntOrFloatBitWidth() <= 32;
  }

  static Value narrow(Value value, PatternRewriter &rewriter) {
    APInt number;
    if (matchPattern(value, m_ConstantInt(&number)))
      return arith::ConstantOp::create(rewriter, value.getLoc(),
                                       rewriter.getI32IntegerAttr(number.getSExtValue()));
    Value source = value.getDefiningOp<arith::ExtSIOp>().getIn();
    if (source.getType().isInteger(32))
      return source;
    return arith::ExtSIOp::create(rewriter, value.getLoc(), rewriter.getI32Type(), source);
  }
};
} // namespace

void effc::populateExpandMultiplyPatterns(RewritePatternSet &patterns) {
  patterns.add<ExpandWideMultiply>(patterns.getContext());
}
