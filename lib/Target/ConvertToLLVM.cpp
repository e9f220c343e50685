//===- ConvertToLLVM.cpp - The one conversion to the LLVM dialect ---------===//
//
// All conversion headers meet in this file alone: each costs seconds to compile.
//
//===----------------------------------------------------------------------===//
#include "effc/IR/Constants.h"
#include "effc/Target/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Transforms/DialectConversion.h"

namespace effc {
#define GEN_PASS_DEF_CONVERTTOLLVMPASS
#include "effc/Target/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

/// The bytes of a constant as a flat array, sharing the storage of a resource. Whole bytes are
/// what LLVM copies to the object fastest.
static ElementsAttr getFlatBytes(ElementsAttr value) {
  Type i8 = IntegerType::get(value.getContext(), 8);
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    const AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    int64_t size = blob ? blob->getData().size() : 0;
    return DenseResourceElementsAttr::get(RankedTensorType::get({size}, i8),
                                          resource.getRawHandle());
  }
  std::vector<char> bytes = getConstantBytes(value);
  auto type = RankedTensorType::get({int64_t(bytes.size())}, i8);
  // A single byte in a raw buffer would read as a splat.
  return DenseElementsAttr::get(
      type, ArrayRef(reinterpret_cast<const int8_t *>(bytes.data()), bytes.size()));
}

/// Constants are aligned for the widest vector, but not more than the machine has use for.
static int64_t getConstantAlignment(memref::GlobalOp global, TargetAttr target) {
  int64_t wanted = global.getAlignment().value_or(8);
  int64_t useful = target ? std::max<int64_t>(8, target.getVectorBits() / 8) : 64;
  if (target && target.getIndexBits() == 64)
    useful = 64; // a cache line
  return std::min(wanted, useful);
}

namespace {
struct ConvertGlobal : ConvertOpToLLVMPattern<memref::GlobalOp> {
  ConvertGlobal(const LLVMTypeConverter &converter, TargetAttr target)
      : ConvertOpToLLVMPattern(converter, 2), target(target) {}

  LogicalResult matchAndRewrite(memref::GlobalOp global, OpAdaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto value = dyn_cast_or_null<ElementsAttr>(global.getInitialValue().value_or(nullptr));
    if (!value)
      return rewriter.notifyMatchFailure(global, "has no value");
    ElementsAttr bytes = getFlatBytes(value);
    auto type = LLVM::LLVMArrayType::get(rewriter.getI8Type(), bytes.getNumElements());
    auto converted = rewriter.replaceOpWithNewOp<LLVM::GlobalOp>(
        global, type, /*isConstant=*/true, LLVM::Linkage::Private, global.getSymName(), bytes,
        getConstantAlignment(global, target));
    converted.setUnnamedAddr(LLVM::UnnamedAddr::Global);
    return success();
  }

  TargetAttr target;
};

struct ConvertGetGlobal : ConvertOpToLLVMPattern<memref::GetGlobalOp> {
  explicit ConvertGetGlobal(const LLVMTypeConverter &converter)
      : ConvertOpToLLVMPattern(converter, 2) {}

  LogicalResult matchAndRewrite(memref::GetGlobalOp op, OpAdaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto pointer = LLVM::LLVMPointerType::get(op.getContext());
    Value address = LLVM::AddressOfOp::create(rewriter, op.getLoc(), pointer, op.getName());
    Value descriptor = MemRefDescriptor::fromStaticShape(rewriter, op.getLoc(), *getTypeConverter(),
                                                         op.getType(), address);
    rewriter.replaceOp(op, descriptor);
    return success();
  }
};

/// A vector's type in a register: few cores have vectors of f16, whose bits all can load.
static Type getRegisterType(VectorType type) {
  return type.getElementType().isF16() ? type.clone(IntegerType::get(type.getContext(), 16)) : type;
}

/// Loads and stores with a length are instructions of RISC-V.
struct ConvertLoadLanes : ConvertOpToLLVMPattern<LoadLanesOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult matchAndRewrite(LoadLanesOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Value pointer = getStridedElementPtr(rewriter, op.getLoc(), op.getRow().getType(),
                                         adaptor.getRow(), adaptor.getIndex());
    auto type = cast<VectorType>(op.getLanes().getType());
    Type loaded = getRegisterType(type);
    Value poison = LLVM::PoisonOp::create(rewriter, op.getLoc(), loaded);
    Value lanes = LLVM::CallIntrinsicOp::create(rewriter, op.getLoc(), loaded,
                                                rewriter.getStringAttr("llvm.riscv.vle"),
                                                ValueRange{poison, pointer, adaptor.getLength()})
                      .getResult(0);
    if (loaded != type)
      lanes = LLVM::BitcastOp::create(rewriter, op.getLoc(), type, lanes);
    rewriter.replaceOp(op, lanes);
    return success();
  }
};

