//===- ByteCount.h - Sizes as people write them -----------------*- C++ -*-===//
#ifndef EFFC_DRIVER_BYTECOUNT_H
#define EFFC_DRIVER_BYTECOUNT_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace effc {

/// `65536`, `64K`, `64KB`, `64KiB`, `1M`, `1MB` or `1MiB`, in any case: K is 1024 bytes, M 1024 K.
/// Nothing for other text, and for more than 64 bits hold.
std::optional<uint64_t> parseByteCount(std::string_view text);

} // namespace effc

#endif
