//===- fuzz-import.cpp - Models to IR that verifies ------------------------===//
#include "Context.h"
#include "effc/Import/TFLite.h"

using namespace effc;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  ImportStatus status;
  auto module = importTFLite(llvm::MemoryBufferRef(bytes, "m"), &getQuietContext(), &status);
  if (status == ImportStatus::Internal || bool(module) != (status == ImportStatus::Ok))
    std::abort();
  return 0;
}
