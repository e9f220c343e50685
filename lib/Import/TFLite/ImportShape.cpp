//===- ImportShape.cpp - Operators that move data -------------------------===//
#include "Geometry.h"
#include "OperatorImporter.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include <cmath>

using namespace mlir;
using namespace effc;
using namespace effc::tflite;

/// Pads operand 0 by the pairs of operand 1.
static void buildPad(OperatorImporter &op, TypedAttr value) {
  SmallVector<int64_t> amounts = op.getConstantIntegers(1), low, high;
  for (size_t i = 0; i < amounts.size(); i += 2) {
    low.push_back(amounts[i]);
    high.push_back(amounts[i + 1]);
  }
  Value data = op.reinterpret(op.getOperandValue(0), op.getResultType().getElementType());
  op.replaceWith<PadOp>(data, op.builder.getDenseI64ArrayAttr(low),
                        op.builder.getDenseI64ArrayAttr(high), value);
}

void tflite::importPad(OperatorImporter &op) { buildPad(op, TypedAttr()); }

/// Pads with a value that is computed: blocks of it are put before and behind, dimension by dimension.
static void buildComputedPad(OperatorImporter &op) {
  OpBuilder &builder = op.builder;
  Type element = op.getResultType().getElementType();
  Value data = op.reinterpret(op.getOperandValue(0), element);
  SmallVector<int64_t> amounts = op.getConstantIntegers(1), shape(op.getOperand(0).shape);
  Value value = op.reshape(op.reinterpret(op.getOperandValue(2), element),
                           SmallVector<int64_t>(shape.size(), 1));
  auto makeBlock = [&](size_t dimension, int64_t size) -> Value {
    SmallVector<int64_t> block(shape);
    block[dimension] = size;
    return TileOp::create(builder, op.loc, RankedTensorType::get(block, element), value,
                          builder.getDenseI64ArrayAttr(block));
  };
  for (size_t d = 0; d < shape.size(); ++d) {
    SmallVector<Value> parts = {data};
    if (int64_t low = amounts[2 * d])
      parts.insert(parts.begin(), makeBlock(d, low));
    if (int64_t high = amounts[2 * d + 1])
      parts.push_back(makeBlock(d, high));
    shape[d] += amounts[2 * d] + amounts[2 * d + 1];
    if (parts.size() > 1)
      data = ConcatOp::create(builder, op.loc, RankedTensorType::get(shape, element), parts,
                              builder.getI64IntegerAttr(d));
  }
  op.setResult(data);
}

void tflite::importPadV2(OperatorImporter &op) {
  if (!op.hasOperand(2)) {
    importPad(op);
    return;
  }
  if (!op.getOperand(2).isConstant()) {
    buildComputedPad(op);
    return;
  }
  auto bytes = op.getOperand(2).data;
  Type storage = getStorageType(op.getResultType().getElementType());
  auto type = RankedTensorType::get({}, storage);
  auto value = cast<DenseElementsAttr>(
      makeConstantAttr(type, ArrayRef(reinterpret_cast<const char *>(bytes.data()), bytes.size())));
  buildPad(op, value.getSplatValue<TypedAttr>());
}

/// TFLite's uint8 kernel rescales an input of other parameters in float, other kernels only copy.
/// As there are but 256 values, a table says the same.
static Value rescaleForConcatenation(OperatorImporter &op, Value input, const TensorView &from,
                                     const TensorView &to) {
  bool isQuantized = !from.scales.empty() && !to.scales.empty();
  if (from.type != tflite::TensorType::UINT8 || !isQuantized ||
      (from.scales == to.scales && from.zeroPoints == to.zeroPoints))
    return input;
  const float scale = from.scales[0] * (1.0f / to.scales[0]);
  const float bias = -static_cast<float>(from.zeroPoints[0]) * scale;
  SmallVector<char> table;
  for (int value = 0; value < 256; ++value) {
    float product = static_cast<float>(value) * scale;
    double result = std::round(product + bias) + static_cast<double>(to.zeroPoints[0]);
    table.push_back(static_cast<char>(static_cast<uint8_t>(std::clamp(result, 0.0, 255.0))));
  }
  Type elementType = op.getResultType().getElementType();
  Value constant =
      makeConstant(op.builder, op.loc, RankedTensorType::get({256}, elementType), table);
  auto type = RankedTensorType::get(from.shape, elementType);
  return LookupOp::create(op.builder, op.loc, type, input, constant);
}

