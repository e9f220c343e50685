//===- Run.h - Running models on the host -----------------------*- C++ -*-===//
//
// Free of LLVM types.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_DRIVER_RUN_H
#define EFFC_DRIVER_RUN_H

#include "effc/Compiler.h"
#include <memory>

struct effc_model;

namespace effc {

/// A compiled model, loaded into this process with an arena of its own.
class LoadedModel {
public:
  /// Loads an object made for the host. Null, with a message in `error`, if that fails.
  static std::unique_ptr<LoadedModel> load(const std::string &object, const ModelInfo &model,
                                           std::string &error);
  /// The same for an object with profile hooks. After each call of the model, `times` holds how
  /// long each kernel call took, in microseconds.
  static std::unique_ptr<LoadedModel> load(const std::string &object, const ModelInfo &model,
                                           std::vector<double> &times, std::string &error);
  ~LoadedModel();

  /// The model's own description of itself, and its functions.
  const effc_model &getDescriptor() const;

  /// Calls the model once; state stays in the arena. The status is that of `<name>_invoke`.
  int32_t invoke(const void *const *inputs, void *const *outputs);
  void reset();

private:
  LoadedModel();
  static std::unique_ptr<LoadedModel> load(const std::string &object, const ModelInfo &model,
                                           std::vector<double> *times, std::string &error);
  struct Implementation;
  std::unique_ptr<Implementation> implementation;
};

/// Multiply-accumulates that one core does in a nanosecond if nothing else hinders it, measured
/// with the widest vectors it has; 0 where it is not known how.
struct Peaks {
  /// f32.
  double floatRate = 0;
  /// 8- and 16-bit integers to 32 bits, without saturation: x86's `pmaddwd` and `paddd`.
  double intRate = 0;
};

/// Takes some 100 milliseconds.
Peaks measurePeaks();

struct RunOptions {
  CompileOptions compile;
  /// Elements of each input. An input may hold several tensors one after the other, all inputs
  /// the same number: the model is called for each in turn. Without inputs there is one call on
  /// pseudo-random ones made from `seed`.
  std::vector<std::string> inputs;
  uint32_t seed = 1;
  /// Further calls to measure.
  unsigned runs = 0;
  /// Evaluate the imported graph op by op instead of compiling.
  bool reference = false;
  /// Measure each kernel.
  bool profile = false;
  /// With `profile`: also what the core could do.
  bool measurePeaks = true;
};

struct RunResult {
  CompileResult compilation;
  std::vector<std::string> inputs, outputs;
  /// Of each measured call.
  std::vector<double> microseconds;
  /// With `profile`: of each of `compilation.calls` the best time.
  std::vector<double> callMicroseconds;
  Peaks peaks;
};

/// The model's inputs and outputs, without compiling it.
CompileResult readModelInfo(std::string_view model, const CompileOptions &options);

/// Compiles a model for the host in memory and runs it. `compilation` tells the status and
/// holds the diagnostics.
RunResult run(std::string_view model, const RunOptions &options);

/// Outputs at a glance: type and shape, and of each run range, mean and largest elements.
std::string formatOutputs(const RunResult &result);

/// A table of the kernel calls of a profiled run, `width` characters wide if that is possible, and
/// the same as JSON.
std::string formatProfile(const RunResult &result, unsigned width = 80);
std::string formatProfileJSON(const RunResult &result);

} // namespace effc

#endif
