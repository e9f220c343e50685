//===- VerifyModel.cpp - Checks a model before it becomes IR --------------===//
//
// A model is verified in three steps, each of which goes on after a problem so that one run
// shows them all: the tensors that are in use, the order of the graph, and each operator
// against its row of the operator table. What passes can be imported without further checks.
//
//===----------------------------------------------------------------------===//
#include "Limits.h"
#include "OperatorVerifier.h"
#include "TensorTypes.h"
#include "VendorOperators.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace effc;
using namespace effc::tflite;
using llvm::formatv;

static constexpr const char *kDamagedRemedy =
    "the file may be damaged: convert or download the model again";

namespace {
class ModelVerifier {
public:
  ModelVerifier(const ModelView &model, Reporter &report)
      : model(model), report(report), isUsed(model.getTensors().size()),
        isProduced(model.getTensors().size()), isBad(model.getTensors().size()) {}
  void verify();

private:
  void findUsedTensors();
  bool verifyTensor(const TensorView &tensor);
  bool verifyKind(const TensorView &tensor);
  bool verifyShape(const TensorView &tensor);
  bool verifyData(const TensorView &tensor);
  bool verifyQuantization(const TensorView &tensor);
  void verifyInputs();
  void verifyOperator(const OperatorView &op);
  void verifyResults(const OperatorView &op);
  void verifyOutputs();
  bool isAvailable(const TensorView &tensor) const {
    return isProduced.test(tensor.index) || tensor.isConstant() || tensor.isEmpty();
  }

  const ModelView &model;
  Reporter &report;
  llvm::BitVector isUsed, isProduced, isBad;
  uint64_t constantBytes = 0;
};
} // namespace

void tflite::verifyModel(const ModelView &model, Reporter &report) {
  ModelVerifier(model, report).verify();
}

void ModelVerifier::verify() {
  findUsedTensors();
  for (const TensorView &tensor : model.getTensors())
    if (isUsed.test(tensor.index) && !verifyTensor(tensor))
      isBad.set(tensor.index);
  uint64_t limit = getMaxUnfoldedBytes(model.getFileSize());
  if (constantBytes > limit)
    report.unsupported(model.getLocation(),
                       formatv("found constants of {0} bytes in a file of {1}, expected at most "
                               "{2}",
                               constantBytes, model.getFileSize(), limit),
                       "let fewer tensors share a buffer");
  verifyInputs();
  for (const OperatorView &op : model.getOperators())
    verifyOperator(op);
  verifyOutputs();
  if (model.getNumSubgraphs() > 1)
    emitWarning(model.getLocation())
        << "found " << model.getNumSubgraphs() << " subgraphs, of which only the first is compiled";
}

void ModelVerifier::findUsedTensors() {
  auto use = [&](llvm::ArrayRef<int32_t> tensors) {
    for (int32_t index : tensors)
      if (index >= 0)
        isUsed.set(index);
  };
  use(model.getInputs());
  use(model.getOutputs());
  for (const OperatorView &op : model.getOperators())
    if (findOperator(op)) {
      use(op.operands);
      use(op.results);
    }
}

bool ModelVerifier::verifyTensor(const TensorView &tensor) {
  return verifyKind(tensor) && verifyShape(tensor) && verifyData(tensor) &&
         verifyQuantization(tensor);
}

bool ModelVerifier::verifyKind(const TensorView &tensor) {
  auto refuse = [&](const Twine &message, const Twine &remedy) {
    report.unsupported(model.getLocation(tensor), message, remedy);
    return false;
  };
  if (!getDataType(tensor.type))
    return refuse(formatv("found element type {0}", describeType(tensor)),
                  "effc supported-ops lists the element types that can be compiled");
  if (tensor.isVariable)
    return refuse("the tensor is a variable that keeps its value between calls",
                  "make the state an input and an output of the model");
  if (tensor.isSparse)
    return refuse("the tensor is stored sparse", "convert the model without sparsity, or add a "
                                                 "DENSIFY step before the conversion");
  if (tensor.isExternal)
    return refuse("the tensor's data is in another file",
                  "convert the model with its constants inside the .tflite file");
  if (tensor.hasOtherQuantization)
    return refuse("the tensor has custom or blockwise quantization",
                  "quantize the model per tensor or per channel");
  return true;
}

