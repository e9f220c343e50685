//===- ModelView.h - Checked access to a TFLite model -----------*- C++ -*-===//
//
// The only way to the bytes of a model. What a view hands out lies inside the file, and every
// number that names a tensor, buffer or operator code has been checked against its vector.
// Whether the model makes sense is for VerifyModel.cpp to say.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_IMPORT_TFLITE_MODELVIEW_H
#define EFFC_LIB_IMPORT_TFLITE_MODELVIEW_H

#include "Reporter.h"
#include "Schema.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace effc::tflite {

/// A tensor of subgraph 0.
struct TensorView {
  int32_t index;
  llvm::StringRef name;
  TensorType type;
  llvm::SmallVector<int64_t> shape;
  /// Stored bytes of a constant.
  llvm::ArrayRef<uint8_t> data;
  /// Empty if the tensor has no affine quantization.
  std::vector<float> scales;
  std::vector<int64_t> zeroPoints;
  int32_t quantizedDimension = 0;
  bool hasOtherQuantization = false;
  bool isVariable = false;
  bool isSparse = false;
  bool isExternal = false;

  /// Number of elements; none if a dimension is not positive or the product overflows.
  std::optional<int64_t> getNumElements() const;

  /// True if the tensor's value is part of the model. A constant may have no elements, as the
  /// shape of a scalar.
  bool isConstant() const { return !data.empty(); }
  bool isEmpty() const;
};

/// An operator of subgraph 0. Operands and results are tensor numbers, -1 for none.
struct OperatorView {
  int32_t index;
  BuiltinOperator code = BuiltinOperator::CUSTOM;
  /// `CONV_2D`, or `CUSTOM "name"`.
  std::string name;
  llvm::StringRef customName;
  std::vector<int32_t> operands, results;
  const Operator *table;
};

/// A verified model and its subgraph 0.
class ModelView {
public:
  /// Reads the model of `buffer`, which must outlive the view. Reports why, if there is none.
  static std::unique_ptr<ModelView> create(llvm::MemoryBufferRef buffer, mlir::MLIRContext *context,
                                           Reporter &report);

  llvm::ArrayRef<TensorView> getTensors() const { return tensors; }
  llvm::ArrayRef<OperatorView> getOperators() const { return operators; }
  llvm::ArrayRef<int32_t> getInputs() const { return inputs; }
  llvm::ArrayRef<int32_t> getOutputs() const { return outputs; }
  const TensorView &getTensor(int32_t index) const { return tensors[index]; }
  unsigned getNumSubgraphs() const { return model->subgraphs()->size(); }
  /// True if constants lie in the caller's bytes, rather than in a copy that the view has.
  bool refersToFile() const { return !alignedCopy; }
  size_t getFileSize() const { return buffer.getBufferSize(); }

  mlir::MLIRContext *getContext() const { return context; }
  mlir::Location getLocation() const;
  mlir::Location getLocation(const TensorView &tensor) const;
  mlir::Location getLocation(const OperatorView &op) const;

private:
  ModelView(llvm::MemoryBufferRef buffer, mlir::MLIRContext *context)
      : buffer(buffer), context(context) {}
  bool verifyStructure(Reporter &report);
  bool readSubgraph(Reporter &report);
  bool checkCounts(const SubGraph &graph, Reporter &report);
  bool checkUnfolded(const SubGraph &graph, Reporter &report);
  void readTensors(const SubGraph &graph, Reporter &report);
  void readQuantization(const Tensor &table, TensorView &tensor);
  void readData(const Tensor &table, TensorView &tensor, Reporter &report);
  void readOperators(const SubGraph &graph, Reporter &report);
  std::vector<int32_t> readIndices(const flatbuffers::Vector<int32_t> *indices, bool mayBeAbsent,
                                   mlir::Location loc, const char *what, Reporter &report);

  llvm::MemoryBufferRef buffer;
  mlir::MLIRContext *context;
  /// The model's bytes where the buffer is not aligned as the format wants.
  std::unique_ptr<uint64_t[]> alignedCopy;
  const uint8_t *bytes = nullptr;
  const Model *model = nullptr;
  std::vector<TensorView> tensors;
  std::vector<OperatorView> operators;
  std::vector<int32_t> inputs, outputs;
};

} // namespace effc::tflite

#endif
