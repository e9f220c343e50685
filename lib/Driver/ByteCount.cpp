//===- ByteCount.cpp - Sizes as people write them -------------------------===//
#include "effc/Driver/ByteCount.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

std::optional<uint64_t> effc::parseByteCount(std::string_view text) {
  StringRef rest = text;
  if (rest.consume_back_insensitive("iB") || rest.consume_back_insensitive("B"))
    if (rest.empty() || isDigit(rest.back()))
      return std::nullopt;
  uint64_t unit = rest.consume_back_insensitive("K")   ? 1024
                  : rest.consume_back_insensitive("M") ? 1024 * 1024
                                                       : 1;
  uint64_t value;
  if (rest.getAsInteger(10, value) || value > UINT64_MAX / unit)
    return std::nullopt;
  return value * unit;
}