void tflite::importConcatenation(OperatorImporter &op) {
  const TensorView &result = op.getResult();
  int64_t axis = *normalizeAxis(op.getOptions<ConcatenationOptions>().axis(), result.shape.size());
  Type elementType = op.getResultType().getElementType();
  SmallVector<Value> inputs;
  for (unsigned i = 0; i < op.getNumOperands(); ++i) {
    Value input = rescaleForConcatenation(op, op.getOperandValue(i), op.getOperand(i), result);
    inputs.push_back(op.reinterpret(input, elementType));
  }
  op.replaceWith<ConcatOp>(inputs, op.builder.getI64IntegerAttr(axis));
}

/// Cuts `data` along `axis` into pieces of the results' sizes.
static void buildSplit(OperatorImporter &op, Value data, int64_t axis, ArrayRef<int64_t> sizes) {
  SmallVector<int64_t> shape(cast<RankedTensorType>(data.getType()).getShape());
  SmallVector<int64_t> offsets(shape.size(), 0), strides(shape.size(), 1);
  for (unsigned i = 0; i < op.getNumResults(); ++i) {
    shape[axis] = sizes[i];
    op.setResult(op.slice(data, offsets, strides, shape), i);
    offsets[axis] += sizes[i];
  }
}

void tflite::importSplit(OperatorImporter &op) {
  ArrayRef<int64_t> shape = op.getOperand(1).shape;
  int64_t axis = *normalizeAxis(op.getConstantInteger(0), shape.size());
  SmallVector<int64_t> sizes(op.getNumResults(), shape[axis] / op.getNumResults());
  buildSplit(op, op.getOperandValue(1), axis, sizes);
}

void tflite::importSplitV(OperatorImporter &op) {
  ArrayRef<int64_t> shape = op.getOperand(0).shape;
  int64_t axis = *normalizeAxis(op.getConstantInteger(2), shape.size());
  buildSplit(op, op.getOperandValue(0), axis, *getSplitSizes(op, shape[axis]));
}

void tflite::importReshape(OperatorImporter &op) {
  op.setResult(op.reshape(op.getOperandValue(0), op.getResult().shape));
}

void tflite::importTranspose(OperatorImporter &op) {
  SmallVector<int64_t> permutation;
  for (int64_t axis : op.getConstantIntegers(1))
    permutation.push_back(*normalizeAxis(axis, op.getOperand(0).shape.size()));
  Value data = op.reinterpret(op.getOperandValue(0), op.getResultType().getElementType());
  op.replaceWith<TransposeOp>(data, op.builder.getDenseI64ArrayAttr(permutation));
}

/// Takes a slice, then drops and inserts dimensions of size 1.
static void buildSlice(OperatorImporter &op, const SliceGeometry &slice) {
  Value data = op.getOperandValue(0);
  if (!slice.shape.empty())
    data = op.slice(data, slice.offsets, slice.strides, slice.shape);
  op.setResult(op.reshape(data, slice.resultShape));
}

void tflite::importSlice(OperatorImporter &op) {
  std::string problem;
  buildSlice(op, *getSlice(op, problem));
}

void tflite::importStridedSlice(OperatorImporter &op) {
  std::string problem;
  buildSlice(op, *getStridedSlice(op, problem));
}

void tflite::importPack(OperatorImporter &op) {
  const TensorView &result = op.getResult();
  int64_t axis = *normalizeAxis(op.getOptions<PackOptions>().axis(), result.shape.size());
  SmallVector<int64_t> shape(result.shape);
  shape[axis] = 1;
  Type elementType = op.getResultType().getElementType();
  SmallVector<Value> inputs;
  for (unsigned i = 0; i < op.getNumOperands(); ++i)
    inputs.push_back(op.reshape(op.reinterpret(op.getOperandValue(i), elementType), shape));
  op.replaceWith<ConcatOp>(inputs, op.builder.getI64IntegerAttr(axis));
}

void tflite::importUnpack(OperatorImporter &op) {
  Value data = op.getOperandValue(0);
  SmallVector<int64_t> shape(op.getOperand(0).shape);
  int64_t axis = *normalizeAxis(op.getOptions<UnpackOptions>().axis(), shape.size());
  SmallVector<int64_t> offsets(shape.size(), 0), strides(shape.size(), 1);
  shape[axis] = 1;
  for (unsigned i = 0; i < op.getNumResults(); ++i) {
    offsets[axis] = i;
    Value piece = op.slice(data, offsets, strides, shape);
    op.setResult(op.reshape(piece, op.getResult(i).shape), i);
  }
}

void tflite::importTile(OperatorImporter &op) {
  Value data = op.reinterpret(op.getOperandValue(0), op.getResultType().getElementType());
  op.replaceWith<TileOp>(data, op.builder.getDenseI64ArrayAttr(op.getConstantIntegers(1)));
}
