#ifndef EFFC_IR_EFFCTYPES
#define EFFC_IR_EFFCTYPES

include "mlir/IR/CommonTypeConstraints.td"
include "mlir/Dialect/Quant/IR/QuantBase.td"

def Effc_Quantized : Type<CPred<"::llvm::isa<::mlir::quant::UniformQuantizedType, "
                                "::mlir::quant::UniformQuantizedPerAxisType>($_self)">,
                          "uniform quantized type">;

def Effc_Element : AnyTypeOf<[Effc_Quantized, F32, F16, I1, I<4>, I8, UI8, I16, I32, I64]>;

def Effc_Tensor : StaticShapeTensorOf<[Effc_Element]>;

/// Four-dimensional NHWC images, or the filters that go with them.
def Effc_Tensor4D : Type<And<[Effc_Tensor.predicate, HasAnyRankOfPred<[4]>]>,
                                   "4-dimensional static tensor", "::mlir::TensorType">;

def Effc_Tensor1D : Type<And<[Effc_Tensor.predicate, HasAnyRankOfPred<[1]>]>,
                                   "1-dimensional static tensor", "::mlir::TensorType">;

#endif
