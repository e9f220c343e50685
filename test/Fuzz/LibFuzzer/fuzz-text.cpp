//===- fuzz-text.cpp - What is no model, C arrays, and names ---------------===//
#include "CArray.h"
#include "ForeignFormat.h"
#include "effc/Driver/Escape.h"
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  if (auto format = effc::recognizeForeignFormat(text); format && format->remedy.empty())
    std::abort();
  if (effc::isCArray(text))
    if (auto model = effc::readCArray(text); model && model->size() < 8)
      std::abort();
  // What is escaped needs no escapes.
  std::string escaped = effc::escapeForTerminal(std::string_view(text.data(), text.size()));
  if (effc::escapeForTerminal(escaped) != escaped)
    std::abort();
  return 0;
}