bool ModelVerifier::verifyShape(const TensorView &tensor) {
  Location loc = model.getLocation(tensor);
  if (tensor.shape.size() > kMaxRank) {
    report.unsupported(
        loc, formatv("found {0} dimensions, expected at most {1}", tensor.shape.size(), kMaxRank),
        "reshape the tensor");
    return false;
  }
  // A shape operand of a scalar is an empty list.
  bool isList = tensor.shape.size() == 1 && (getDataType(tensor.type) & (I32 | I64));
  if (isList && tensor.shape[0] == 0)
    return true;
  for (int64_t size : tensor.shape)
    if (size <= 0) {
      report.unsupported(loc,
                         formatv("found shape {0}, expected fixed sizes of at least 1",
                                 describeShape(tensor.shape)),
                         size == 0 ? "remove the tensor, which has no elements; if its size is "
                                     "unknown, give the model a fixed input shape"
                                   : "give the model a fixed input shape before the conversion to "
                                     "TFLite");
      return false;
    }
  std::optional<int64_t> count = tensor.getNumElements();
  int64_t bytes;
  if (!count || llvm::MulOverflow<int64_t>(*count, getElementBytes(tensor.type), bytes) ||
      bytes > kMaxTensorBytes) {
    report.unsupported(loc,
                       formatv("found shape {0}, expected at most {1} bytes",
                               describeShape(tensor.shape), kMaxTensorBytes),
                       "make the tensor smaller");
    return false;
  }
  return true;
}

bool ModelVerifier::verifyData(const TensorView &tensor) {
  if (!tensor.isConstant())
    return true;
  constantBytes += tensor.data.size();
  size_t bytes = tensor.getNumElements().value_or(0) * getElementBytes(tensor.type);
  if (tensor.data.size() == bytes)
    return true;
  report.malformed(model.getLocation(tensor),
                   formatv("found {0} bytes of data, expected {1} for {2} {3}", tensor.data.size(),
                           bytes, describeShape(tensor.shape),
                           getDataTypeName(getDataType(tensor.type))),
                   kDamagedRemedy);
  return false;
}

bool ModelVerifier::verifyQuantization(const TensorView &tensor) {
  // Wider integers may carry meaningless parameters; QUANTIZE checks its own.
  DataTypeSet type = getDataType(tensor.type);
  if (!(type & (I8 | U8 | I16)) || tensor.scales.empty())
    return true;
  auto refuse = [&](const Twine &message) {
    report.malformed(model.getLocation(tensor), message, kDamagedRemedy);
    return false;
  };
  if (tensor.zeroPoints.size() != tensor.scales.size())
    return refuse(formatv("found {0} scales and {1} zero points, expected equal numbers",
                          tensor.scales.size(), tensor.zeroPoints.size()));
  if (tensor.scales.size() > 1) {
    int64_t dimension = tensor.quantizedDimension, rank = tensor.shape.size();
    if (dimension < 0 || dimension >= rank)
      return refuse(
          formatv("found quantized dimension {0}, expected one below {1}", dimension, rank));
    if (static_cast<int64_t>(tensor.scales.size()) != tensor.shape[dimension])
      return refuse(formatv("found {0} scales, expected {1}, the size of dimension {2}",
                            tensor.scales.size(), tensor.shape[dimension], dimension));
  }
  for (float scale : tensor.scales)
    if (!std::isfinite(scale) || scale < 0)
      return refuse(formatv("found scale {0:e}, expected a number that is not negative", scale));
  int64_t min = type == U8 ? 0 : type == I8 ? INT8_MIN : INT16_MIN;
  int64_t max = type == U8 ? UINT8_MAX : type == I8 ? INT8_MAX : INT16_MAX;
  for (int64_t zeroPoint : tensor.zeroPoints)
    if (zeroPoint < min || zeroPoint > max)
      return refuse(formatv("found zero point {0}, expected {1} to {2}", zeroPoint, min, max));
  return true;
}

