//===- OperatorReader.cpp - Operands and options of an operator -----------===//
#include "OperatorReader.h"
#include "llvm/Support/Endian.h"

using namespace effc;
using namespace effc::tflite;
using llvm::support::endian::read32le;
using llvm::support::endian::read64le;

const void *OperatorReader::getEmptyTable() {
  // A table without fields: a vtable of 4 bytes, then the table, which is the distance to it.
  struct EmptyTable {
    uint16_t vtableBytes = 4, tableBytes = 4;
    int32_t vtableDistance = 4;
  };
  static const EmptyTable table;
  return &table.vtableDistance;
}

llvm::ArrayRef<uint8_t> OperatorReader::getCustomOptions() const {
  const flatbuffers::Vector<uint8_t> *options = op.table->custom_options();
  return options ? llvm::ArrayRef<uint8_t>(options->data(), options->size())
                 : llvm::ArrayRef<uint8_t>();
}

llvm::SmallVector<int64_t> OperatorReader::getConstantIntegers(unsigned index) const {
  const TensorView &tensor = getOperand(index);
  llvm::SmallVector<int64_t> values;
  if (tensor.type == TensorType::INT64)
    for (size_t i = 0; i + 8 <= tensor.data.size(); i += 8)
      values.push_back(static_cast<int64_t>(read64le(tensor.data.data() + i)));
  else
    for (size_t i = 0; i + 4 <= tensor.data.size(); i += 4)
      values.push_back(static_cast<int32_t>(read32le(tensor.data.data() + i)));
  return values;
}

Activation tflite::getActivation(ActivationFunctionType activation) {
  switch (activation) {
  case ActivationFunctionType::RELU:
    return Activation::Relu;
  case ActivationFunctionType::RELU_N1_TO_1:
    return Activation::ReluN1To1;
  case ActivationFunctionType::RELU6:
    return Activation::Relu6;
  default:
    return Activation::None;
  }
}

std::optional<int64_t> tflite::normalizeAxis(int64_t axis, int64_t rank) {
  if (axis < -rank || axis >= rank)
    return std::nullopt;
  return axis < 0 ? axis + rank : axis;
}
