//===- OutputFiles.h - All of a command's files, or none --------*- C++ -*-===//
#ifndef EFFC_DRIVER_OUTPUTFILES_H
#define EFFC_DRIVER_OUTPUTFILES_H

#include <string>
#include <utility>
#include <vector>

namespace effc {

/// Collects files and then writes them: each to a temporary beside its place first, and renames
/// only when all are complete. The path `-` is standard output.
class OutputFiles {
public:
  void add(std::string path, std::string contents) {
    files.emplace_back(std::move(path), std::move(contents));
  }

  /// False, with a message in `error`, if a file could not be written; nothing is left then.
  bool commit(std::string &error);

private:
  std::vector<std::pair<std::string, std::string>> files;
};

} // namespace effc

#endif
