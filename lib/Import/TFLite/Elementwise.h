//===- Elementwise.h - Scales of element-wise operators ---------*- C++ -*-===//
#ifndef EFFC_LIB_IMPORT_TFLITE_ELEMENTWISE_H
#define EFFC_LIB_IMPORT_TFLITE_ELEMENTWISE_H

#include "OperatorReader.h"

namespace effc::tflite {

/// The exponent of a scale that TFLite takes as a power of two: its logarithm is within 1/1000 of
/// an integer.
std::optional<int> getPowerOfTwo(float scale);

/// True of an ADD or MUL of int16 integers, all without scales: the sum or product wraps. TFLite
/// has no such SUB.
bool isPlainInt16(const OperatorReader &op);

/// True if an int16 ADD or SUB takes the older path that rescales by shifts: the model must ask
/// for it (it is the default of the options) and all three scales be powers of two.
bool usesPowerOfTwoScales(const OperatorReader &op, bool isRequested);

} // namespace effc::tflite

#endif
