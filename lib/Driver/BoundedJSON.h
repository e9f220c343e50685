//===- BoundedJSON.h - JSON from anywhere -----------------------*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_BOUNDEDJSON_H
#define EFFC_LIB_DRIVER_BOUNDEDJSON_H

#include "llvm/Support/JSON.h"

namespace effc {

/// Parses text of at most `maxBytes`. LLVM's parser calls itself for each level of nesting, so deep
/// text is refused before. A mark of UTF-8 in front is skipped; other encodings are named.
llvm::Expected<llvm::json::Value> parseBoundedJSON(llvm::StringRef text, uint64_t maxBytes);

/// Fails if `object` has a key that is not among `known`: it may be one that is misspelt. `where`
/// says whose keys they are.
llvm::Error checkKeys(const llvm::json::Object &object, llvm::ArrayRef<llvm::StringLiteral> known,
                      const llvm::Twine &where);

} // namespace effc

#endif
