//===- InputFiles.cpp - Reading files that may be anything ----------------===//
#include "effc/Driver/InputFiles.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"

using namespace llvm;
using namespace effc;

/// Reads until the end, but not beyond the limit.
static std::unique_ptr<MemoryBuffer> readStream(sys::fs::file_t file, const std::string &path,
                                                uint64_t limit, std::string &error) {
  constexpr size_t kChunk = 1 << 16;
  SmallString<0> bytes;
  while (bytes.size() <= limit) {
    size_t size = bytes.size();
    bytes.resize_for_overwrite(size + kChunk);
    Expected<size_t> count =
        sys::fs::readNativeFile(file, MutableArrayRef(bytes.data() + size, kChunk));
    if (!count) {
      error = "cannot read '" + path + "': " + toString(count.takeError());
      return nullptr;
    }
    bytes.truncate(size + *count);
    if (*count == 0)
      return MemoryBuffer::getMemBufferCopy(bytes, path);
  }
  error = "found more than " + std::to_string(limit) + " bytes in '" + path +
          "', expected at most " + "that from a pipe";
  return nullptr;
}

static std::unique_ptr<MemoryBuffer> readOpenFile(sys::fs::file_t file, const std::string &path,
                                                  uint64_t limit, std::string &error) {
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(file, status)) {
    error = "cannot read '" + path + "': " + code.message();
    return nullptr;
  }
  switch (status.type()) {
  case sys::fs::file_type::regular_file: {
    if (status.getSize() > limit) {
      error = "found " + std::to_string(status.getSize()) + " bytes in '" + path +
              "', expected at most " + std::to_string(limit);
      return nullptr;
    }
    auto buffer = MemoryBuffer::getOpenFile(file, path, status.getSize(),
                                            /*RequiresNullTerminator=*/false);
    if (buffer)
      return std::move(*buffer);
    error = "cannot read '" + path + "': " + buffer.getError().message();
    return nullptr;
  }
  case sys::fs::file_type::fifo_file:
  case sys::fs::file_type::socket_file:
    return readStream(file, path, std::min(limit, kMaxPipeBytes), error);
  case sys::fs::file_type::directory_file:
    error = "cannot read '" + path + "': it is a folder";
    return nullptr;
  default:
    // Terminals end, /dev/null is empty; others may go on for ever.
    if (path == "/dev/null" || sys::Process::FileDescriptorIsDisplayed(file))
      return readStream(file, path, std::min(limit, kMaxPipeBytes), error);
    error = "cannot read '" + path + "': it is a device, expected a file";
    return nullptr;
  }
}

std::unique_ptr<MemoryBuffer> effc::readInputFile(const std::string &path, uint64_t limit,
                                                  std::string &error) {
  if (path == "-")
    return readOpenFile(sys::fs::getStdinHandle(), "<stdin>", limit, error);
  Expected<sys::fs::file_t> file = sys::fs::openNativeFileForRead(path);
  if (!file) {
    error = "cannot read '" + path + "': " + toString(file.takeError());
    return nullptr;
  }
  scope_exit close([&] { sys::fs::closeFile(*file); });
  return readOpenFile(*file, path, limit, error);
}
