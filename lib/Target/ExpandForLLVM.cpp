//===- ExpandForLLVM.cpp - Reduce ops to what LLVM has --------------------===//
#include "ExpandMath.h"
#include "ExpandMultiply.h"
#include "effc/Target/Passes.h"
#include "mlir/Conversion/VectorToSCF/VectorToSCF.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Dialect/Vector/Transforms/VectorRewritePatterns.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace effc {
#define GEN_PASS_DEF_EXPANDFORLLVMPASS
#include "effc/Target/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

namespace {
/// A copy between memrefs that are not contiguous would call a run-time library. Loops over the
/// outer dimensions leave contiguous copies.
struct SplitStridedCopy : OpRewritePattern<memref::CopyOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(memref::CopyOp copy, PatternRewriter &rewriter) const override {
    auto source = cast<MemRefType>(copy.getSource().getType());
    auto target = cast<MemRefType>(copy.getTarget().getType());
    int64_t rank = source.getRank();
    int64_t inner =
        std::min(source.getNumContiguousTrailingDims(), target.getNumContiguousTrailingDims());
    if (inner >= rank)
      return rewriter.notifyMatchFailure(copy, "already contiguous");
    Location loc = copy.getLoc();
    SmallVector<OpFoldResult> offsets(rank, rewriter.getIndexAttr(0)), sizes,
        strides(rank, rewriter.getIndexAttr(1));
    for (int64_t size : source.getShape())
      sizes.push_back(rewriter.getIndexAttr(size));
    OpBuilder::InsertionGuard guard(rewriter);
    Value zero = arith::ConstantIndexOp::create(rewriter, loc, 0);
    Value one = arith::ConstantIndexOp::create(rewriter, loc, 1);
    for (int64_t dim = 0; dim < rank - inner; ++dim) {
      Value bound = arith::ConstantIndexOp::create(rewriter, loc, source.getDimSize(dim));
      auto loop = scf::ForOp::create(rewriter, loc, zero, bound, one);
      rewriter.setInsertionPointToStart(loop.getBody());
      offsets[dim] = loop.getInductionVar();
      sizes[dim] = rewriter.getIndexAttr(1);
    }
    if (inner == 0) {
      SmallVector<Value> indices;
      for (OpFoldResult offset : offsets)
        indices.push_back(cast<Value>(offset));
      Value element = memref::LoadOp::create(rewriter, loc, copy.getSource(), indices);
      memref::StoreOp::create(rewriter, loc, element, copy.getTarget(), indices);
    } else {
      SmallVector<int64_t> shape(source.getShape().take_back(inner));
      auto view = [&](Value memref) -> Value {
        auto type = cast<MemRefType>(memref::SubViewOp::inferRankReducedResultType(
            shape, cast<MemRefType>(memref.getType()), offsets, sizes, strides));
        return memref::SubViewOp::create(rewriter, loc, type, memref, offsets, sizes, strides);
      };
      memref::CopyOp::create(rewriter, loc, view(copy.getSource()), view(copy.getTarget()));
    }
    rewriter.eraseOp(copy);
    return success();
  }
};

struct ExpandForLLVMPass final : effc::impl::ExpandForLLVMPassBase<ExpandForLLVMPass> {
  void runOnOperation() override {
    if (failed(lowerStructuredOps()))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    populateExpandMathPatterns(getMathSupport(getTarget(getOperation())), patterns);
    if (!hasWideMultiply(getTarget(getOperation())))
      populateExpandMultiplyPatterns(patterns);
    populateVectorPatterns(patterns);
    patterns.add<SplitStridedCopy>(&getContext());
    memref::populateExpandOpsPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    // Views only fold once the loops that index them are in place.
    RewritePatternSet viewPatterns(&getContext());
    memref::populateExpandStridedMetadataPatterns(viewPatterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(viewPatterns))))
      return signalPassFailure();
  }

  LogicalResult lowerStructuredOps() {
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp op : ops) {
      rewriter.setInsertionPoint(op);
      if (!op.hasPureBufferSemantics() || failed(linalg::linalgOpToLoops(rewriter, op)))
        return op.emitOpError("cannot be expanded to loops");
      rewriter.eraseOp(op);
    }
    return success();
  }

  static void populateVectorPatterns(RewritePatternSet &patterns) {
    vector::populateVectorBitCastLoweringPatterns(patterns);
    vector::populateVectorBroadcastLoweringPatterns(patterns);
    vector::populateVectorContractLoweringPatterns(patterns,
                                                   vector::VectorContractLowering::OuterProduct);
    vector::populateVectorFromElementsUnrollPatterns(patterns);
    vector::populateVectorGatherLoweringPatterns(patterns);
    vector::populateVectorInsertExtractStridedSliceTransforms(patterns);
    vector::populateVectorInterleaveLoweringPatterns(patterns);
    vector::populateVectorMaskMaterializationPatterns(patterns, true);
    vector::populateVectorMaskOpLoweringPatterns(patterns);
    vector::populateVectorMultiReductionLoweringPatterns(
        patterns, vector::VectorMultiReductionLowering::InnerReduction);
    vector::populateVectorOuterProductLoweringPatterns(patterns);
    vector::populateVectorRankReducingFMAPattern(patterns);
    vector::populateVectorShapeCastLoweringPatterns(patterns);
    vector::populateVectorStepLoweringPatterns(patterns);
    vector::populateVectorToElementsUnrollPatterns(patterns);
    vector::populateVectorTransferPermutationMapLoweringPatterns(patterns);
    vector::populateVectorTransferLoweringPatterns(patterns, 1);
    vector::populateVectorTransposeLoweringPatterns(patterns,
                                                    vector::VectorTransposeLowering::Shuffle1D);
    populateVectorToSCFConversionPatterns(patterns,
                                          VectorTransferToSCFOptions().enableFullUnroll());
  }
};
} // namespace
