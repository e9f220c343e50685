//===- VerifyShape.cpp - Operators that move data -------------------------===//
#include "Geometry.h"
#include "OperatorVerifier.h"
#include "TensorTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace effc;
using namespace effc::tflite;
using llvm::formatv;
using llvm::SmallVector;

/// The type of an operand the stored elements of which are taken as the result's.
static RankedTensorType getOperandTypeAsResult(OperatorVerifier &op, unsigned index) {
  return op.getOperandType(index).clone(op.getResultType().getElementType());
}

void tflite::verifyPad(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  size_t rank = input.shape.size();
  if (!op.expectIntegers(1, 2 * rank, "paddings"))
    return;
  SmallVector<int64_t> amounts = op.getConstantIntegers(1), low, high;
  for (size_t d = 0; d < rank; ++d) {
    low.push_back(amounts[2 * d]);
    high.push_back(amounts[2 * d + 1]);
  }
  if (op.getNumOperands() > 2 && op.hasOperand(2) && op.getOperand(2).getNumElements() != 1) {
    op.malformed(formatv("found pad value of shape {0}, expected one element",
                         describeShape(op.getOperand(2).shape)));
    return;
  }
  op.expect(checkPad(getOperandTypeAsResult(op, 0), op.getResultType(), low, high));
}

/// The uint8 kernel rescales in f32 and rounds to 32-bit integers.
static bool verifyRescaling(OperatorVerifier &op, const TensorView &input) {
  const TensorView &result = op.getResult();
  const float scale = input.scales[0] * (1.0f / result.scales[0]);
  const float bias = -static_cast<float>(input.zeroPoints[0]) * scale;
  for (float value : {0.0f, 255.0f})
    if (!(std::abs(value * scale + bias) < 0x1p30f))
      return op.unsupported(formatv("found operand of {0} and result of {1}, which are too far "
                                    "apart",
                                    describeType(input), describeType(result)),
                            "calibrate the model again");
  return true;
}

static bool verifyConcatenationScales(OperatorVerifier &op, const TensorView &input) {
  // The kernels rescale uint8 and copy int16, whatever its scales are.
  bool isUnsigned = op.getResult().type == TensorType::UINT8;
  if (!isUnsigned && op.getResult().type != TensorType::INT16)
    return op.expectSameQuantization(input, "operand", "put a QUANTIZE in front of the operand");
  if (input.scales.empty() != op.getResult().scales.empty())
    return op.malformed("found operands with and without scale");
  return !isUnsigned || input.scales.empty() || verifyRescaling(op, input);
}

void tflite::verifyConcatenation(OperatorVerifier &op) {
  const auto &options = op.getOptions<ConcatenationOptions>();
  const TensorView &result = op.getResult();
  std::optional<int64_t> axis = op.expectAxis(options.axis(), result.shape.size());
  if (!axis)
    return;
  if (options.fused_activation_function() != ActivationFunctionType::NONE) {
    op.unsupported("found a fused activation, which TFLite does not define here",
                   "make the activation an operator of its own");
    return;
  }
  SmallVector<RankedTensorType> inputs;
  for (unsigned i = 0; i < op.getNumOperands(); ++i) {
    if (!verifyConcatenationScales(op, op.getOperand(i)))
      return;
    inputs.push_back(getOperandTypeAsResult(op, i));
  }
  op.expect(checkConcat(inputs, op.getResultType(), *axis));
}

void tflite::verifySplit(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(1);
  int64_t pieces = op.getNumResults();
  if (!op.expectCount(pieces, op.getOptions<SplitOptions>().num_splits(), "results") ||
      !op.expectIntegers(0, 1, "axis"))
    return;
  std::optional<int64_t> axis = op.expectAxis(op.getConstantInteger(0), input.shape.size());
  if (!axis)
    return;
  if (input.shape[*axis] % pieces != 0) {
    op.malformed(formatv("found dimension {0} of {1} elements split into {2}", *axis,
                         input.shape[*axis], pieces));
    return;
  }
  SmallVector<int64_t> shape(input.shape);
  shape[*axis] /= pieces;
  for (unsigned i = 0; i < pieces; ++i)
    if (!op.expectShape(op.getResult(i), shape, "result"))
      return;
}

void tflite::verifySplitV(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  if (!op.expectCount(op.getNumResults(), op.getOptions<SplitVOptions>().num_splits(), "results") ||
      !op.expectIntegers(1, op.getNumResults(), "sizes") || !op.expectIntegers(2, 1, "axis"))
    return;
  std::optional<int64_t> axis = op.expectAxis(op.getConstantInteger(2), input.shape.size());
  if (!axis)
    return;
  SmallVector<int64_t> shape(input.shape);
  std::optional<SmallVector<int64_t>> sizes = getSplitSizes(op, input.shape[*axis]);
  if (!sizes) {
    op.malformed(formatv("found sizes that do not add up to {0}", input.shape[*axis]));
    return;
  }
  for (unsigned i = 0; i < op.getNumResults(); ++i) {
    shape[*axis] = (*sizes)[i];
    if (!op.expectShape(op.getResult(i), shape, "result"))
      return;
  }
}

/// The shape that a RESHAPE asks for, if the model says so.
static std::optional<SmallVector<int64_t>> getNewShape(OperatorVerifier &op) {
  if (op.hasOperand(1)) {
    if (op.getOperand(1).isConstant() || op.getOperand(1).isEmpty())
      return op.getConstantIntegers(1);
    return std::nullopt;
  }
  if (const auto *shape = op.getOptions<ReshapeOptions>().new_shape())
    return SmallVector<int64_t>(shape->begin(), shape->end());
  return std::nullopt;
}

