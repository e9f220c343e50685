//===- VendorOperators.h - Custom operators of other tools ------*- C++ -*-===//
#ifndef EFFC_LIB_IMPORT_TFLITE_VENDOROPERATORS_H
#define EFFC_LIB_IMPORT_TFLITE_VENDOROPERATORS_H

#include "llvm/ADT/StringRef.h"

namespace effc::tflite {

/// What a custom operator is, if it is one that another compiler or converter leaves in models, and
/// what to do about it. Null for names that nobody is known to use.
const char *getVendorRemedy(llvm::StringRef customName);

} // namespace effc::tflite

#endif
