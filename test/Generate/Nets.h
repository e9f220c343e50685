//===- Nets.h - Cases by number -----------------------------------*- C++ -*-===//
//
// A case depends on the seed and its number only, on every machine.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_TEST_GENERATE_NETS_H
#define EFFC_TEST_GENERATE_NETS_H

#include "Compare.h"
#include "OperatorBuilder.h"

namespace effc::generate {

/// What a case is about: one signature in a sweep, all its operators' in a graph.
struct NetCase : Case {
  std::vector<Signature> signatures;
  unsigned numOperators = 0;
  /// Those of the signatures (getFeatures) that occur.
  std::vector<std::string> features;
};

/// What to sweep; empty for all.
struct Selection {
  std::string operatorName, type;
  /// Inputs have infinities, NaN, numbers that are not normal, and zeros of both signs among them.
  bool hasSpecials = false;
};

class Net {
public:
  virtual ~Net() = default;
  virtual NetCase makeCase(uint64_t seed, uint64_t number) const = 0;
};

/// One operator each, over the whole domain of its quantization and attributes.
std::unique_ptr<Net> makeSweep(const Selection &selection);

/// Graphs of 1 to 40 operators.
std::unique_ptr<Net> makeRandomGraphs(const Selection &selection);

/// Everything that may differ from one compilation to the next, and not change results.
void varyOptions(Random &random, CompileOptions &options);

/// The features of an operator.
void addFeatures(const ModelBuilder &model, const file::OperatorT &op, const Signature &signature,
                 std::vector<std::string> &features);

/// Elements of all inputs of a model.
std::vector<std::string> makeInputs(Random &random, Domain domain, const ModelBuilder &model);
/// Puts special numbers among the floats of inputs.
void addSpecials(Random random, const ModelBuilder &model, std::vector<std::string> &inputs);

} // namespace effc::generate

#endif
