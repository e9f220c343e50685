//===- ConvolutionOps.cpp - Verifiers of ConvolutionOps -------------------===//
#include "Checks.h"

using namespace mlir;
using namespace effc;

template <typename Op> static ConvolutionTypes getTypes(Op op) {
  return {getTensorType(op.getInput()), getTensorType(op.getFilter()),
          op.getBias() ? getTensorType(op.getBias()) : RankedTensorType(),
          getTensorType(op.getOutput())};
}

LogicalResult Conv2DOp::verify() {
  return verifyRule(*this, [&] {
    return checkConv2D(getTypes(*this), {getStrides(), getDilations(), getPadding()},
                       getActivation());
  });
}

LogicalResult DepthwiseConv2DOp::verify() {
  return verifyRule(*this, [&] {
    return checkDepthwiseConv2D(getTypes(*this), {getStrides(), getDilations(), getPadding()},
                                getActivation());
  });
}

LogicalResult TransposeConv2DOp::verify() {
  return verifyRule(*this, [&] {
    return checkTransposeConv2D(getTypes(*this), getStrides(), getPadding(), getActivation());
  });
}

LogicalResult FullyConnectedOp::verify() {
  return verifyRule(*this, [&] { return checkFullyConnected(getTypes(*this), getActivation()); });
}
