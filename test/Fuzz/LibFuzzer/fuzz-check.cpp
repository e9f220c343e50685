//===- fuzz-check.cpp - The verifier of models -----------------------------===//
#include "Context.h"
#include "effc/Import/TFLite.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  effc::checkTFLite(llvm::MemoryBufferRef(bytes, "m"), &getQuietContext());
  return 0;
}
