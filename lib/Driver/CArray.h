//===- CArray.h - Models as C source text -----------------------*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_CARRAY_H
#define EFFC_LIB_DRIVER_CARRAY_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace effc {

/// True for text that has an array with initial values, as `xxd -i` and scripts of TensorFlow Lite
/// for Microcontrollers write it.
bool isCArray(llvm::StringRef text);

/// The bytes of the first array in C or C++ text that is a .tflite model; none if there is none, or
/// if its list does not end. The text is not trusted, and read once.
std::optional<std::string> readCArray(llvm::StringRef text);

} // namespace effc

#endif
