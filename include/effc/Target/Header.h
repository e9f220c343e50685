//===- Header.h - The C header beside an object -----------------*- C++ -*-===//
#ifndef EFFC_TARGET_HEADER_H
#define EFFC_TARGET_HEADER_H

#include "effc/Target/ModelInfo.h"
#include <string>

namespace effc {

/// A C99 header, also C++, that declares what the object of `model` defines.
std::string writeHeader(const ModelInfo &model);

/// Whether `<name>_invoke` takes arrays of pointers: with a parameter for each tensor it had more than
/// the 127 that C99 (5.2.4.1) promises.
bool takesArrays(const ModelInfo &model);

/// Bytes of an element, and its name in C.
unsigned getElementBytes(ElementType type);
const char *getElementCType(ElementType type);
/// Its name in effc's output: `int8`, `float32`.
const char *getElementName(ElementType type);

} // namespace effc

#endif
