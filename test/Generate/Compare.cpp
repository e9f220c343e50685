//===- Compare.cpp - Compiled code beside the evaluator -------------------===//
#include "Compare.h"
#include "Stripes.h"
#include "effc-abi/effc_model.h"
#include "effc/Driver/Pipeline.h"
#include "effc/Driver/Run.h"
#include "effc/Import/TFLite.h"
#include "effc/Reference/Evaluator.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include <cmath>
#include <cstring>

using namespace effc;
using namespace effc::generate;
using llvm::formatv;

const char *generate::getName(Verdict verdict) {
  static constexpr const char *kNames[] = {
      "equal",          "refused", "mismatch",      "unstable",      "stray write",
      "internal error", "silent",  "check differs", "not evaluated", "not runnable"};
  return kNames[unsigned(verdict)];
}

//===----------------------------------------------------------------------===//
// The evaluator
//===----------------------------------------------------------------------===//

/// Contexts keep every attribute they have seen, so each serves some models only.
static constexpr unsigned kModelsPerContext = 100;

struct Evaluator::Implementation {
  std::unique_ptr<mlir::MLIRContext> context;
  unsigned models = 0;
};

Evaluator::Evaluator() : implementation(new Implementation) {}
Evaluator::~Evaluator() = default;

void Evaluator::renewContext() {
  mlir::DialectRegistry registry;
  registerDialects(registry);
  implementation->context =
      std::make_unique<mlir::MLIRContext>(registry, mlir::MLIRContext::Threading::DISABLED);
}