struct ConvertStoreLanes : ConvertOpToLLVMPattern<StoreLanesOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult matchAndRewrite(StoreLanesOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Value pointer = getStridedElementPtr(rewriter, op.getLoc(), op.getRow().getType(),
                                         adaptor.getRow(), adaptor.getIndex());
    Value lanes = adaptor.getLanes();
    if (Type stored = getRegisterType(cast<VectorType>(lanes.getType())); stored != lanes.getType())
      lanes = LLVM::BitcastOp::create(rewriter, op.getLoc(), stored, lanes);
    rewriter.replaceOpWithNewOp<LLVM::CallIntrinsicOp>(
        op, rewriter.getStringAttr("llvm.riscv.vse"),
        ValueRange{lanes, pointer, adaptor.getLength()});
    return success();
  }
};

struct ConvertToLLVMPass final : effc::impl::ConvertToLLVMPassBase<ConvertToLLVMPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (failed(checkMemory()))
      return signalPassFailure();
    setFunctionAttributes();

    TargetAttr effcTarget = getTarget(module);
    LowerToLLVMOptions options(&getContext());
    options.useBarePtrCallConv = true;
    options.allocLowering = LowerToLLVMOptions::AllocLowering::None;
    options.overrideIndexBitwidth(effcTarget ? effcTarget.getIndexBits() : 64);
    LLVMTypeConverter converter(&getContext(), options);
    RewritePatternSet patterns(&getContext());
    populatePatterns(converter, effcTarget, patterns);
    LLVMConversionTarget target(getContext());
    target.addLegalOp<ModuleOp>();
    if (failed(applyFullConversion(module, target, std::move(patterns))))
      return signalPassFailure();
    annotateLoops();
  }

  static void populatePatterns(const LLVMTypeConverter &converter, TargetAttr target,
                               RewritePatternSet &patterns) {
    populateAffineToStdConversionPatterns(patterns);
    populateSCFToControlFlowConversionPatterns(patterns);
    cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
    arith::populateArithToLLVMConversionPatterns(converter, patterns);
    populateMathToLLVMConversionPatterns(converter, patterns);
    populateFinalizeMemRefToLLVMConversionPatterns(converter, patterns);
    populateFuncToLLVMConversionPatterns(converter, patterns);
    index::populateIndexToLLVMConversionPatterns(converter, patterns);
    ub::populateUBToLLVMConversionPatterns(converter, patterns);
    populateVectorToLLVMConversionPatterns(converter, patterns);
    patterns.add<ConvertGlobal>(converter, target);
    patterns.add<ConvertGetGlobal, ConvertLoadLanes, ConvertStoreLanes>(converter);
  }

  /// Nothing may be allocated and nothing may be writable outside the arena.
  LogicalResult checkMemory() {
    bool failed = false;
    getOperation().walk([&](Operation *op) {
      if (isa<memref::AllocOp, memref::AllocaOp, memref::ReallocOp>(op)) {
        op->emitOpError("found an allocation, expected a buffer in the arena");
        failed = true;
      }
      auto global = dyn_cast<memref::GlobalOp>(op);
      if (global && (!global.getConstant() || global.isUninitialized())) {
        global.emitOpError("found a mutable global, expected a constant with a value");
        failed = true;
      }
    });
    return failure(failed);
  }

  /// The conversion of branches leaves what loops were annotated with as a foreign attribute.
  void annotateLoops() {
    getOperation().walk([](LLVM::BrOp branch) {
      auto annotation =
          dyn_cast_or_null<LLVM::LoopAnnotationAttr>(branch->removeAttr("llvm.loop_annotation"));
      if (annotation)
        branch.setLoopAnnotationAttr(annotation);
    });
  }

  /// Keeps of the argument attributes what LLVM knows, as `llvm.noalias`.
  void setFunctionAttributes() {
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      SmallVector<DictionaryAttr> attributes;
      for (unsigned i = 0; i < function.getNumArguments(); ++i) {
        SmallVector<NamedAttribute> kept;
        for (NamedAttribute attr : function_interface_impl::getArgAttrs(function, i))
          if (attr.getName().strref().starts_with("llvm."))
            kept.push_back(attr);
        attributes.push_back(DictionaryAttr::get(&getContext(), kept));
      }
      function.setAllArgAttrs(attributes);
      if (function.getName() != kEntryName && !function.isDeclaration())
        function->setAttr("llvm.linkage",
                          LLVM::LinkageAttr::get(&getContext(), LLVM::Linkage::Internal));
    }
  }
};
} // namespace
