//===- Effc.h - The effc dialect --------------------------------*- C++ -*-===//
#ifndef EFFC_IR_EFFC_H
#define EFFC_IR_EFFC_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "effc/IR/EffcDialect.h.inc"
#include "effc/IR/EffcEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "effc/IR/EffcAttributes.h.inc"

#include "effc/IR/EffcInterfaces.h.inc"

#define GET_OP_CLASSES
#include "effc/IR/EffcOps.h.inc"

namespace effc {

/// Name of the module attribute that holds the `TargetAttr`.
inline constexpr llvm::StringLiteral kTargetAttrName = "effc.target";
/// Name of the argument and result attribute that holds a tensor's name.
inline constexpr llvm::StringLiteral kTensorNameAttrName = "effc.name";
/// Name of the function that a model's subgraph 0 becomes.
inline constexpr llvm::StringLiteral kEntryName = "main";

/// The numbers at the start of a kernel's `scales`: of the output its zero point, least and
/// greatest stored value, then what stands for input outside of the image.
enum Limit : int64_t { kZeroPoint, kLeast, kGreatest, kPadValue, kNumLimits };

/// The numbers at its end if there is an integer addend.
enum SumTerm : int64_t { kResultFactor, kAddendFactor, kSumOffset, kSumLeast, kSumGreatest,
                         kNumSumTerms };

/// Numbers in each row of `scales`, which has so many `elements`.
inline int64_t getScaleColumns(ScalingAttr scaling, int64_t elements, bool hasAddend) {
  return (elements - kNumLimits - (hasAddend ? kNumSumTerms : 0)) / scaling.getRows();
}

/// True for instructions that add four products of bytes to a 32-bit lane.
inline bool isQuad(Dot dot) { return dot == Dot::QuadU8I8 || dot == Dot::QuadI8; }

/// True for instructions that multiply bytes.
inline bool multipliesBytes(Dot dot) { return isQuad(dot) || dot == Dot::MatrixI8; }

/// What a kernel adds to its stored 8-bit input, and to the pad value, before it multiplies:
/// `quad_u8i8` takes unsigned elements and `quad_i8` signed ones, whatever is stored.
int64_t getInputShift(Dot dot, bool unsignedInput, bool isDepthwise = false);

/// The target that the module holding `op` is compiled for; null if none is set.
TargetAttr getTarget(mlir::Operation *op);

} // namespace effc

#endif
