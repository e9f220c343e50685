//===- Compare.h - Compiled code beside the evaluator -------------*- C++ -*-===//
#ifndef EFFC_TEST_GENERATE_COMPARE_H
#define EFFC_TEST_GENERATE_COMPARE_H

#include "Random.h"
#include "effc/Compiler.h"
#include <memory>
#include <string>
#include <vector>

namespace effc::generate {

/// A model, what it is run on, and how it is compiled.
struct Case {
  std::string model;
  /// Bytes of each input.
  std::vector<std::string> inputs;
  CompileOptions options;
  /// How ops are computed in stripes: not at all, a chain of ops at random, or by a limit below
  /// the arena's size.
  enum class Stripes { None, Chain, Limit } stripes = Stripes::None;
  uint64_t stripeSeed = 0;
};

/// What a case turned out to be. The first two are as they should be, the others bugs of effc.
enum class Verdict {
  Equal,
  Refused,
  Mismatch,      ///< results differ from the evaluator's
  Unstable,      ///< results of two runs in other rubbish differ
  Stray,         ///< something outside of the arena and the outputs was written
  InternalError, ///< a failure that is no message about the model
  Silent,        ///< refused without a message
  CheckDiffers,  ///< `check` and `compile` disagree
  NotEvaluated,  ///< accepted, but the evaluator refuses it
  NotRunnable,   ///< the object does not load, or the model returns an error
};
inline bool isBug(Verdict verdict) { return verdict > Verdict::Refused; }
const char *getName(Verdict verdict);

struct Outcome {
  Verdict verdict = Verdict::Equal;
  bool isStriped = false;
  std::string message;
};

/// Results of the reference evaluator on a model as it is imported, without any pass.
class Evaluator {
public:
  Evaluator();
  ~Evaluator();
  enum class Result { Ok, Refused, Failed };
  Result evaluate(const std::string &model, const std::vector<std::string> &inputs,
                  std::vector<std::string> &outputs);

private:
  void renewContext();
  struct Implementation;
  std::unique_ptr<Implementation> implementation;
};

/// Only evaluates: `Equal` is what the importer accepts.
Outcome evaluateOnly(const Case &testCase, Evaluator &evaluator);

/// Compiles for this machine, runs, and compares.
Outcome compare(const Case &testCase, Evaluator &evaluator);

} // namespace effc::generate

#endif
