//===- fuzz-memory-map.cpp - Memory maps of boards -------------------------===//
#include "MemoryMap.h"
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto map = effc::MemoryMap::parse(llvm::StringRef(reinterpret_cast<const char *>(data), size));
  if (!map)
    return llvm::toString(map.takeError()).empty() ? -1 : 0;
  for (const effc::MemoryRegion &region : map->getRegions())
    if (region.name.empty() || !(region.speed > 0))
      std::abort();
  llvm::consumeError(map->addCode(1000, UINT64_MAX));
  return 0;
}
