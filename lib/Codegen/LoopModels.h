//===- LoopModels.h - KernelOpInterface by functions ------------*- C++ -*-===//
//
// The long tail of ops is expanded by one function per op. Each family's file registers its
// functions; KernelModels.cpp calls the families.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_CODEGEN_LOOPMODELS_H
#define EFFC_LIB_CODEGEN_LOOPMODELS_H

#include "effc/IR/Effc.h"

namespace effc {

/// What an op is expanded with: see `KernelOpInterface::emitLoops`.
struct Expansion {
  mlir::ImplicitLocOpBuilder &builder;
  TargetAttr target;
  mlir::ValueRange inputs, outputs, scratch;
};

template <typename OpTy>
using ExpandFunction = llvm::LogicalResult (*)(OpTy op, const Expansion &expansion);

template <typename OpTy, ExpandFunction<OpTy> expand>
struct LoopModel : KernelOpInterface::ExternalModel<LoopModel<OpTy, expand>, OpTy> {
  llvm::LogicalResult emitLoops(mlir::Operation *op, mlir::ImplicitLocOpBuilder &builder,
                                TargetAttr target, mlir::ValueRange inputs,
                                mlir::ValueRange outputs, mlir::ValueRange scratch) const {
    return expand(llvm::cast<OpTy>(op), {builder, target, inputs, outputs, scratch});
  }
};

/// Makes `expand` the `KernelOpInterface` of `OpTy`, an op without scratch.
template <typename OpTy, ExpandFunction<OpTy> expand> void attachLoops(mlir::MLIRContext &context) {
  OpTy::template attachInterface<LoopModel<OpTy, expand>>(context);
}

template <typename OpTy>
using ScratchFunction = void (*)(OpTy op, TargetAttr target,
                                 llvm::SmallVectorImpl<mlir::MemRefType> &types);

template <typename OpTy, ExpandFunction<OpTy> expand, ScratchFunction<OpTy> scratch>
struct ScratchLoopModel
    : KernelOpInterface::ExternalModel<ScratchLoopModel<OpTy, expand, scratch>, OpTy> {
  void getScratchTypes(mlir::Operation *op, TargetAttr target,
                       llvm::SmallVectorImpl<mlir::MemRefType> &types) const {
    scratch(llvm::cast<OpTy>(op), target, types);
  }
  llvm::LogicalResult emitLoops(mlir::Operation *op, mlir::ImplicitLocOpBuilder &builder,
                                TargetAttr target, mlir::ValueRange inputs,
                                mlir::ValueRange outputs, mlir::ValueRange buffers) const {
    return expand(llvm::cast<OpTy>(op), {builder, target, inputs, outputs, buffers});
  }
};

/// As above for an op with scratch buffers.
template <typename OpTy, ExpandFunction<OpTy> expand, ScratchFunction<OpTy> scratch>
void attachLoops(mlir::MLIRContext &context) {
  OpTy::template attachInterface<ScratchLoopModel<OpTy, expand, scratch>>(context);
}

/// The diagnostic for a combination of types that has no expansion.
llvm::LogicalResult emitUnsupportedTypes(mlir::Operation *op);

/// The families.
void registerArithmeticLoops(mlir::MLIRContext &context);
void registerActivationLoops(mlir::MLIRContext &context);
void registerConversionLoops(mlir::MLIRContext &context);
void registerConvolutionLoops(mlir::MLIRContext &context);
void registerMovementLoops(mlir::MLIRContext &context);
void registerPoolLoops(mlir::MLIRContext &context);
void registerReductionLoops(mlir::MLIRContext &context);
void registerResizeLoops(mlir::MLIRContext &context);
void registerSoftmaxLoops(mlir::MLIRContext &context);

} // namespace effc

#endif
