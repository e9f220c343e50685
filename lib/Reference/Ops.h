//===- Ops.h - One evaluation function per op -------------------*- C++ -*-===//
//
// Each function computes the result of one op from its operands' bytes, whose sizes the
// caller has checked; an absent optional operand is a null pointer. Operand and result types
// are those the op's verifier allows. A function fails with a diagnostic where TFLite
// defines no result.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_REFERENCE_OPS_H
#define EFFC_LIB_REFERENCE_OPS_H

#include "effc/Reference/Evaluator.h"

namespace effc::reference {

using Operands = llvm::ArrayRef<const TensorBytes *>;
using Result = mlir::FailureOr<TensorBytes>;

// ConvolutionOps.cpp
Result evaluate(Conv2DOp op, Operands operands);
Result evaluate(DepthwiseConv2DOp op, Operands operands);
Result evaluate(TransposeConv2DOp op, Operands operands);
Result evaluate(FullyConnectedOp op, Operands operands);

// KernelOps.cpp
Result evaluate(KernelConv2DOp op, Operands operands);
Result evaluate(KernelDepthwiseConv2DOp op, Operands operands);
Result evaluate(KernelCompactConv2DOp op, Operands operands);
Result evaluate(KernelCompactDepthwiseConv2DOp op, Operands operands);

// ElementwiseOps.cpp
Result evaluate(AddOp op, Operands operands);
Result evaluate(SubOp op, Operands operands);
Result evaluate(MulOp op, Operands operands);
Result evaluate(MaximumOp op, Operands operands);
Result evaluate(MinimumOp op, Operands operands);
Result evaluate(PreluOp op, Operands operands);
Result evaluate(LookupOp op, Operands operands);

// UnaryOps.cpp
Result evaluate(ReluOp op, Operands operands);
Result evaluate(Relu6Op op, Operands operands);
Result evaluate(ReluN1To1Op op, Operands operands);
Result evaluate(LogisticOp op, Operands operands);
Result evaluate(TanhOp op, Operands operands);
Result evaluate(EluOp op, Operands operands);
Result evaluate(HardSwishOp op, Operands operands);
Result evaluate(LeakyReluOp op, Operands operands);

// PoolOps.cpp
Result evaluate(AveragePool2DOp op, Operands operands);
Result evaluate(MaxPool2DOp op, Operands operands);
Result evaluate(MeanOp op, Operands operands);
Result evaluate(SumOp op, Operands operands);
Result evaluate(ArgMaxOp op, Operands operands);

// SoftmaxOp.cpp
Result evaluate(SoftmaxOp op, Operands operands);

// QuantizeOps.cpp
Result evaluate(QuantizeOp op, Operands operands);
Result evaluate(RequantizeOp op, Operands operands);
Result evaluate(DequantizeOp op, Operands operands);
Result evaluate(CastOp op, Operands operands);

// ShapeOps.cpp
Result evaluate(ConstantOp op, Operands operands);
Result evaluate(ReshapeOp op, Operands operands);
Result evaluate(mlir::quant::StorageCastOp op, Operands operands);
Result evaluate(TransposeOp op, Operands operands);
Result evaluate(SliceOp op, Operands operands);
Result evaluate(ConcatOp op, Operands operands);
Result evaluate(PadOp op, Operands operands);
Result evaluate(TileOp op, Operands operands);

// ResizeOps.cpp
Result evaluate(ResizeBilinearOp op, Operands operands);
Result evaluate(ResizeNearestOp op, Operands operands);

} // namespace effc::reference

#endif
