//===- ConvolutionOps.cpp - Verifiers of ConvolutionOps ---===//
#include "effc/IR/Quantization.h"

using namespace mlir;
using namespace effc;

LogicalResult Conv2DOp::verify() { return success(); }
LogicalResult DepthwiseConv2DOp::verify() { return success(); }
LogicalResult TransposeConv2DOp::verify() { return success(); }
LogicalResult FullyConnectedOp::verify() { return success(); }
