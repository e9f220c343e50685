//===- MutantRun.h - Compiles a mutant and runs it ----------------*- C++ -*-===//
#ifndef EFFC_TEST_FUZZ_MUTANTRUN_H
#define EFFC_TEST_FUZZ_MUTANTRUN_H

#include "effc/Compiler.h"
#include <string>

/// What a mutant turned out to be. The first ones are as it should be, the others bugs of effc.
enum class Verdict {
  Sound,
  Equal, // sound, and its integers are those of the reference evaluator
  BadModel,
  Unsupported,
  TooLarge,
  Silent, // refused without a message
  InternalError,
  BadSymbol,   // the object needs something that objects must not need
  NotRunnable, // the object does not load, or the model returns an error
  Unstable,    // two runs in other rubbish differ
  Wrong,       // integers differ from the evaluator's
};

/// Compiles a model for the host; if that works, checks the object's symbols, runs it in memory
/// that ends at inaccessible pages, and compares with the reference evaluator.
Verdict compileAndRun(const std::string &model, const effc::CompileOptions &options);

#endif
