//===- TensorTypes.cpp - Types of TFLite tensors --------------------------===//
#include "TensorTypes.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace effc;
using namespace effc::tflite;
using llvm::formatv;

DataTypeSet tflite::getDataType(tflite::TensorType type) {
  switch (type) {
  case tflite::TensorType::FLOAT32:
    return F32;
  case tflite::TensorType::FLOAT16:
    return F16;
  case tflite::TensorType::INT8:
    return I8;
  case tflite::TensorType::UINT8:
    return U8;
  case tflite::TensorType::INT16:
    return I16;
  case tflite::TensorType::INT32:
    return I32;
  case tflite::TensorType::INT64:
    return I64;
  case tflite::TensorType::BOOL:
    return Bool;
  default:
    return 0;
  }
}

unsigned tflite::getElementBytes(tflite::TensorType type) {
  switch (type) {
  case tflite::TensorType::INT8:
  case tflite::TensorType::UINT8:
  case tflite::TensorType::BOOL:
    return 1;
  case tflite::TensorType::FLOAT16:
  case tflite::TensorType::INT16:
    return 2;
  case tflite::TensorType::INT64:
    return 8;
  default:
    return 4;
  }
}

static Type getPlainType(tflite::TensorType type, MLIRContext *context) {
  Builder builder(context);
  switch (type) {
  case tflite::TensorType::FLOAT16:
    return builder.getF16Type();
  case tflite::TensorType::INT8:
    return builder.getI8Type();
  case tflite::TensorType::UINT8:
    return builder.getIntegerType(8, /*isSigned=*/false);
  case tflite::TensorType::INT16:
    return builder.getI16Type();
  case tflite::TensorType::INT32:
    return builder.getI32Type();
  case tflite::TensorType::INT64:
    return builder.getI64Type();
  case tflite::TensorType::BOOL:
    return builder.getI1Type();
  default:
    return builder.getF32Type();
  }
}

static Type makeQuantizedType(const TensorView &tensor, MLIRContext *context) {
  return effc::getQuantizedType(context, 8 * getElementBytes(tensor.type),
                                tensor.type != tflite::TensorType::UINT8, tensor.scales,
                                tensor.zeroPoints, tensor.quantizedDimension);
}

RankedTensorType tflite::getTensorType(const TensorView &tensor, MLIRContext *context) {
  bool isNarrow = getDataType(tensor.type) & (I8 | U8 | I16);
  if (isNarrow && !tensor.scales.empty())
    return RankedTensorType::get(tensor.shape, makeQuantizedType(tensor, context));
  return RankedTensorType::get(tensor.shape, getPlainType(tensor.type, context));
}

RankedTensorType tflite::getQuantizedTensorType(const TensorView &tensor, MLIRContext *context) {
  bool isInteger = getDataType(tensor.type) & (I8 | U8 | I16 | I32);
  if (isInteger && !tensor.scales.empty())
    return RankedTensorType::get(tensor.shape, makeQuantizedType(tensor, context));
  return getTensorType(tensor, context);
}

std::string tflite::describeType(const TensorView &tensor) {
  DataTypeSet type = getDataType(tensor.type);
  if (!type) {
    StringRef name = EnumNameTensorType(tensor.type);
    return name.empty() ? formatv("type number {0}", static_cast<int>(tensor.type)).str()
                        : name.lower();
  }
  std::string text = getDataTypeName(type);
  if (tensor.scales.size() == 1 && (type & (I8 | U8 | I16)))
    text += formatv("[scale {0:e}, zero point {1}]", tensor.scales[0], tensor.zeroPoints[0]);
  else if (tensor.scales.size() > 1)
    text += formatv("[{0} scales]", tensor.scales.size());
  return text;
}
