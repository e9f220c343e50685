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
  /// A file that the command reads and that no output may replace. `what` names it in messages.
  void addInput(std::string what, std::string path) {
    inputs.push_back({std::move(what), std::move(path), ""});
  }
  void add(std::string what, std::string path, std::string contents) {
    files.push_back({std::move(what), std::move(path), std::move(contents)});
  }

  /// False, with a message in `error`, if two files are the same by whatever names, or one could
  /// not be written. Nothing is written.
  bool check(std::string &error) const;
  /// False, with a message in `error`, if `check` is, or if a file could not be written; nothing is
  /// left then.
  bool commit(std::string &error);

private:
  struct File {
    std::string what, path, contents;
  };
  std::vector<File> inputs, files;
};

} // namespace effc

#endif
