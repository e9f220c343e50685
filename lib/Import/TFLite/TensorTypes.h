//===- TensorTypes.h - Types of TFLite tensors ------------------*- C++ -*-===//
#ifndef EFFC_LIB_IMPORT_TFLITE_TENSORTYPES_H
#define EFFC_LIB_IMPORT_TFLITE_TENSORTYPES_H

#include "ModelView.h"
#include "effc/IR/Rules.h"
#include "effc/Import/OperatorTable.h"
#include "mlir/IR/BuiltinTypes.h"

namespace effc::tflite {

/// The set of one that holds `type`; empty for types that no operator takes.
DataTypeSet getDataType(TensorType type);

/// Bytes of one element of a type that has a `DataType`.
unsigned getElementBytes(TensorType type);

/// The type of the value that stands for a verified tensor. 8- and 16-bit integers with scales
/// become quantized types; wider integers are plain, whatever parameters they carry: TFLite's
/// kernels derive those of a bias from the operands, and shapes and indices have none.
mlir::RankedTensorType getTensorType(const TensorView &tensor, mlir::MLIRContext *context);

/// As above, with wide integers quantized too.
mlir::RankedTensorType getQuantizedTensorType(const TensorView &tensor, mlir::MLIRContext *context);

/// `float32`, and for quantized tensors `int8[scale 0.5, zero point 3]`.
std::string describeType(const TensorView &tensor);

} // namespace effc::tflite

#endif
