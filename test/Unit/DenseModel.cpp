//===- DenseModel.cpp - A small model file for tests ----------------------===//
#include "DenseModel.h"
#include "Schema.h"

using namespace effc::tflite;
using flatbuffers::Offset;

static Offset<SubGraph> makeGraph(flatbuffers::FlatBufferBuilder &builder) {
  auto makeTensor = [&](const char *name, std::vector<int32_t> shape, uint32_t buffer) {
    return CreateTensorDirect(builder, &shape, TensorType::FLOAT32, buffer, name);
  };
  std::vector<Offset<Tensor>> tensors = {makeTensor("x", {1, 4}, 0), makeTensor("w", {2, 4}, 1),
                                         makeTensor("y", {1, 2}, 0)};
  const std::vector<int32_t> graphInputs = {0}, inputs = {0, 1, -1}, outputs = {2};
  Offset<void> options = CreateFullyConnectedOptions(builder, ActivationFunctionType::RELU).Union();
  std::vector<Offset<Operator>> operators = {CreateOperatorDirect(
      builder, 0, &inputs, &outputs, BuiltinOptions::FullyConnectedOptions, options)};
  return CreateSubGraphDirect(builder, &tensors, &graphInputs, &outputs, &operators);
}

std::string makeDenseModel() {
  flatbuffers::FlatBufferBuilder builder;
  constexpr auto kOperator = BuiltinOperator::FULLY_CONNECTED;
  std::vector<Offset<OperatorCode>> codes = {
      CreateOperatorCode(builder, int8_t(kOperator), 0, 1, kOperator)};
  std::vector<Offset<SubGraph>> graphs = {makeGraph(builder)};
  const float weights[] = {1, 2, 3, 4, -1, -1, -1, 0};
  const auto *bytes = reinterpret_cast<const uint8_t *>(weights);
  std::vector<uint8_t> data(bytes, bytes + sizeof(weights));
  builder.ForceVectorAlignment(data.size(), 1, 16);
  std::vector<Offset<Buffer>> buffers(2);
  buffers[1] = CreateBufferDirect(builder, &data);
  buffers[0] = CreateBuffer(builder);
  FinishModelBuffer(builder, CreateModelDirect(builder, 3, &codes, &graphs, "dense", &buffers));
  return {reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize()};
}
