//===- OperatorImporter.h - Makes IR of one operator ------------*- C++ -*-===//
#ifndef EFFC_LIB_IMPORT_TFLITE_OPERATORIMPORTER_H
#define EFFC_LIB_IMPORT_TFLITE_OPERATORIMPORTER_H

#include "OperatorReader.h"
#include "TensorTypes.h"
#include "effc/IR/Effc.h"

namespace effc::tflite {

/// Values of a subgraph's tensors. Constants are made when they are first used.
class ValueMap {
public:
  /// With `mayShare`, large constants refer to the bytes of the model.
  ValueMap(const ModelView &model, bool mayShare)
      : model(model), mayShare(mayShare), values(model.getTensors().size()) {}
  mlir::Value get(int32_t tensor, mlir::OpBuilder &builder);
  void set(int32_t tensor, mlir::Value value) { values[tensor] = value; }

private:
  const ModelView &model;
  bool mayShare;
  std::vector<mlir::Value> values;
};

/// Builds the ops that stand for a verified operator.
class OperatorImporter : public OperatorReader {
public:
  OperatorImporter(const ModelView &model, const OperatorView &op, const OperatorInfo &info,
                   mlir::OpBuilder &builder, ValueMap &values)
      : OperatorReader(model, op, info), builder(builder), loc(model.getLocation(op)),
        values(values) {}

  mlir::Value getOperandValue(unsigned index);
  mlir::RankedTensorType getResultType(unsigned index = 0);

  /// Declares `value` to be a result. The stored elements stay, even where the result has other
  /// quantization parameters, as in TFLite's kernels that only move data.
  void setResult(mlir::Value value, unsigned index = 0);

  /// The value with its stored elements taken as another type of the same storage.
  mlir::Value reinterpret(mlir::Value value, mlir::Type elementType);

  mlir::Value reshape(mlir::Value value, llvm::ArrayRef<int64_t> shape);
  mlir::Value slice(mlir::Value value, llvm::ArrayRef<int64_t> offsets,
                    llvm::ArrayRef<int64_t> strides, llvm::ArrayRef<int64_t> shape);

  ActivationAttr getActivation(ActivationFunctionType activation);

  /// Makes an op whose arguments after the result type are `arguments`, and sets result 0.
  template <typename OpType, typename... Arguments> void replaceWith(Arguments &&...arguments) {
    setResult(OpType::create(builder, loc, getResultType(), std::forward<Arguments>(arguments)...)
                  .getOutput());
  }

  mlir::OpBuilder &builder;
  mlir::Location loc;

private:
  ValueMap &values;
};

// ImportConvolution.cpp
void importConv2D(OperatorImporter &op);
void importDepthwiseConv2D(OperatorImporter &op);
void importTransposeConv(OperatorImporter &op);
void importTransposeConvBias(OperatorImporter &op);
void importFullyConnected(OperatorImporter &op);
// ImportElementwise.cpp
void importAdd(OperatorImporter &op);
void importSub(OperatorImporter &op);
void importMul(OperatorImporter &op);
void importMaximum(OperatorImporter &op);
void importMinimum(OperatorImporter &op);
void importPrelu(OperatorImporter &op);
void importRelu(OperatorImporter &op);
void importRelu6(OperatorImporter &op);
void importReluN1To1(OperatorImporter &op);
void importLogistic(OperatorImporter &op);
void importTanh(OperatorImporter &op);
void importElu(OperatorImporter &op);
void importHardSwish(OperatorImporter &op);
void importLeakyRelu(OperatorImporter &op);
// ImportPool.cpp
void importAveragePool2D(OperatorImporter &op);
void importMaxPool2D(OperatorImporter &op);
void importMean(OperatorImporter &op);
void importSum(OperatorImporter &op);
void importSoftmax(OperatorImporter &op);
void importArgMax(OperatorImporter &op);
void importResizeBilinear(OperatorImporter &op);
void importResizeNearest(OperatorImporter &op);
// ImportQuantize.cpp
void importQuantize(OperatorImporter &op);
void importDequantize(OperatorImporter &op);
void importCast(OperatorImporter &op);
// ImportShape.cpp
void importPad(OperatorImporter &op);
void importPadV2(OperatorImporter &op);
void importConcatenation(OperatorImporter &op);
void importSplit(OperatorImporter &op);
void importSplitV(OperatorImporter &op);
void importReshape(OperatorImporter &op);
void importTranspose(OperatorImporter &op);
void importSlice(OperatorImporter &op);
void importStridedSlice(OperatorImporter &op);
void importPack(OperatorImporter &op);
void importUnpack(OperatorImporter &op);
void importTile(OperatorImporter &op);

} // namespace effc::tflite

#endif
