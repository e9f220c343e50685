//===- PoolOps.cpp - Verifiers of PoolOps ---===//
#include "effc/IR/Quantization.h"

using namespace mlir;
using namespace effc;

LogicalResult AveragePool2DOp::verify() { return success(); }
LogicalResult MaxPool2DOp::verify() { return success(); }
LogicalResult MeanOp::verify() { return success(); }
LogicalResult SumOp::verify() { return success(); }
LogicalResult SoftmaxOp::verify() { return success(); }
LogicalResult ArgMaxOp::verify() { return success(); }
