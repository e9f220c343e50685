//===- ModelBuilder.cpp - Models made tensor by tensor --------------------===//
#include "ModelBuilder.h"

using namespace effc;
using namespace effc::generate;

int64_t generate::countElements(const Shape &shape) {
  int64_t count = 1;
  for (int32_t size : shape)
    count *= size;
  return count;
}

unsigned generate::getElementBytes(DataType type) {
  switch (type) {
  case I8:
  case U8:
  case Bool:
    return 1;
  case F16:
  case I16:
    return 2;
  case F32:
  case I32:
    return 4;
  case I64:
    return 8;
  }
  return 0;
}

namespace {
struct TypePair {
  DataType data;
  file::TensorType stored;
};
} // namespace

static constexpr TypePair kTypes[] = {
    {F32, file::TensorType::FLOAT32}, {F16, file::TensorType::FLOAT16},
    {I8, file::TensorType::INT8},     {U8, file::TensorType::UINT8},
    {I16, file::TensorType::INT16},   {I32, file::TensorType::INT32},
    {I64, file::TensorType::INT64},   {Bool, file::TensorType::BOOL}};

file::TensorType generate::getTensorType(DataType type) {
  for (TypePair pair : kTypes)
    if (pair.data == type)
      return pair.stored;
  return file::TensorType::FLOAT32;
}

DataType generate::getDataType(file::TensorType type) {
  for (TypePair pair : kTypes)
    if (pair.stored == type)
      return pair.data;
  return F32;
}

ModelBuilder::ModelBuilder() {
  model.version = 3;
  model.buffers.push_back(std::make_unique<file::BufferT>()); // the empty one
  model.subgraphs.push_back(std::make_unique<file::SubGraphT>());
}

int ModelBuilder::addTensor(DataType type, const Shape &shape, const Quantization &quantization) {
  auto tensor = std::make_unique<file::TensorT>();
  tensor->type = getTensorType(type);
  tensor->shape = shape;
  tensor->name = "t" + std::to_string(getNumTensors());
  if (!quantization.scales.empty()) {
    tensor->quantization = std::make_unique<file::QuantizationParametersT>();
    tensor->quantization->scale = quantization.scales;
    tensor->quantization->zero_point = quantization.zeroPoints;
    tensor->quantization->quantized_dimension = quantization.axis;
  }
  graph().tensors.push_back(std::move(tensor));
  return int(getNumTensors()) - 1;
}

int ModelBuilder::addInput(DataType type, const Shape &shape, const Quantization &quantization) {
  int tensor = addTensor(type, shape, quantization);
  graph().inputs.push_back(tensor);
  return tensor;
}

int ModelBuilder::addConstant(DataType type, const Shape &shape, const std::string &bytes,
                              const Quantization &quantization) {
  int tensor = addTensor(type, shape, quantization);
  auto buffer = std::make_unique<file::BufferT>();
  buffer->data.assign(bytes.begin(), bytes.end());
  graph().tensors[tensor]->buffer = model.buffers.size();
  model.buffers.push_back(std::move(buffer));
  return tensor;
}

int ModelBuilder::addAlias(int tensor, const Quantization &quantization) {
  int alias = addTensor(getType(tensor), getShape(tensor), quantization);
  graph().tensors[alias]->buffer = graph().tensors[tensor]->buffer;
  return alias;
}

static unsigned getOperatorCode(file::ModelT &model, const OperatorInfo &info) {
  auto builtin = static_cast<file::BuiltinOperator>(info.code);
  bool isCustom = builtin == file::BuiltinOperator::CUSTOM;
  for (unsigned i = 0; i < model.operator_codes.size(); ++i)
    if (model.operator_codes[i]->builtin_code == builtin &&
        (!isCustom || model.operator_codes[i]->custom_code == info.name.str()))
      return i;
  auto code = std::make_unique<file::OperatorCodeT>();
  code->builtin_code = builtin;
  // Where the number does not fit, the field of old readers has 127.
  code->deprecated_builtin_code = int8_t(std::min(info.code, 127));
  if (isCustom)
    code->custom_code = info.name.str();
  model.operator_codes.push_back(std::move(code));
  return model.operator_codes.size() - 1;
}

void ModelBuilder::addOperator(const OperatorInfo &info, const std::vector<int> &operands,
                               const std::vector<int> &results,
                               const file::BuiltinOptionsUnion &options,
                               const std::vector<uint8_t> &customOptions) {
  auto op = std::make_unique<file::OperatorT>();
  op->opcode_index = getOperatorCode(model, info);
  op->inputs.assign(operands.begin(), operands.end());
  op->outputs.assign(results.begin(), results.end());
  op->builtin_options = options;
  op->custom_options = customOptions;
  graph().operators.push_back(std::move(op));
}

Quantization ModelBuilder::getQuantization(int tensor) const {
  const auto &parameters = graph().tensors[tensor]->quantization;
  if (!parameters)
    return {};
  return {parameters->scale, parameters->zero_point, parameters->quantized_dimension};
}

std::string generate::writeModel(const file::ModelT &model) {
  flatbuffers::FlatBufferBuilder builder;
  file::FinishModelBuffer(builder, file::Model::Pack(builder, &model));
  return std::string(reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize());
}

std::string ModelBuilder::write() const { return writeModel(model); }

std::unique_ptr<file::ModelT> generate::readModel(const std::string &bytes) {
  flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size());
  if (!file::VerifyModelBuffer(verifier))
    return nullptr;
  return file::UnPackModel(bytes.data());
}
