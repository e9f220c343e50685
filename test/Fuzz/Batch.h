//===- Batch.h - Many mutants in one process ---------------------*- C++ -*-===//
#ifndef EFFC_TEST_FUZZ_BATCH_H
#define EFFC_TEST_FUZZ_BATCH_H

#include "MutantRun.h"
#include <functional>
#include <string>

struct Outcome {
  enum Kind { Fine, Crash, Hang, WrongResult } kind = Fine;
  std::string text;
};

/// Tries the mutants from `start` on, `count` of them, in processes with limits on memory and on
/// the time of each mutant. A process goes on from mutant to mutant, and tells its parent through
/// shared memory how far it came: after a crash the culprit is tried once more by itself, and
/// the next process goes on behind it. `report` gets each mutant's outcome, in order.
void runBatches(unsigned start, unsigned count,
                const std::function<Verdict(unsigned number)> &tryMutant,
                const std::function<void(unsigned number, const Outcome &)> &report);

#endif
