//===- ConvolutionOps.cpp - Verifiers of ConvolutionOps -------------------===//
#include "Checks.h"

using namespace mlir;
using namespace effc;

/// The element types that all ops here have in common; `axis` is the filter's dimension of
/// output channels.
template <typename Op> static LogicalResult verifyElements(Op op, int64_t axis) {
  Type input = getElement(op.getInput()), filter = getElement(op.getFilter());
  Type output = getElement(op.getOutput());
  Type bias = op.getBias() ? getElement(op.getBias()) : Type();
  if (input.isF32() && filter.isF32() && output.isF32() && (!bias || bias.isF32()))
    return success();

  bool isWide = getStorageBytes(input) == 2;
  unsigned biasBits = bias ? getStorageType(bias).getIntOrFloatBitWidth() : 0;
  bool isBias =
      !bias || (getStorageType(bias).isInteger() && (biasBits == 32 || (isWide && biasBits == 64)));
  bool isFilter = isQuantized(filter) && getStorageBytes(filter) == 1 &&
                  isUnsignedStorage(filter) == isUnsignedStorage(input);
  if (!isActivation(input) || !isActivation(output) || !isSameStorage(input, output) || !isFilter ||
      !isBias)
    return emitElementError(op, "f32 throughout, or 8-bit quantized with i32 bias, or i16 with "
                                "8-bit filter and i32 or i64 bias");
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(filter);
  if (perAxis && perAxis.getQuantizedDimension() != axis)
    return op.emitOpError("found a filter quantized along dimension ")
           << perAxis.getQuantizedDimension() << ", expected " << axis;
  return success();
}

template <typename Op> static LogicalResult verifyBias(Op op, int64_t outputs) {
  return op.getBias() ? checkShape(op, "bias", op.getBias(), {outputs}) : success();
}

template <typename Op> static LogicalResult verifyWindow(Op op) {
  if (failed(checkArray(op, "strides", op.getStrides(), 2, 1)) ||
      failed(checkArray(op, "dilations", op.getDilations(), 2, 1)))
    return failure();
  return checkArray(op, "paddings", op.getPadding(), 4, 0);
}

template <typename Op> static LogicalResult verifyOutputShape(Op op, int64_t outputs) {
  Shape input = getShape(op.getInput()), filter = getShape(op.getFilter());
  SmallVector<int64_t> expected = {input[0], 0, 0, outputs};
  for (unsigned d = 0; d < 2; ++d) {
    int64_t extent = op.getDilations()[d] * (filter[d + 1] - 1) + 1;
    int64_t padded = input[d + 1] + op.getPadding()[2 * d] + op.getPadding()[2 * d + 1];
    expected[d + 1] = countPositions(padded, extent, op.getStrides()[d]);
  }
  return checkShape(op, "result", op.getOutput(), expected);
}

LogicalResult Conv2DOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  if (failed(verifyWindow(*this)))
    return failure();
  // C2
  int64_t channels = getShape(getInput())[3], inputs = getShape(getFilter())[3];
  int64_t outputs = getShape(getFilter())[0];
  if (channels % inputs != 0)
    return emitOpError("found ") << channels
                                 << " input channels, expected a multiple of the filter's "
                                 << inputs;
  if (outputs % (channels / inputs) != 0)
    return emitOpError("found ") << outputs << " filters, expected a multiple of the "
                                 << channels / inputs << " groups";
  // C3
  if (failed(verifyOutputShape(*this, outputs)))
    return failure();
  // C4
  if (failed(verifyBias(*this, outputs)))
    return failure();
  // C5
  return verifyElements(*this, 0);
}

LogicalResult DepthwiseConv2DOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  if (failed(verifyWindow(*this)))
    return failure();
  // C2
  int64_t channels = getShape(getInput())[3], outputs = getShape(getFilter())[3];
  if (getShape(getFilter())[0] != 1)
    return emitOpError("found ") << getShape(getFilter())[0]
                                 << " as the filter's first dimension, expected 1";
  if (outputs % channels != 0)
    return emitOpError("found ") << outputs
                                 << " filter channels, expected a multiple of the input's "
                                 << channels;
  // C3
  if (failed(verifyOutputShape(*this, outputs)))
    return failure();
  // C4
  if (failed(verifyBias(*this, outputs)))
    return failure();
  // C5
  return verifyElements(*this, 3);
}

LogicalResult TransposeConv2DOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  if (failed(checkArray(*this, "strides", getStrides(), 2, 1)) ||
      failed(checkArray(*this, "paddings", getPadding(), 2, 0)))
    return failure();
  // C2
  Shape input = getShape(getInput()), filter = getShape(getFilter());
  Shape output = getShape(getOutput());
  if (filter[3] != input[3])
    return emitOpError("found ") << filter[3] << " filter channels, expected the input's "
                                 << input[3];
  if (failed(checkShape(*this, "result", getOutput(), {input[0], output[1], output[2], filter[0]})))
    return failure();
  // C3
  if (failed(verifyBias(*this, filter[0])))
    return failure();
  // C4
  return verifyElements(*this, 0);
}

LogicalResult FullyConnectedOp::verify() {
  if (failed(checkTensors(*this)))
    return failure();
  // C1
  Shape filter = getShape(getFilter());
  if (filter.size() != 2)
    return emitOpError("found a filter of rank ") << filter.size() << ", expected 2";
  int64_t elements = getTensorType(getInput()).getNumElements();
  if (elements % filter[1] != 0)
    return emitOpError("found ") << elements
                                 << " input elements, expected a multiple of the filter's "
                                 << filter[1];
  // C2
  Shape output = getShape(getOutput());
  if (output.empty() || output.back() != filter[0])
    return emitOpError("found a result of type ")
           << getOutput().getType() << ", expected " << filter[0] << " as the last dimension";
  int64_t results = getTensorType(getOutput()).getNumElements();
  if (results != elements / filter[1] * filter[0])
    return emitOpError("found ") << results << " result elements, expected "
                                 << elements / filter[1] * filter[0];
  // C3
  if (failed(verifyBias(*this, filter[0])))
    return failure();
  // C4
  return verifyElements(*this, 0);
}
