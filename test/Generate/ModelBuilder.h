//===- ModelBuilder.h - Models made tensor by tensor --------------*- C++ -*-===//
#ifndef EFFC_TEST_GENERATE_MODELBUILDER_H
#define EFFC_TEST_GENERATE_MODELBUILDER_H

#include "ModelFile.h"
#include "effc/Import/OperatorTable.h"
#include <string>
#include <vector>

namespace effc::generate {

using Shape = std::vector<int32_t>;

int64_t countElements(const Shape &shape);
unsigned getElementBytes(DataType type);
file::TensorType getTensorType(DataType type);
DataType getDataType(file::TensorType type);

/// Scales and zero points; without any the tensor is not quantized.
struct Quantization {
  std::vector<float> scales;
  std::vector<int64_t> zeroPoints;
  int32_t axis = 0;
};

/// A model in the making. Tensors are known by their numbers.
class ModelBuilder {
public:
  ModelBuilder();

  /// A tensor that is computed.
  int addTensor(DataType type, const Shape &shape, const Quantization &quantization = {});
  int addInput(DataType type, const Shape &shape, const Quantization &quantization = {});
  int addConstant(DataType type, const Shape &shape, const std::string &bytes,
                  const Quantization &quantization = {});
  /// A tensor that shares the data of the constant `tensor`.
  int addAlias(int tensor, const Quantization &quantization);

  /// Operand -1 is an absent one.
  void addOperator(const OperatorInfo &info, const std::vector<int> &operands,
                   const std::vector<int> &results, const file::BuiltinOptionsUnion &options,
                   const std::vector<uint8_t> &customOptions = {});

  DataType getType(int tensor) const { return getDataType(graph().tensors[tensor]->type); }
  const Shape &getShape(int tensor) const { return graph().tensors[tensor]->shape; }
  Quantization getQuantization(int tensor) const;
  bool isConstant(int tensor) const { return graph().tensors[tensor]->buffer != 0; }
  unsigned getNumTensors() const { return graph().tensors.size(); }

  file::SubGraphT &graph() { return *model.subgraphs[0]; }
  const file::SubGraphT &graph() const { return *model.subgraphs[0]; }

  /// The bytes of a `.tflite` file.
  std::string write() const;

  file::ModelT model;
};

/// The bytes of a `.tflite` file.
std::string writeModel(const file::ModelT &model);

/// A model from the bytes of a `.tflite` file; null if they are none.
std::unique_ptr<file::ModelT> readModel(const std::string &bytes);

} // namespace effc::generate

#endif