void tflite::verifyReshape(OperatorVerifier &op) {
  const TensorView &result = op.getResult();
  if (!op.expect(checkReshape(getOperandTypeAsResult(op, 0), op.getResultType())))
    return;
  std::optional<SmallVector<int64_t>> shape = getNewShape(op);
  // An old writer's way to say scalar.
  if (!shape || (shape->size() == 1 && shape->front() == 0 && result.shape.empty()))
    return;
  if (shape->size() == result.shape.size())
    for (auto [size, declared] : llvm::zip(*shape, result.shape))
      if (size == -1)
        size = declared;
  op.expectShape(result, *shape, "result");
}

void tflite::verifySqueeze(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  size_t rank = input.shape.size();
  SmallVector<bool> drop(rank, false);
  const auto *dimensions = op.getOptions<SqueezeOptions>().squeeze_dims();
  bool dropsAll = !dimensions || dimensions->size() == 0;
  if (!dropsAll)
    for (int64_t dimension : *dimensions) {
      std::optional<int64_t> axis = op.expectAxis(dimension, rank);
      if (!axis)
        return;
      drop[*axis] = true;
    }
  SmallVector<int64_t> shape;
  for (size_t i = 0; i < rank; ++i) {
    if (drop[i] && input.shape[i] != 1) {
      op.malformed(formatv("found dimension {0} of {1} elements, expected 1", i, input.shape[i]));
      return;
    }
    if (!drop[i] && !(dropsAll && input.shape[i] == 1))
      shape.push_back(input.shape[i]);
  }
  op.expectShape(op.getResult(), shape, "result");
}

void tflite::verifyExpandDims(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  if (!op.expectIntegers(1, 1, "axis"))
    return;
  std::optional<int64_t> axis = op.expectAxis(op.getConstantInteger(1), input.shape.size() + 1);
  if (!axis)
    return;
  SmallVector<int64_t> shape(input.shape);
  shape.insert(shape.begin() + *axis, 1);
  op.expectShape(op.getResult(), shape, "result");
}

void tflite::verifyTranspose(OperatorVerifier &op) {
  size_t rank = op.getOperand(0).shape.size();
  if (!op.expectIntegers(1, rank, "permutation"))
    return;
  SmallVector<int64_t> permutation;
  for (int64_t axis : op.getConstantIntegers(1)) {
    std::optional<int64_t> dimension = op.expectAxis(axis, rank);
    if (!dimension)
      return;
    permutation.push_back(*dimension);
  }
  op.expect(checkTranspose(getOperandTypeAsResult(op, 0), op.getResultType(), permutation));
}

static void verifyGeometry(OperatorVerifier &op, const std::optional<SliceGeometry> &slice,
                           const std::string &problem) {
  if (!slice) {
    op.malformed(problem);
    return;
  }
  RankedTensorType input = getOperandTypeAsResult(op, 0);
  if (op.expect(checkSlice(input, input.clone(slice->shape), slice->offsets, slice->strides)))
    op.expectShape(op.getResult(), slice->resultShape, "result");
}

void tflite::verifySlice(OperatorVerifier &op) {
  std::string problem;
  std::optional<SliceGeometry> slice = getSlice(op, problem);
  verifyGeometry(op, slice, problem);
}

void tflite::verifyStridedSlice(OperatorVerifier &op) {
  size_t count = op.getConstantIntegers(1).size();
  if (!op.expectIntegers(2, count, "end") || !op.expectIntegers(3, count, "strides"))
    return;
  if (count > 31) {
    op.malformed(formatv("found {0} positions, expected at most 31", count));
    return;
  }
  std::string problem;
  std::optional<SliceGeometry> slice = getStridedSlice(op, problem);
  verifyGeometry(op, slice, problem);
}

void tflite::verifyPack(OperatorVerifier &op) {
  const TensorView &first = op.getOperand(0);
  int64_t rank = first.shape.size();
  const auto &options = op.getOptions<PackOptions>();
  std::optional<int64_t> axis = op.expectAxis(options.axis(), rank + 1);
  if (!axis || !op.expectCount(op.getNumOperands(), options.values_count(), "operands"))
    return;
  for (unsigned i = 0; i < op.getNumOperands(); ++i)
    if (!op.expectShape(op.getOperand(i), first.shape, "operand") ||
        !op.expectSameQuantization(op.getOperand(i), "operand",
                                   "put a QUANTIZE in front of the operand"))
      return;
  SmallVector<int64_t> shape(first.shape);
  shape.insert(shape.begin() + *axis, op.getNumOperands());
  op.expectShape(op.getResult(), shape, "result");
}

void tflite::verifyUnpack(OperatorVerifier &op) {
  const TensorView &input = op.getOperand(0);
  const auto &options = op.getOptions<UnpackOptions>();
  std::optional<int64_t> axis = op.expectAxis(options.axis(), input.shape.size());
  if (!axis || !op.expectCount(op.getNumResults(), options.num(), "results"))
    return;
  if (input.shape[*axis] != op.getNumResults()) {
    op.malformed(formatv("found {0} results, expected {1}, the size of dimension {2}",
                         op.getNumResults(), input.shape[*axis], *axis));
    return;
  }
  SmallVector<int64_t> shape(input.shape);
  shape.erase(shape.begin() + *axis);
  for (unsigned i = 0; i < op.getNumResults(); ++i)
    if (!op.expectShape(op.getResult(i), shape, "result"))
      return;
}

void tflite::verifyTile(OperatorVerifier &op) {
  op.expect(
      checkTile(getOperandTypeAsResult(op, 0), op.getResultType(), op.getConstantIntegers(1)));
}
