//===- QuantizeOps.cpp - Verifiers of QuantizeOps ---===//
#include "effc/IR/Quantization.h"

using namespace mlir;
using namespace effc;

LogicalResult QuantizeOp::verify() { return success(); }
LogicalResult RequantizeOp::verify() { return success(); }
LogicalResult DequantizeOp::verify() { return success(); }
LogicalResult CastOp::verify() { return success(); }
