//===- VerifyOperator.cpp - What the operator table says of every operator -===//
#include "Elementwise.h"
#include "OperatorVerifier.h"
#include "TensorTypes.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;
using namespace effc;
using namespace effc::tflite;
using llvm::formatv;

static constexpr const char *kDamagedRemedy =
    "no converter writes this: the file may be damaged, convert the model again";

bool OperatorVerifier::malformed(const Twine &message) {
  return malformed(message, kDamagedRemedy);
}

bool OperatorVerifier::malformed(const Twine &message, const Twine &remedy) {
  report.malformed(model.getLocation(op), message, remedy);
  return false;
}

bool OperatorVerifier::unsupported(const Twine &message, const Twine &remedy) {
  report.unsupported(model.getLocation(op), message, remedy);
  return false;
}

bool OperatorVerifier::expect(const Verdict &verdict) {
  if (!verdict)
    return true;
  return verdict->kind == Violation::Kind::Malformed
             ? malformed(verdict->message, verdict->remedy)
             : unsupported(verdict->message, verdict->remedy);
}

RankedTensorType OperatorVerifier::getOperandType(unsigned index) const {
  return getTensorType(getOperand(index), model.getContext());
}

RankedTensorType OperatorVerifier::getResultType(unsigned index) const {
  return getTensorType(getResult(index), model.getContext());
}

void OperatorVerifier::verify() {
  if (!verifyCounts())
    return;
  // None of these relies on another, so that one run reports them all.
  bool isSound = verifyOptions();
  isSound &= verifyTypes();
  isSound &= verifyOperands();
  isSound &= verifyQuantization();
  if (isSound && info.verify)
    info.verify(*this);
}

bool OperatorVerifier::verifyCounts() {
  unsigned operands = getNumOperands(), results = getNumResults();
  if (operands < info.minOperands || operands > info.maxOperands) {
    bool isExact = info.minOperands == info.maxOperands;
    return malformed(formatv("found {0} operands, expected {1}{2}", operands, info.minOperands,
                             isExact ? "" : " or more"));
  }
  if (results == 0 || results > info.maxResults)
    return malformed(formatv("found {0} results, expected {1}", results,
                             info.maxResults == 1 ? "1" : "at least 1"));
  for (unsigned i = 0; i < operands; ++i)
    if (!hasOperand(i) && !(info.optionalOperands >> std::min(i, 31u) & 1))
      return malformed(formatv("operand {0} is absent", i));
  return true;
}

bool OperatorVerifier::verifyOptions() {
  BuiltinOptions found = op.table->builtin_options_type();
  if (found == BuiltinOptions::NONE || info.options == 0 ||
      static_cast<uint8_t>(found) == info.options)
    return true;
  return malformed(formatv("found {0}, expected {1}", EnumNameBuiltinOptions(found),
                           EnumNameBuiltinOptions(static_cast<BuiltinOptions>(info.options))));
}

bool OperatorVerifier::verifyOperands() {
  for (unsigned i = 0; i < getNumOperands(); ++i) {
    if (!hasOperand(i))
      continue;
    const TensorView &tensor = getOperand(i);
    bool isConstantOperand = i < 32 && info.constantOperands >> i & 1;
    if (isConstantOperand && !tensor.isConstant() && !tensor.isEmpty())
      return unsupported(formatv("operand {0} is computed, expected a constant", i),
                         "shapes are fixed when the model is compiled: make the operand a "
                         "constant before the conversion to TFLite");
    bool mayBeEmpty = isConstantOperand || op.code == BuiltinOperator::RESHAPE;
    if (tensor.isEmpty() && !(mayBeEmpty && i != info.dataOperand))
      return unsupported(formatv("operand {0} has no elements", i),
                         "remove the operator from the model");
  }
  return true;
}

bool OperatorVerifier::verifyTypes() {
  for (const TypeSignature &signature : info.types) {
    bool fits = true;
    for (unsigned i = 0; i < getNumOperands(); ++i) {
      // The last operand that a signature lists stands for all further ones.
      DataTypeSet allowed = 0;
      for (unsigned j = 0; j <= std::min(i, TypeSignature::kMaxOperands - 1); ++j)
        allowed = signature.operands[j] ? signature.operands[j] : allowed;
      if (hasOperand(i))
        fits &= (getDataType(getOperand(i).type) & allowed) != 0;
    }
    for (unsigned i = 0; i < getNumResults(); ++i)
      fits &= (getDataType(getResult(i).type) & signature.result) != 0;
    if (fits)
      return true;
  }
  std::string found;
  for (unsigned i = 0; i < std::min(getNumOperands(), TypeSignature::kMaxOperands); ++i)
    found += (i ? ", " : "") + (hasOperand(i) ? describeType(getOperand(i)) : "none");
  return unsupported(formatv("found types ({0}) -> {1}, expected data of {2}", found,
                             describeType(getResult()), getDataTypeName(info.getDataTypes())),
                     "effc supported-ops lists the types of each operator: convert the model to "
                     "one of them");
}

