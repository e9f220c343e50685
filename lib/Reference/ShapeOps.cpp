//===- ShapeOps.cpp - Evaluation of ShapeOps ------------------------------===//
//
// None of these looks at a value: they move stored elements of any type.
//
//===----------------------------------------------------------------------===//
#include "Elements.h"
#include "Ops.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"

using namespace mlir;
using namespace effc;
using namespace effc::reference;

/// A result whose element at `index` is the input's element at position `locate(index)`.
static TensorBytes gather(Value output, const TensorBytes &input,
                          llvm::function_ref<int64_t(ArrayRef<int64_t>)> locate) {
  int64_t size = getStorageBytes(getElement(output));
  TensorBytes result;
  result.reserve(getTensorBytes(cast<ShapedType>(output.getType())));
  forEachIndex(getShape(output), [&](ArrayRef<int64_t> index) {
    const char *element = input.data() + locate(index) * size;
    result.insert(result.end(), element, element + size);
  });
  return result;
}

Result reference::evaluate(ConstantOp op, Operands) { return getConstantBytes(op.getValue()); }

Result reference::evaluate(ReshapeOp op, Operands operands) { return *operands[0]; }
Result reference::evaluate(quant::StorageCastOp op, Operands operands) { return *operands[0]; }

Result reference::evaluate(TransposeOp op, Operands operands) {
  SmallVector<int64_t> strides = getStrides(getShape(op.getInput())), permuted;
  for (int64_t d : op.getPermutation())
    permuted.push_back(strides[d]);
  return gather(op.getOutput(), *operands[0],
                [&](ArrayRef<int64_t> index) { return getOffset(index, permuted); });
}

Result reference::evaluate(SliceOp op, Operands operands) {
  SmallVector<int64_t> strides = getStrides(getShape(op.getInput()));
  return gather(op.getOutput(), *operands[0], [&](ArrayRef<int64_t> index) {
    int64_t position = 0;
    for (auto [d, i] : llvm::enumerate(index))
      position += (op.getOffsets()[d] + i * op.getStrides()[d]) * strides[d];
    return position;
  });
}

Result reference::evaluate(ConcatOp op, Operands operands) {
  Shape shape = getShape(op.getOutput());
  int64_t axis = op.getAxis();
  int64_t outer = 1;
  for (int64_t size : shape.take_front(axis))
    outer *= size;
  TensorBytes result;
  for (int64_t i = 0; i < outer; ++i)
    for (const TensorBytes *operand : operands) {
      int64_t chunk = operand->size() / outer;
      const char *start = operand->data() + i * chunk;
      result.insert(result.end(), start, start + chunk);
    }
  return result;
}

/// The stored element that `pad` adds.
static TensorBytes getPadElement(PadOp op) {
  Type element = getElement(op.getOutput());
  if (auto value = dyn_cast_if_present<FloatAttr>(op.getValueAttr())) {
    APInt bits = value.getValue().bitcastToAPInt();
    return writeIntegers(ArrayRef<int64_t>(bits.getSExtValue()), element);
  }
  int64_t stored = isQuantized(element) ? getZeroPoint(element) : 0;
  if (auto value = dyn_cast_if_present<IntegerAttr>(op.getValueAttr()))
    stored =
        element.isInteger(1) ? value.getValue().getZExtValue() : value.getValue().getSExtValue();
  return writeIntegers(ArrayRef<int64_t>(stored), element);
}

Result reference::evaluate(PadOp op, Operands operands) {
  // The new element stands behind the input's, at the position that lies outside.
  TensorBytes source = *operands[0], padding = getPadElement(op);
  int64_t outside = getTensorType(op.getInput()).getNumElements();
  source.insert(source.end(), padding.begin(), padding.end());
  Shape shape = getShape(op.getInput());
  SmallVector<int64_t> strides = getStrides(shape);
  return gather(op.getOutput(), source, [&](ArrayRef<int64_t> index) {
    int64_t position = 0;
    for (auto [d, i] : llvm::enumerate(index)) {
      int64_t inside = i - op.getLow()[d];
      if (inside < 0 || inside >= shape[d])
        return outside;
      position += inside * strides[d];
    }
    return position;
  });
}

Result reference::evaluate(TileOp op, Operands operands) {
  Shape shape = getShape(op.getInput());
  SmallVector<int64_t> strides = getStrides(shape);
  return gather(op.getOutput(), *operands[0], [&](ArrayRef<int64_t> index) {
    int64_t position = 0;
    for (auto [d, i] : llvm::enumerate(index))
      position += i % shape[d] * strides[d];
    return position;
  });
}
