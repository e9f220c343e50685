//===- Elementwise.h - Scales of element-wise operators ---------*- C++ -*-===//
#ifndef EFFC_LIB_IMPORT_TFLITE_ELEMENTWISE_H
#define EFFC_LIB_IMPORT_TFLITE_ELEMENTWISE_H

#include "OperatorReader.h"

namespace effc::tflite {

/// True of an ADD or MUL of int16 integers, all without scales: the sum or product wraps. TFLite
/// has no such SUB.
bool isPlainInt16(const OperatorReader &op);

/// True if an int16 ADD or SUB takes the older path that rescales by shifts: the model must ask
/// for it (it is the default of the options) and all three scales be powers of two.
bool usesPowerOfTwoScales(const OperatorReader &op, bool isRequested);

} // namespace effc::tflite

#endif
