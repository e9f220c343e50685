//===- Reduce.cpp - Small models that show a bug --------------------------===//
//
// Tries changes one after the other, and keeps those that leave a bug of the same kind: other
// outputs and what only they need; operators replaced by inputs that have the values which the
// evaluator found there; operators passed by; fewer options. Ends when nothing can be removed.
//
//===----------------------------------------------------------------------===//
#include "Reduce.h"
#include "Batches.h"
#include "ModelBuilder.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace effc;
using namespace effc::generate;

namespace {
/// A model as objects, with the elements of its inputs.
struct Candidate {
  std::unique_ptr<file::ModelT> model;
  std::vector<std::string> inputs;

  Candidate(std::unique_ptr<file::ModelT> model, std::vector<std::string> inputs)
      : model(std::move(model)), inputs(std::move(inputs)) {}
  Candidate(const Candidate &other)
      : model(readModel(writeModel(*other.model))), inputs(other.inputs) {}
  Candidate(Candidate &&) = default;
  Candidate &operator=(Candidate &&) = default;

  file::SubGraphT &graph() { return *model->subgraphs[0]; }
  void removeUnused();
  void makeInput(int32_t tensor, const std::string &bytes) {
    graph().inputs.push_back(tensor);
    inputs.push_back(bytes);
  }
};

class Reducer {
public:
  Reducer(const Case &testCase)
      : testCase(testCase), best(readModel(testCase.model), testCase.inputs) {}
  unsigned run(const std::string &folder);

private:
  /// 0 if there is no bug, else its kind.
  int tryCase(const Case &changed) const;
  bool keepIfFails(Candidate candidate);
  bool reduceOptions();
  bool moveOutputs();
  bool cutOperators();
  bool bypassOperators();
  std::vector<std::string> evaluateAll(std::vector<int32_t> &tensors);

  Case testCase;
  Candidate best;
  int wanted = 0;
};
} // namespace

static Case makeCase(const Case &like, Candidate &candidate) {
  Case made = like;
  made.model = writeModel(*candidate.model);
  made.inputs = candidate.inputs;
  return made;
}

//===----------------------------------------------------------------------===//
// Graphs
//===----------------------------------------------------------------------===//

/// Removes operators whose results nobody needs, then inputs and tensors, and numbers anew.
void Candidate::removeUnused() {
  file::SubGraphT &graph = this->graph();
  std::set<int32_t> needed(graph.outputs.begin(), graph.outputs.end());
  for (size_t i = graph.operators.size(); i-- > 0;) {
    const file::OperatorT &op = *graph.operators[i];
    if (llvm::any_of(op.outputs, [&](int32_t t) { return needed.count(t); }))
      needed.insert(op.inputs.begin(), op.inputs.end());
    else
      graph.operators.erase(graph.operators.begin() + i);
  }
  for (const auto &op : graph.operators)
    needed.insert(op->outputs.begin(), op->outputs.end());
  for (size_t i = graph.inputs.size(); i-- > 0;)
    if (!needed.count(graph.inputs[i])) {
      graph.inputs.erase(graph.inputs.begin() + i);
      inputs.erase(inputs.begin() + i);
    }
  std::vector<int32_t> numbers(graph.tensors.size(), -1);
  std::vector<std::unique_ptr<file::TensorT>> kept;
  for (size_t i = 0; i < graph.tensors.size(); ++i)
    if (needed.count(int32_t(i))) {
      numbers[i] = int32_t(kept.size());
      kept.push_back(std::move(graph.tensors[i]));
    }
  graph.tensors = std::move(kept);
  auto renumber = [&](std::vector<int32_t> &list) {
    for (int32_t &tensor : list)
      tensor = tensor < 0 ? tensor : numbers[tensor];
  };
  for (auto &op : graph.operators) {
    renumber(op->inputs);
    renumber(op->outputs);
  }
  renumber(graph.inputs);
  renumber(graph.outputs);
  std::set<uint32_t> buffers;
  for (const auto &tensor : graph.tensors)
    buffers.insert(tensor->buffer);
  for (size_t i = 1; i < model->buffers.size(); ++i)
    if (!buffers.count(i))
      model->buffers[i]->data.clear();
}

/// The values of all results of operators.
std::vector<std::string> Reducer::evaluateAll(std::vector<int32_t> &tensors) {
  Candidate all(best);
  tensors.clear();
  for (const auto &op : all.graph().operators)
    tensors.insert(tensors.end(), op->outputs.begin(), op->outputs.end());
  all.graph().outputs = tensors;
  std::vector<std::string> values;
  Evaluator evaluator;
  if (evaluator.evaluate(writeModel(*all.model), all.inputs, values) != Evaluator::Result::Ok)
    values.clear();
  return values;
}

