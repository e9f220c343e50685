//===- fuzz-tile-cache.cpp - What tuning found out -------------------------===//
#include "effc/Driver/Tune.h"
#include <cstdlib>

/// What is read is written, and read again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string text(reinterpret_cast<const char *>(data), size);
  std::string printed = effc::TileCache::parse(text).print();
  effc::TileCache again = effc::TileCache::parse(printed);
  if (again.getNumBadLines() != 0 || again.print() != printed)
    std::abort();
  return 0;
}
