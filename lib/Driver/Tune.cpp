//===- Tune.cpp - Choosing register blocks by measuring -------------------===//
//
// Problem: the cost model of KernelTiles.cpp knows registers and loads, not caches, the
// decoder or what LLVM makes of a block. Measuring knows, but a kernel alone in a loop has
// its data in the first cache, which it has not in the model.
//
// Idea: the whole model is compiled with the same candidate for all kernels, run with
// profile hooks, and each kernel's time is read off; so a handful of compilations measures
// every kernel with every candidate, in its place. Kernels of one shape share a result.
// A candidate must be faster than the cost model's choice by 3 % to be taken, which keeps
// noise from deciding.
//
// Results are the same with any block, and they are found again in the cache, so tuning
// changes how long a model takes and nothing else.
//
//===----------------------------------------------------------------------===//
#include "effc/Driver/Tune.h"
#include "effc/Codegen/Tiles.h"
#include "effc/Driver/Run.h"
#include "effc/Target/TargetInfo.h"
#include "llvm/TargetParser/Host.h"
#include <chrono>

using namespace llvm;
using namespace effc;

static constexpr double kWorthwhile = 0.97;

namespace {
using Clock = std::chrono::steady_clock;

class Tuner {
public:
  Tuner(std::string_view model, CompileOptions &options, const TuneOptions &tuneOptions,
        TileCache &cache, TuneResult &result)
      : model(model), options(options), tuneOptions(tuneOptions), cache(cache), result(result) {}

  void run();

private:
  /// Microseconds by key.
  using Times = std::map<std::string, double>;

  bool checkTarget();
  bool measure(const std::map<std::string, TileSize> &tiles, Times &times);
  void compareCandidates(const Times &base);

  std::string_view model;
  CompileOptions &options;
  const TuneOptions &tuneOptions;
  TileCache &cache;
  TuneResult &result;
  Machine machine;
  std::string machineName;
  std::map<std::string, TileSize> known;
  unsigned runs = 3;
};
} // namespace

bool Tuner::checkTarget() {
  Expected<Machine> resolved = resolveTarget(options.target);
  if (!resolved) {
    consumeError(resolved.takeError());
    return true; // the compiler reports it
  }
  machine = std::move(*resolved);
  machineName = (sys::getHostCPUName() + " " + Twine(machine.vectorBits) + " " +
                 stringifyDot(machine.dot) + " effc-" + getVersion())
                    .str();
  Error error = checkRunsHere(machine);
  if (!error)
    return true;
  consumeError(std::move(error));
  Diagnostic diagnostic;
  diagnostic.location = options.fileName;
  diagnostic.message = "found target '" + machine.name + "', which this machine cannot run";
  diagnostic.notes.push_back(
      "tuning measures on this machine: leave out --tune, or use --target=native");
  result.diagnostics.push_back(std::move(diagnostic));
  result.status = Status::Usage;
  return false;
}

/// Runs the model with these blocks.
bool Tuner::measure(const std::map<std::string, TileSize> &tiles, Times &times) {
  RunOptions runOptions;
  runOptions.compile = options;
  runOptions.compile.tiles = tiles;
  runOptions.compile.progress = nullptr;
  runOptions.seed = tuneOptions.seed;
  runOptions.runs = runs;
  runOptions.profile = true;
  runOptions.measurePeaks = false;
  RunResult run = effc::run(model, runOptions);
  result.status = run.compilation.status;
  if (!run.compilation) {
    result.diagnostics = run.compilation.diagnostics;
    return false;
  }
  for (auto [call, time] : zip(run.compilation.calls, run.callMicroseconds))
    if (!call.tileKey.empty())
      times[call.tileKey] += time;
  return true;
}

/// Measures all kernels that are not known yet, as long as there is time.
void Tuner::compareCandidates(const Times &base) {
  auto end = Clock::now() + std::chrono::duration<double>(tuneOptions.seconds);
  std::map<std::string, TileCache::Entry> best;
  for (const auto &[key, time] : base)
    if (!known.count(key))
      best[key].microseconds = time * kWorthwhile;
  bool complete = true;
  for (auto [pixels, channels] : getTileCandidates(machine.vectorBits, machine.vectorRegisters)) {
    if (Clock::now() >= end) {
      complete = false;
      break;
    }
    std::map<std::string, TileSize> tiles = known;
    TileSize candidate{unsigned(pixels), unsigned(channels)};
    for (const auto &[key, entry] : best)
      tiles[key] = candidate;
    Times times;
    if (!measure(tiles, times))
      return;
    for (auto &[key, entry] : best)
      if (auto found = times.find(key); found != times.end() && found->second < entry.microseconds)
        entry = {candidate, found->second};
  }
  for (auto &[key, entry] : best) {
    ++result.measured;
    result.improved += entry.tile.pixels != 0;
    if (entry.tile.pixels == 0)
      entry.microseconds /= kWorthwhile;
    else
      known[key] = entry.tile;
    if (complete)
      cache.insert(machineName, key, entry);
  }
}

void Tuner::run() {
  if (!checkTarget())
    return;
  Times base;
  if (!measure({}, base))
    return;
  result.kernels = base.size();
  for (const auto &[key, time] : base)
    if (const TileCache::Entry *entry = cache.find(machineName, key)) {
      ++result.cached;
      known[key] = entry->tile;
    }
  if (result.cached < result.kernels && tuneOptions.seconds > 0) {
    // A fifth of the time for running, at least: the rest is compiling.
    double total = 1;
    for (const auto &[key, time] : base)
      total += time;
    runs = unsigned(std::clamp(tuneOptions.seconds * 1e6 / 100 / total, 5.0, 500.0));
    base.clear();
    if (!measure(known, base))
      return;
    compareCandidates(base);
  }
  if (result.status != Status::Ok)
    return;
  for (const auto &[key, tile] : known)
    if (tile.pixels != 0)
      options.tiles[key] = tile;
}

TuneResult effc::tune(std::string_view model, CompileOptions &options,
                      const TuneOptions &tuneOptions, TileCache &cache) {
  TuneResult result;
  Tuner(model, options, tuneOptions, cache, result).run();
  return result;
}
