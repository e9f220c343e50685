//===- OperatorVerifier.h - Checks one operator -----------------*- C++ -*-===//
#ifndef EFFC_LIB_IMPORT_TFLITE_OPERATORVERIFIER_H
#define EFFC_LIB_IMPORT_TFLITE_OPERATORVERIFIER_H

#include "OperatorReader.h"
#include "effc/IR/Rules.h"

namespace effc::tflite {

/// Reports what is wrong with an operator. A function that checks returns false after a report.
class OperatorVerifier : public OperatorReader {
public:
  OperatorVerifier(const ModelView &model, const OperatorView &op, const OperatorInfo &info,
                   Reporter &report)
      : OperatorReader(model, op, info), report(report) {}

  /// Checks all that the operator table says, then what only this operator demands.
  void verify();

  /// Reports; the default remedy is that of a damaged file. Returns false.
  bool malformed(const llvm::Twine &message);
  bool malformed(const llvm::Twine &message, const llvm::Twine &remedy);
  bool unsupported(const llvm::Twine &message, const llvm::Twine &remedy);

  /// Checks a rule of the op that stands for the operator.
  bool expect(const Verdict &verdict);
  /// Types that rules are asked with: those of the values that an importer makes.
  mlir::RankedTensorType getOperandType(unsigned index) const;
  mlir::RankedTensorType getResultType(unsigned index = 0) const;

  bool expectRank(const TensorView &tensor, int64_t rank, llvm::StringRef what);
  bool expectShape(const TensorView &tensor, llvm::ArrayRef<int64_t> shape, llvm::StringRef what);
  bool expectPositive(int64_t value, llvm::StringRef what);
  /// Checks that the options repeat how many operands or results there are.
  bool expectCount(unsigned count, int64_t declared, llvm::StringRef what);
  /// Checks that a constant operand holds `count` integers.
  bool expectIntegers(unsigned index, size_t count, llvm::StringRef what);
  /// Checks that a fused activation is one that clamps.
  bool expectActivation(ActivationFunctionType activation);
  /// The axis counted from the front, after a report none.
  std::optional<int64_t> expectAxis(int64_t axis, int64_t rank);
  bool expectZeroPoint(const TensorView &tensor, int64_t zeroPoint, llvm::StringRef what);
  /// Checks that result 0 has the quantization of `tensor`; the remedy is what rescales instead.
  bool expectSameQuantization(const TensorView &tensor, llvm::StringRef what,
                              llvm::StringRef remedy = "put a QUANTIZE behind it");

  Reporter &report;

private:
  bool verifyCounts();
  bool verifyOptions();
  bool verifyOperands();
  bool verifyTypes();
  bool verifyShapes();
  bool verifyQuantization();
};

// VerifyConvolution.cpp
void verifyConv2D(OperatorVerifier &op);
void verifyDepthwiseConv2D(OperatorVerifier &op);
void verifyTransposeConv(OperatorVerifier &op);
void verifyTransposeConvBias(OperatorVerifier &op);
void verifyFullyConnected(OperatorVerifier &op);
// VerifyElementwise.cpp
void verifyAdd(OperatorVerifier &op);
void verifySub(OperatorVerifier &op);
void verifyMul(OperatorVerifier &op);
void verifyExtremum(OperatorVerifier &op);
void verifyPrelu(OperatorVerifier &op);
void verifyRelu(OperatorVerifier &op);
void verifyRelu6(OperatorVerifier &op);
void verifyReluN1To1(OperatorVerifier &op);
void verifyLogistic(OperatorVerifier &op);
void verifyTanh(OperatorVerifier &op);
void verifyElu(OperatorVerifier &op);
void verifyHardSwish(OperatorVerifier &op);
void verifyLeakyRelu(OperatorVerifier &op);
// VerifyPool.cpp
void verifyAveragePool2D(OperatorVerifier &op);
void verifyMaxPool2D(OperatorVerifier &op);
void verifyReduction(OperatorVerifier &op);
void verifySoftmax(OperatorVerifier &op);
void verifyArgMax(OperatorVerifier &op);
void verifyResizeBilinear(OperatorVerifier &op);
void verifyResizeNearest(OperatorVerifier &op);
// VerifyQuantize.cpp
void verifyCast(OperatorVerifier &op);
void verifyQuantize(OperatorVerifier &op);
void verifyDequantize(OperatorVerifier &op);
// VerifyShape.cpp
void verifyPad(OperatorVerifier &op);
void verifyConcatenation(OperatorVerifier &op);
void verifySplit(OperatorVerifier &op);
void verifySplitV(OperatorVerifier &op);
void verifyReshape(OperatorVerifier &op);
void verifySqueeze(OperatorVerifier &op);
void verifyExpandDims(OperatorVerifier &op);
void verifyTranspose(OperatorVerifier &op);
void verifySlice(OperatorVerifier &op);
void verifyStridedSlice(OperatorVerifier &op);
void verifyPack(OperatorVerifier &op);
void verifyUnpack(OperatorVerifier &op);
void verifyTile(OperatorVerifier &op);

/// Checks all tensors and operators of a model, and that they form a graph in execution order.
void verifyModel(const ModelView &model, Reporter &report);

} // namespace effc::tflite

#endif