bool OperatorVerifier::verifyQuantization() {
  auto check = [&](const TensorView &tensor, bool mayBePerAxis, const Twine &what) {
    if (!(getDataType(tensor.type) & (I8 | U8 | I16)))
      return true;
    if (tensor.scales.empty())
      return !info.isQuantized || isPlainInt16(*this) ||
             unsupported(what + " is " + describeType(tensor) + " without scale",
                         "quantize the model with a scale for every tensor");
    if (tensor.scales.size() > 1 && !mayBePerAxis)
      return unsupported(what + formatv(" has {0} scales, expected 1", tensor.scales.size()),
                         "quantize activations per tensor: only filters may have a scale for each "
                         "channel");
    return true;
  };
  for (unsigned i = 0; i < getNumOperands(); ++i)
    if (hasOperand(i) &&
        !check(getOperand(i), i < 32 && info.perAxisOperands >> i & 1, "operand " + Twine(i)))
      return false;
  for (unsigned i = 0; i < getNumResults(); ++i)
    if (!check(getResult(i), info.perAxisResult, "result " + Twine(i)))
      return false;
  return true;
}

bool OperatorVerifier::expectRank(const TensorView &tensor, int64_t rank, StringRef what) {
  if (static_cast<int64_t>(tensor.shape.size()) == rank)
    return true;
  return malformed(formatv("found {0} of shape {1}, expected {2} dimensions", what,
                           describeShape(tensor.shape), rank));
}

bool OperatorVerifier::expectShape(const TensorView &tensor, llvm::ArrayRef<int64_t> shape,
                                   StringRef what) {
  if (llvm::ArrayRef<int64_t>(tensor.shape) == shape)
    return true;
  return malformed(formatv("found {0} of shape {1}, expected {2}", what,
                           describeShape(tensor.shape), describeShape(shape)));
}

bool OperatorVerifier::expectPositive(int64_t value, StringRef what) {
  return value > 0 || malformed(formatv("found {0} {1}, expected a positive number", what, value));
}

bool OperatorVerifier::expectCount(unsigned count, int64_t declared, StringRef what) {
  return count == declared ||
         malformed(formatv("found {0} {1}, expected {2} as the options say", count, what, declared));
}

bool OperatorVerifier::expectIntegers(unsigned index, size_t count, StringRef what) {
  size_t found = getConstantIntegers(index).size();
  return found == count ||
         malformed(formatv("found {0} numbers in {1}, expected {2}", found, what, count));
}

bool OperatorVerifier::expectActivation(ActivationFunctionType activation) {
  switch (activation) {
  case ActivationFunctionType::NONE:
  case ActivationFunctionType::RELU:
  case ActivationFunctionType::RELU_N1_TO_1:
  case ActivationFunctionType::RELU6:
    return true;
  case ActivationFunctionType::TANH:
  case ActivationFunctionType::SIGN_BIT:
    return unsupported(
        formatv("found fused activation {0}", EnumNameActivationFunctionType(activation)),
        "make the activation an operator of its own");
  }
  return malformed(formatv("found fused activation number {0}", static_cast<int>(activation)));
}

std::optional<int64_t> OperatorVerifier::expectAxis(int64_t axis, int64_t rank) {
  std::optional<int64_t> result = normalizeAxis(axis, rank);
  if (!result)
    malformed(formatv("found axis {0} of a tensor with {1} dimensions", axis, rank));
  return result;
}

bool OperatorVerifier::expectZeroPoint(const TensorView &tensor, int64_t zeroPoint,
                                       StringRef what) {
  return tensor.zeroPoints[0] == zeroPoint ||
         unsupported(formatv("found {0} of {1}, expected zero point {2}", what,
                             describeType(tensor), zeroPoint),
                     "quantize the tensor symmetrically");
}

bool OperatorVerifier::expectSameQuantization(const TensorView &tensor, StringRef what,
                                              StringRef remedy) {
  const TensorView &result = getResult();
  bool isNarrow = getDataType(tensor.type) & (I8 | U8 | I16);
  if (!isNarrow || (tensor.scales.empty() && result.scales.empty()))
    return true;
  bool fits = tensor.scales.size() == result.scales.size() &&
              std::abs(tensor.scales[0] - result.scales[0]) <= 1e-6 &&
              tensor.zeroPoints[0] == result.zeroPoints[0];
  return fits || unsupported(formatv("found {0} of {1} and result of {2}, expected equal "
                                     "parameters",
                                     what, describeType(tensor), describeType(result)),
                             "the operator does not rescale: " + remedy);
}
