//===- Tune.h - Choosing register blocks by measuring -----------*- C++ -*-===//
//
// Free of LLVM types.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_DRIVER_TUNE_H
#define EFFC_DRIVER_TUNE_H

#include "effc/Compiler.h"
#include <map>
#include <string>

namespace effc {

/// Blocks that were measured to be best, by machine and kernel. As text: a first line that names
/// the format, then a line for each entry: machine, key, `pixels x channels` (0x0 for what the
/// cost model chooses), microseconds, separated by tabs.
class TileCache {
public:
  struct Entry {
    TileSize tile;
    double microseconds = 0;
  };

  /// True for text that `print` wrote, of this version or another: what may be replaced.
  static bool isTileCache(const std::string &text);
  /// Reads text; lines that make no sense are left out and counted. Text of another format is an
  /// empty cache.
  static TileCache parse(const std::string &text);
  std::string print() const;

  const Entry *find(const std::string &machine, const std::string &key) const;
  void insert(const std::string &machine, const std::string &key, Entry entry);
  unsigned getNumBadLines() const { return badLines; }

private:
  std::map<std::pair<std::string, std::string>, Entry> entries;
  unsigned badLines = 0;
};

struct TuneOptions {
  /// How long to measure kernels that the cache does not have; 0 for not at all.
  double seconds = 20;
  /// Seed of the inputs.
  uint32_t seed = 1;
};

struct TuneResult {
  Status status = Status::Internal;
  std::vector<Diagnostic> diagnostics;
  /// Kernels of different shape: in all, found in the cache, measured, with a better block than
  /// the cost model's.
  unsigned kernels = 0, cached = 0, measured = 0, improved = 0;

  explicit operator bool() const { return status == Status::Ok; }
};

/// Sets `options.tiles` to the blocks that are fastest on this machine. Kernels that are not in
/// `cache` are compiled with each candidate in turn and measured as parts of the model; those for
/// which all candidates could be measured are added. The target must be one that this machine
/// runs.
TuneResult tune(std::string_view model, CompileOptions &options, const TuneOptions &tuneOptions,
                TileCache &cache);

} // namespace effc

#endif
