//===- InputFiles.h - Reading files that may be anything --------*- C++ -*-===//
#ifndef EFFC_DRIVER_INPUTFILES_H
#define EFFC_DRIVER_INPUTFILES_H

#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>

namespace effc {

/// The most bytes that are read from a pipe, whose length nobody knows in advance.
inline constexpr uint64_t kMaxPipeBytes = uint64_t(512) << 20;

/// The contents of a file, or of standard input for `-`: at most `limit` bytes, else it is refused.
/// Large files are mapped, not read. Folders and devices are refused, so that nothing is read
/// without end. Null, with a message that names the file in `error`, if that fails.
std::unique_ptr<llvm::MemoryBuffer> readInputFile(const std::string &path, uint64_t limit,
                                                  std::string &error);

} // namespace effc

#endif
