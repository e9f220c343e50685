//===- Batches.h - Long runs that survive crashes -----------------*- C++ -*-===//
#ifndef EFFC_TEST_GENERATE_BATCHES_H
#define EFFC_TEST_GENERATE_BATCHES_H

#include "Nets.h"
#include <array>
#include <map>

namespace effc::generate {

/// What became of the cases of a run.
struct Counts {
  uint64_t cases = 0, compiled = 0, refused = 0, striped = 0, bugs = 0, empty = 0;
};

struct Run {
  uint64_t seed = 1, start = 0, count = 100;
  unsigned jobs = 1;
  /// Where models that show a bug are written to; empty for nowhere.
  std::string keep;
  /// Also reduces them.
  bool reduces = false;
  bool isVerbose = false;
  /// Leaves the compiler out.
  bool onlyEvaluates = false;
};

struct Summary {
  Counts all;
  /// By signature; of a graph each operator's counts.
  std::map<std::string, Counts> bySignature;
  /// What the operator table allows and no case had that was accepted.
  std::vector<std::string> missing;
};

/// Compares `run.count` cases of a net in child processes. Failures are printed as they come.
Summary runBatches(const Net &net, const Run &run);

/// Calls `body` in a process of its own; its result, or a text that says how the process ended.
std::optional<int> callGuarded(const std::function<int()> &body, std::string &end);

} // namespace effc::generate

#endif