Evaluator::Result Evaluator::evaluate(const std::string &model,
                                      const std::vector<std::string> &inputs,
                                      std::vector<std::string> &outputs) {
  if (implementation->models++ % kModelsPerContext == 0)
    renewContext();
  mlir::MLIRContext *context = implementation->context.get();
  mlir::ScopedDiagnosticHandler silence(context,
                                        [](mlir::Diagnostic &) { return mlir::success(); });
  mlir::OwningOpRef<mlir::ModuleOp> module =
      importTFLite(llvm::MemoryBufferRef(model, "model"), context);
  if (!module)
    return Result::Refused;
  auto main = module->lookupSymbol<mlir::func::FuncOp>(kEntryName);
  std::vector<TensorBytes> arguments;
  for (const std::string &bytes : inputs)
    arguments.emplace_back(bytes.begin(), bytes.end());
  llvm::SmallVector<TensorBytes> results;
  if (!main || failed(evaluateFunction(main, arguments, results)))
    return Result::Failed;
  for (const TensorBytes &bytes : results)
    outputs.emplace_back(bytes.begin(), bytes.end());
  return Result::Ok;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

namespace {
/// Memory with marks on both sides, aligned as asked for and no more.
class MarkedBytes {
public:
  MarkedBytes(size_t size, size_t alignment, char fill)
      : size(size), memory(size + 4 * alignment + 2 * kMargin, kMark) {
    auto start = reinterpret_cast<uintptr_t>(memory.data()) + kMargin;
    start = (start / (2 * alignment) + 1) * 2 * alignment + alignment;
    data = reinterpret_cast<char *>(start);
    std::memset(data, fill, size);
  }
  MarkedBytes(MarkedBytes &&) = default;

  /// Nothing was written before or behind.
  bool isSound() const {
    auto isMark = [](char byte) { return byte == kMark; };
    return std::all_of(memory.data(), static_cast<const char *>(data), isMark) &&
           std::all_of(static_cast<const char *>(data) + size, memory.data() + memory.size(),
                       isMark);
  }

  size_t size;
  std::vector<char> memory;
  char *data;

private:
  static constexpr size_t kMargin = 128;
  static constexpr char kMark = 0x5b;
};
} // namespace

static size_t getAlignment(uint32_t type) {
  switch (ElementType(type)) {
  case ElementType::Int64:
    return 8;
  case ElementType::Float32:
  case ElementType::Int32:
    return 4;
  case ElementType::Float16:
  case ElementType::Int16:
    return 2;
  default:
    return 1;
  }
}

/// Runs the model once in memory filled with `fill`.
static Verdict runOnce(const effc_model &model, const std::vector<std::string> &inputs, char fill,
                       std::vector<std::string> &outputs, std::string &message) {
  std::vector<MarkedBytes> memory;
  std::vector<const void *> from;
  std::vector<void *> to;
  for (uint32_t i = 0; i < model.num_inputs; ++i) {
    memory.emplace_back(inputs[i].size(), getAlignment(model.inputs[i].type), fill);
    from.push_back(std::memcpy(memory.back().data, inputs[i].data(), inputs[i].size()));
  }
  for (uint32_t i = 0; i < model.num_outputs; ++i) {
    memory.emplace_back(model.outputs[i].bytes, getAlignment(model.outputs[i].type), fill);
    to.push_back(memory.back().data);
  }
  memory.emplace_back(model.arena_bytes, model.arena_align, fill);
  void *arena = memory.back().data;
  model.reset(arena);
  if (int32_t status = model.invoke(from.data(), to.data(), arena)) {
    message = formatv("the model returns {0}", status);
    return Verdict::NotRunnable;
  }
  for (uint32_t i = 0; i < model.num_outputs; ++i)
    outputs.emplace_back(static_cast<const char *>(to[i]), model.outputs[i].bytes);
  for (uint32_t i = 0; i < model.num_inputs; ++i)
    if (std::memcmp(from[i], inputs[i].data(), inputs[i].size()) != 0)
      return Verdict::Stray;
  return llvm::all_of(memory, [](const MarkedBytes &bytes) { return bytes.isSound(); })
             ? Verdict::Equal
             : Verdict::Stray;
}

//===----------------------------------------------------------------------===//
// Comparing
//===----------------------------------------------------------------------===//

/// Integers must be equal, floats within this much of the largest magnitude.
static constexpr float kTolerance = 1e-5f;
static constexpr size_t kFewElements = 16;

static std::string compareFloats(const std::string &found, const std::string &expected) {
  std::vector<float> to(found.size() / 4), from(to.size());
  std::memcpy(to.data(), found.data(), found.size());
  std::memcpy(from.data(), expected.data(), found.size());
  float magnitude = 0;
  for (float value : from)
    if (std::isfinite(value))
      magnitude = std::max(magnitude, std::fabs(value));
  // The terms of a few sums may all cancel out, which leaves nothing to compare with.
  float tolerance = to.size() < kFewElements ? 10 * kTolerance : kTolerance;
  for (size_t i = 0; i < to.size(); ++i) {
    bool isNear = std::fabs(to[i] - from[i]) <= tolerance * magnitude;
    if (to[i] != from[i] && !isNear && !(std::isnan(to[i]) && std::isnan(from[i])))
      return formatv("element {0} of {1}: found {2:e}, expected {3:e}, largest {4:e}", i, to.size(),
                     double(to[i]), double(from[i]), double(magnitude));
  }
  return "";
}

static std::string compareTensor(const TensorInfo &tensor, const std::string &found,
                                 const std::string &expected) {
  if (found.size() != expected.size())
    return formatv("found {0} bytes, expected {1}", found.size(), expected.size());
  if (found == expected)
    return "";
  if (tensor.type == ElementType::Float32)
    return compareFloats(found, expected);
  size_t bytes = getAlignment(uint32_t(tensor.type)), wrong = 0, first = 0;
  for (size_t i = found.size() / bytes; i-- > 0;)
    if (found.compare(i * bytes, bytes, expected, i * bytes, bytes) != 0) {
      ++wrong;
      first = i;
    }
  auto read = [&](const std::string &from) {
    int64_t value = 0;
    std::memcpy(&value, from.data() + first * bytes, bytes);
    return tensor.type == ElementType::UInt8 ? value : llvm::SignExtend64(value, 8 * bytes);
  };
  return formatv("{0} of {1} elements, first {2}: found {3}, expected {4}", wrong,
                 found.size() / bytes, first, read(found), read(expected));
}

static Outcome runCompiled(const Case &testCase, const CompileResult &compiled,
                           const std::vector<std::string> &expected) {
  Outcome outcome;
  std::unique_ptr<LoadedModel> loaded =
      LoadedModel::load(compiled.output, compiled.model, outcome.message);
  outcome.verdict = Verdict::NotRunnable;
  if (!loaded)
    return outcome;
  std::vector<std::string> first, second;
  for (auto [fill, results] : {std::pair('\xa5', &first), std::pair('\x3c', &second)}) {
    outcome.verdict =
        runOnce(loaded->getDescriptor(), testCase.inputs, fill, *results, outcome.message);
    if (outcome.verdict != Verdict::Equal)
      return outcome;
  }
  outcome.verdict = Verdict::Mismatch;
  for (size_t i = 0; i < first.size(); ++i) {
    std::string wrong = i < expected.size()
                            ? compareTensor(compiled.model.outputs[i], first[i], expected[i])
                            : "too many outputs";
    if (!wrong.empty()) {
      outcome.message = formatv("output {0}, {1}", i, wrong);
      return outcome;
    }
  }
  outcome.verdict = first == second ? Verdict::Equal : Verdict::Unstable;
  return outcome;
}

/// What a compilation that failed is: a message about the model, or a bug.
static Outcome judgeRefusal(const Case &testCase, const CompileResult &compiled) {
  Outcome outcome;
  outcome.message = formatDiagnostics(compiled.diagnostics);
  outcome.message = outcome.message.substr(0, outcome.message.find('\n'));
  bool isClean = compiled.status == Status::BadModel || compiled.status == Status::Unsupported;
  if (!isClean)
    outcome.verdict = Verdict::InternalError;
  else if (compiled.diagnostics.empty())
    outcome.verdict = Verdict::Silent;
  else if (check(testCase.model, testCase.options).status != compiled.status)
    outcome.verdict = Verdict::CheckDiffers;
  else
    outcome.verdict = Verdict::Refused;
  return outcome;
}

static bool hasStripes(const CompileResult &compiled) {
  llvm::Expected<llvm::json::Value> report = llvm::json::parse(compiled.report);
  if (!report) {
    llvm::consumeError(report.takeError());
    return false;
  }
  const llvm::json::Object *object = report->getAsObject();
  const llvm::json::Array *stripes = object ? object->getArray("stripes") : nullptr;
  return stripes && !stripes->empty();
}

Outcome generate::evaluateOnly(const Case &testCase, Evaluator &evaluator) {
  Outcome outcome;
  std::vector<std::string> outputs;
  switch (evaluator.evaluate(testCase.model, testCase.inputs, outputs)) {
  case Evaluator::Result::Ok:
    outcome.verdict = Verdict::Equal;
    break;
  case Evaluator::Result::Refused:
    outcome.verdict = Verdict::Refused;
    break;
  case Evaluator::Result::Failed:
    outcome.verdict = Verdict::NotEvaluated;
    break;
  }
  return outcome;
}

Outcome generate::compare(const Case &testCase, Evaluator &evaluator) {
  std::vector<std::string> expected;
  Evaluator::Result evaluated = evaluator.evaluate(testCase.model, testCase.inputs, expected);
  CompileOptions options = testCase.options;
  bool isStriped = false;
  if (testCase.stripes == Case::Stripes::Chain)
    addStripes(options, testCase.stripeSeed, isStriped);
  if (testCase.stripes == Case::Stripes::Limit && evaluated == Evaluator::Result::Ok)
    options.maxRam = pickLimit(testCase.model, options, testCase.stripeSeed);
  CompileResult compiled = compile(testCase.model, options);
  if (compiled.status == Status::LimitExceeded && options.maxRam) {
    options.maxRam = std::nullopt;
    compiled = compile(testCase.model, options);
  }
  Outcome outcome;
  if (!compiled) {
    outcome = judgeRefusal(testCase, compiled);
    if (outcome.verdict == Verdict::Refused && evaluated != Evaluator::Result::Refused)
      outcome.verdict = Verdict::CheckDiffers;
  } else if (evaluated != Evaluator::Result::Ok) {
    outcome.verdict = Verdict::NotEvaluated;
  } else {
    outcome = runCompiled(testCase, compiled, expected);
  }
  outcome.isStriped = isStriped || hasStripes(compiled);
  return outcome;
}