void ModelVerifier::verifyInputs() {
  // A tensor may be an input several times: it has the value of the last.
  for (int32_t index : model.getInputs()) {
    const TensorView &tensor = model.getTensor(index);
    if (tensor.isEmpty() && !isBad.test(index))
      report.unsupported(model.getLocation(tensor), "the model's input has no elements",
                         "remove the input from the model");
    else if (tensor.isConstant() && !isProduced.test(index))
      report.unsupported(model.getLocation(tensor), "the model's input is a constant",
                         "remove the tensor from the inputs, or its data from the file");
    isProduced.set(index);
  }
}

static const char *getRemedy(const OperatorView &op) {
  if (const char *remedy = getVendorRemedy(op.customName))
    return remedy;
  switch (op.code) {
  case BuiltinOperator::CALL:
  case BuiltinOperator::CALL_ONCE:
  case BuiltinOperator::IF:
  case BuiltinOperator::WHILE:
  case BuiltinOperator::STABLEHLO_COMPOSITE:
  case BuiltinOperator::STABLEHLO_WHILE:
    return "only subgraph 0 is compiled: inline the called subgraph before the conversion to "
           "TFLite, loops by unrolling";
  case BuiltinOperator::VAR_HANDLE:
  case BuiltinOperator::READ_VARIABLE:
  case BuiltinOperator::ASSIGN_VARIABLE:
    return "make the variable an input and an output of the model";
  case BuiltinOperator::SHAPE:
  case BuiltinOperator::RANK:
    return "shapes are fixed when the model is compiled: convert the model with a fixed input "
           "shape, so that the converter folds the operator";
  default:
    return "effc supported-ops lists the operators that can be compiled";
  }
}

void ModelVerifier::verifyOperator(const OperatorView &op) {
  const OperatorInfo *info = findOperator(op);
  if (!info) {
    report.unsupported(model.getLocation(op), formatv("operator {0} is not supported", op.name),
                       getRemedy(op));
    verifyResults(op);
    return;
  }
  bool isReadable = true;
  for (int32_t index : op.operands) {
    if (index < 0)
      continue;
    isReadable &= !isBad.test(index);
    if (isAvailable(model.getTensor(index)))
      continue;
    report.malformed(
        model.getLocation(op),
        formatv("operand tensor {0} \"{1}\" has no value here", index, model.getTensor(index).name),
        "operators must stand in the order of execution: the file may be damaged");
    isReadable = false;
  }
  verifyResults(op);
  for (int32_t index : op.results)
    isReadable &= !isBad.test(index);
  if (isReadable)
    OperatorVerifier(model, op, *info, report).verify();
}

void ModelVerifier::verifyResults(const OperatorView &op) {
  for (int32_t index : op.results) {
    const TensorView &tensor = model.getTensor(index);
    if (isProduced.test(index) || tensor.isConstant()) {
      report.malformed(model.getLocation(op),
                       formatv("result tensor {0} \"{1}\" already has a value", index, tensor.name),
                       "each tensor is written once: the file may be damaged");
      isBad.set(index);
    } else if (tensor.isEmpty() && !isBad.test(index)) {
      report.unsupported(model.getLocation(op),
                         formatv("result tensor {0} \"{1}\" has no elements", index, tensor.name),
                         "remove the operator from the model");
      isBad.set(index);
    }
    isProduced.set(index);
  }
}

void ModelVerifier::verifyOutputs() {
  if (model.getOutputs().empty())
    report.malformed(model.getLocation(), "the model has no output", kDamagedRemedy);
  for (int32_t index : model.getOutputs()) {
    const TensorView &tensor = model.getTensor(index);
    if (tensor.isEmpty())
      report.unsupported(model.getLocation(tensor), "the model's output has no elements",
                         "remove the output from the model");
    else if (!isAvailable(tensor))
      report.malformed(model.getLocation(tensor), "the model's output has no value",
                       "no operator writes this tensor: the file may be damaged");
  }
}