//===----------------------------------------------------------------------===//
// Changes
//===----------------------------------------------------------------------===//

int Reducer::tryCase(const Case &changed) const {
  std::string end;
  std::optional<int> verdict = callGuarded(
      [&] {
        Evaluator evaluator;
        return int(compare(changed, evaluator).verdict);
      },
      end);
  if (!verdict)
    return end == "hang" ? 1000 : 1001;
  return isBug(Verdict(*verdict)) ? *verdict : 0;
}

bool Reducer::keepIfFails(Candidate candidate) {
  candidate.removeUnused();
  if (candidate.graph().operators.empty() || tryCase(makeCase(testCase, candidate)) != wanted)
    return false;
  best = std::move(candidate);
  return true;
}

bool Reducer::reduceOptions() {
  auto tryChange = [&](llvm::function_ref<void(Case &)> change) {
    Case changed = makeCase(testCase, best);
    change(changed);
    if (describeOptions(changed) == describeOptions(testCase) || tryCase(changed) != wanted)
      return false;
    testCase = changed;
    return true;
  };
  bool isSmaller = tryChange([](Case &c) { c.stripes = Case::Stripes::None; });
  isSmaller |= tryChange([](Case &c) { c.options.threads = 1; });
  isSmaller |= tryChange([](Case &c) { c.options.disabledPasses.clear(); });
  isSmaller |= tryChange([](Case &c) { c.options.tiles.clear(); });
  isSmaller |= tryChange([](Case &c) { c.options.goal = Goal::Time; });
  isSmaller |= tryChange([](Case &c) { c.options.target.name = "x86-64"; });
  isSmaller |= tryChange([](Case &c) { c.options.level = OptLevel::O0; });
  return isSmaller;
}

/// One output instead of several, and the results of earlier operators instead of later ones'.
bool Reducer::moveOutputs() {
  std::vector<std::vector<int32_t>> choices;
  for (const auto &op : best.graph().operators)
    for (int32_t result : op->outputs)
      choices.push_back({result});
  if (best.graph().outputs.size() > 1)
    for (int32_t output : best.graph().outputs)
      choices.push_back({output});
  for (const std::vector<int32_t> &outputs : choices) {
    if (outputs == best.graph().outputs)
      return false;
    Candidate changed(best);
    changed.graph().outputs = outputs;
    if (keepIfFails(std::move(changed)))
      return true;
  }
  return false;
}

/// Inputs instead of operators: half of them first, then single ones.
bool Reducer::cutOperators() {
  std::vector<int32_t> tensors;
  std::vector<std::string> values = evaluateAll(tensors);
  if (values.empty())
    return false;
  size_t count = best.graph().operators.size();
  auto cut = [&](size_t begin, size_t end) {
    Candidate changed(best);
    auto &operators = changed.graph().operators;
    for (size_t i = begin; i < end; ++i)
      for (int32_t result : operators[i]->outputs)
        changed.makeInput(result, values[llvm::find(tensors, result) - tensors.begin()]);
    operators.erase(operators.begin() + begin, operators.begin() + end);
    return keepIfFails(std::move(changed));
  };
  if (count > 3 && cut(0, count / 2))
    return true;
  for (size_t i = 0; i < count && count > 1; ++i)
    if (cut(i, i + 1))
      return true;
  return false;
}

/// An operator's operand instead of its result, where they have the same shape and type.
bool Reducer::bypassOperators() {
  for (size_t i = 0; i < best.graph().operators.size(); ++i) {
    const file::OperatorT &op = *best.graph().operators[i];
    for (int32_t operand : op.inputs) {
      if (operand < 0 || op.outputs.size() != 1)
        continue;
      const file::TensorT &from = *best.graph().tensors[operand],
                          &to = *best.graph().tensors[op.outputs[0]];
      if (from.type != to.type || from.shape != to.shape)
        continue;
      Candidate changed(best);
      int32_t result = op.outputs[0];
      for (auto &other : changed.graph().operators)
        llvm::replace(other->inputs, result, operand);
      llvm::replace(changed.graph().outputs, result, operand);
      if (keepIfFails(std::move(changed)))
        return true;
    }
  }
  return false;
}

unsigned Reducer::run(const std::string &folder) {
  if (!best.model)
    return 0;
  wanted = tryCase(testCase);
  if (wanted == 0)
    return 0;
  while (moveOutputs() || cutOperators() || bypassOperators())
    ;
  reduceOptions();
  while (moveOutputs() || cutOperators() || bypassOperators())
    ;
  Case reduced = makeCase(testCase, best);
  writeCase(reduced, folder, /*withResults=*/true);
  return best.graph().operators.size();
}

unsigned generate::reduceCase(const Case &testCase, const std::string &folder) {
  return Reducer(testCase).run(folder);
}
