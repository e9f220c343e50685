//===- PoolOps.cpp - Verifiers of PoolOps ---------------------------------===//
#include "Checks.h"

using namespace mlir;
using namespace effc;

LogicalResult AveragePool2DOp::verify() {
  return verifyRule(*this, [&] {
    return checkAveragePool2D(getTensorType(getInput()), getTensorType(getOutput()),
                              {getWindow(), getStrides(), getPadding()}, getActivation());
  });
}

LogicalResult MaxPool2DOp::verify() {
  return verifyRule(*this, [&] {
    return checkMaxPool2D(getTensorType(getInput()), getTensorType(getOutput()),
                          {getWindow(), getStrides(), getPadding()}, getActivation());
  });
}

template <typename Op> static LogicalResult verifyReduction(Op op) {
  return verifyRule(op, [&] {
    return checkReduction(getTensorType(op.getInput()), getTensorType(op.getOutput()), op.getAxes(),
                          op.getKeepDims());
  });
}

LogicalResult MeanOp::verify() { return verifyReduction(*this); }
LogicalResult SumOp::verify() { return verifyReduction(*this); }

LogicalResult SoftmaxOp::verify() {
  return verifyRule(*this, [&] {
    return checkSoftmax(getTensorType(getInput()), getTensorType(getOutput()),
                        getBeta().convertToFloat());
  });
}

LogicalResult ArgMaxOp::verify() {
  return verifyRule(*this, [&] {
    return checkArgMax(getTensorType(getInput()), getTensorType(getOutput()),
                       static_cast<int64_t>(getAxis()));
  });
}
