//===- CountedPattern.h - Rewrites that a pass counts -----------*- C++ -*-===//
#ifndef EFFC_LIB_TRANSFORMS_COUNTEDPATTERN_H
#define EFFC_LIB_TRANSFORMS_COUNTEDPATTERN_H

#include "mlir/IR/PatternMatch.h"
#include "mlir/Pass/Pass.h"

namespace effc {

/// A rewrite that counts its successes in a statistic of its pass.
template <typename OpTy> struct CountedPattern : mlir::OpRewritePattern<OpTy> {
  CountedPattern(mlir::MLIRContext *context, mlir::Pass::Statistic &count)
      : mlir::OpRewritePattern<OpTy>(context), count(count) {}

  mlir::LogicalResult matchAndRewrite(OpTy op, mlir::PatternRewriter &rewriter) const final {
    if (failed(rewrite(op, rewriter)))
      return mlir::failure();
    ++count;
    return mlir::success();
  }

  virtual mlir::LogicalResult rewrite(OpTy op, mlir::PatternRewriter &rewriter) const = 0;

private:
  mlir::Pass::Statistic &count;
};

} // namespace effc

#endif
