//===- QuantizeOps.cpp - Verifiers of QuantizeOps -------------------------===//
#include "Checks.h"

using namespace mlir;
using namespace effc;

LogicalResult QuantizeOp::verify() { return verifyUnary(*this, checkQuantize); }
LogicalResult RequantizeOp::verify() { return verifyUnary(*this, checkRequantize); }
LogicalResult DequantizeOp::verify() { return verifyUnary(*this, checkDequantize); }
LogicalResult CastOp::verify() { return verifyUnary(*this, checkCast); }
