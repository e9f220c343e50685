//===- OutputFiles.cpp - All of a command's files, or none ----------------===//
#include "effc/Driver/OutputFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace effc;

/// Devices and pipes cannot be replaced by a rename.
static bool isSpecial(const std::string &path) {
  sys::fs::file_status status;
  if (sys::fs::status(path, status))
    return false;
  return status.type() != sys::fs::file_type::regular_file &&
         status.type() != sys::fs::file_type::directory_file;
}

static Error writeDirectly(const std::string &path, StringRef contents) {
  std::error_code code;
  raw_fd_ostream stream(path, code, sys::fs::OF_None);
  if (!code) {
    stream << contents;
    stream.flush();
    code = stream.error();
    stream.clear_error();
  }
  return code ? createFileError(path, code) : Error::success();
}

static Expected<sys::fs::TempFile> writeTemporary(const std::string &path, StringRef contents) {
  if (sys::fs::is_directory(path))
    return createFileError(path, std::make_error_code(std::errc::is_a_directory));
  Expected<sys::fs::TempFile> file =
      sys::fs::TempFile::create(path + "-%%%%%%.tmp", sys::fs::all_read | sys::fs::all_write);
  if (!file)
    return createFileError(path, file.takeError());
  raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
  stream << contents;
  stream.flush();
  if (std::error_code code = stream.error()) {
    stream.clear_error();
    consumeError(file->discard());
    return createFileError(path, code);
  }
  return file;
}

bool OutputFiles::commit(std::string &error) {
  Error result = Error::success();
  std::vector<std::pair<sys::fs::TempFile, std::string>> temporaries;
  for (const auto &[path, contents] : files) {
    if (path == "-" || isSpecial(path))
      continue;
    Expected<sys::fs::TempFile> file = writeTemporary(path, contents);
    if (!file) {
      result = joinErrors(std::move(result), file.takeError());
      break;
    }
    temporaries.emplace_back(std::move(*file), path);
  }
  bool failed = bool(result);
  for (auto &[file, path] : temporaries) {
    Error step = failed ? file.discard() : file.keep(path);
    if (step)
      result = joinErrors(std::move(result), createFileError(path, std::move(step)));
  }
  if (!result)
    for (const auto &[path, contents] : files)
      if (path == "-" || isSpecial(path))
        if (Error step = writeDirectly(path, contents))
          result = joinErrors(std::move(result), std::move(step));
  if (!result)
    return true;
  error = toString(std::move(result));
  return false;
}
