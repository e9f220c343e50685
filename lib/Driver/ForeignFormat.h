//===- ForeignFormat.h - Files that are no TFLite models --------*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_FOREIGNFORMAT_H
#define EFFC_LIB_DRIVER_FOREIGNFORMAT_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace effc {

struct ForeignFormat {
  /// What the file is, for "found ..., expected a .tflite model".
  llvm::StringRef what;
  /// What to do about it.
  llvm::StringRef remedy;
};

/// What bytes that are no .tflite model seem to be, judged by their first ones; none if they are a
/// model, or unknown.
std::optional<ForeignFormat> recognizeForeignFormat(llvm::StringRef bytes);

} // namespace effc

#endif
