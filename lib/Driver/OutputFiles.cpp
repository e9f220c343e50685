//===- OutputFiles.cpp - All of a command's files, or none ----------------===//
#include "effc/Driver/OutputFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

using namespace llvm;
using namespace effc;

#if defined(_WIN32) || defined(__APPLE__)
static constexpr bool kCaseMatters = false;
#else
static constexpr bool kCaseMatters = true;
#endif

/// Devices, pipes and open files under their names in /dev cannot be replaced by a rename.
static bool isSpecial(StringRef path) {
  if (path == "-" || path.starts_with("/dev/") || path.starts_with("/proc/"))
    return true;
  sys::fs::file_status status;
  if (sys::fs::status(path, status))
    return false;
  return status.type() != sys::fs::file_type::regular_file &&
         status.type() != sys::fs::file_type::directory_file;
}

//===----------------------------------------------------------------------===//
// One file under two names
//===----------------------------------------------------------------------===//

/// The file of a path, or what `-` stands for; none if it does not exist.
static std::optional<sys::fs::file_status> getStatus(StringRef path, bool isInput) {
  sys::fs::file_status status;
  if (path == "-" ? sys::fs::status(
                        isInput ? sys::fs::getStdinHandle() : sys::fs::getStdoutHandle(), status)
                  : sys::fs::status(path, status))
    return std::nullopt;
  return sys::fs::exists(status) ? std::optional(status) : std::nullopt;
}

/// A path in its folder's only spelling.
static std::string normalize(StringRef path) {
  SmallString<256> folder;
  StringRef parent = sys::path::parent_path(path);
  if (sys::fs::real_path(parent.empty() ? "." : parent, folder)) {
    folder = path;
    (void)sys::fs::make_absolute(folder);
    sys::path::remove_dots(folder, /*remove_dot_dot=*/true);
    return std::string(folder);
  }
  sys::path::append(folder, sys::path::filename(path));
  return std::string(folder);
}

static bool isSameFile(StringRef a, bool isInput, StringRef b) {
  if (a == "-" && b == "-")
    return !isInput;
  std::optional<sys::fs::file_status> first = getStatus(a, isInput), second = getStatus(b, false);
  if (first && second)
    return first->type() == sys::fs::file_type::regular_file &&
           sys::fs::equivalent(*first, *second);
  if (first || second || a == "-" || b == "-")
    return false;
  std::string left = normalize(a), right = normalize(b);
  return kCaseMatters ? left == right : StringRef(left).equals_insensitive(right);
}

static std::string quote(StringRef path) {
  return path == "-" ? "standard output" : ("'" + path + "'").str();
}

/// Why a file cannot be created, as far as it is known before trying.
static std::error_code checkPlace(StringRef path) {
  if (isSpecial(path))
    return {};
  if (sys::fs::is_directory(path))
    return std::make_error_code(std::errc::is_a_directory);
  if (sys::fs::exists(path) && !sys::fs::can_write(path))
    return std::make_error_code(std::errc::permission_denied);
  StringRef parent = sys::path::parent_path(path);
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(parent.empty() ? "." : parent, status))
    return code;
  if (status.type() != sys::fs::file_type::directory_file)
    return std::make_error_code(std::errc::not_a_directory);
  return {};
}

bool OutputFiles::check(std::string &error) const {
  for (const File *file = files.data(), *end = file + files.size(); file != end; ++file) {
    for (const File &input : inputs)
      if (isSameFile(input.path, /*isInput=*/true, file->path)) {
        error = file->what + " would replace " + input.what + ": " + quote(file->path) +
                (file->path == input.path ? "" : " is " + quote(input.path));
        return false;
      }
    for (const File *other = files.data(); other != file; ++other)
      if (isSameFile(other->path, /*isInput=*/false, file->path)) {
        error = other->what + " and " + file->what + " would both go to " + quote(file->path);
        return false;
      }
    if (std::error_code code = checkPlace(file->path)) {
      error = "cannot write " + quote(file->path) + ": " + code.message();
      return false;
    }
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

static Error makeError(const std::string &path, std::error_code code) {
  return createStringError("cannot write " + quote(path) + ": " + code.message());
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
  return code ? makeError(path, code) : Error::success();
}

static Expected<sys::fs::TempFile> writeTemporary(const std::string &path, StringRef contents) {
  Expected<sys::fs::TempFile> file =
      sys::fs::TempFile::create(path + "-%%%%%%.tmp", sys::fs::all_read | sys::fs::all_write);
  if (!file)
    return makeError(path, errorToErrorCode(file.takeError()));
  raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
  stream << contents;
  stream.flush();
  if (std::error_code code = stream.error()) {
    stream.clear_error();
    consumeError(file->discard());
    return makeError(path, code);
  }
  return file;
}

bool OutputFiles::commit(std::string &error) {
  if (!check(error))
    return false;
  Error result = Error::success();
  std::vector<std::pair<sys::fs::TempFile, std::string>> temporaries;
  for (const File &file : files) {
    if (result || isSpecial(file.path))
      continue;
    if (Expected<sys::fs::TempFile> temporary = writeTemporary(file.path, file.contents))
      temporaries.emplace_back(std::move(*temporary), file.path);
    else
      result = joinErrors(std::move(result), temporary.takeError());
  }
  // What cannot be undone comes after what may fail, and before what hardly fails.
  for (const File &file : files)
    if (!result && isSpecial(file.path))
      result = writeDirectly(file.path, file.contents);
  for (auto &[file, path] : temporaries) {
    Error step = result ? file.discard() : file.keep(path);
    if (step)
      result = joinErrors(std::move(result), makeError(path, errorToErrorCode(std::move(step))));
  }
  if (!result)
    return true;
  error = toString(std::move(result));
  return false;
}
