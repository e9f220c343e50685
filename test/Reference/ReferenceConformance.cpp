//===- ReferenceConformance.cpp - The evaluator against TFLite's results --===//
//
//   reference-conformance SHARED [--every N] [--filter TEXT] [-v]
//
// Imports and evaluates the models of SHARED/conformance and SHARED/golden, and compares:
// integers bit by bit (one off in `sub` cases of `seanet`), floats within 1e-5 of the output
// tensor's largest magnitude. With --every, only each N-th case of `ops`, and only models of
// less than 400 kB.
//
//===----------------------------------------------------------------------===//
#include "effc/Driver/Pipeline.h"
#include "effc/IR/Quantization.h"
#include "effc/Import/TFLite.h"
#include "effc/Reference/Evaluator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <chrono>
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace effc;
namespace cl = llvm::cl;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

static cl::opt<std::string> sharedDir(cl::Positional, cl::desc("<shared>"), cl::Required);
static cl::opt<unsigned> every("every", cl::desc("Take each N-th case only"), cl::init(1));
static cl::opt<std::string> filter("filter", cl::desc("Take cases with this text in the name"));
static cl::opt<bool> verbose("v", cl::desc("Print every case"));

/// Golden models with operators that effc does not know yet.
static constexpr llvm::StringLiteral laterModels[] = {
    "audio_preprocessor_int8", "keyword_scrambled_8bit", "trained_lstm", "trained_lstm_int8",
    "trained_lstm_int8_taps"};

namespace {

struct Case {
  std::string name, model;
  std::string prefix; // of `in0.bin` and `out0.bin`
  int tolerance = 0;  // of integers
};

enum class Outcome { Passed, Failed, Unsupported };

} // namespace

static std::string join(llvm::StringRef folder, const llvm::Twine &name) {
  llvm::SmallString<128> result(folder);
  path::append(result, name);
  return result.str().str();
}

static std::vector<std::string> listFolder(llvm::StringRef folder) {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder, error), end; entry != end && !error;
       entry.increment(error))
    names.push_back(path::filename(entry->path()).str());
  llvm::sort(names);
  return names;
}

static std::vector<Case> findCases() {
  std::vector<Case> cases;
  for (llvm::StringRef suite : {"ops", "seanet"}) {
    std::string folder = join(join(sharedDir, "conformance"), suite);
    for (auto [index, name] : llvm::enumerate(listFolder(folder)))
      if (suite != "ops" || index % every == 0)
        cases.push_back({(suite + "/" + name).str(), join(join(folder, name), "model.tflite"),
                         join(folder, name) + "/",
                         suite == "seanet" && llvm::StringRef(name).starts_with("sub")});
  }
  std::string golden = join(sharedDir, "golden");
  for (const std::string &name : listFolder(golden))
    for (llvm::StringRef sample : {"s1", "s2"})
      cases.push_back({("golden/" + name + "/" + sample).str(),
                       join(join(sharedDir, "models"), name + ".tflite"),
                       join(join(golden, name), sample + ".")});
  return cases;
}

static std::optional<TensorBytes> readFile(const llvm::Twine &name) {
  auto buffer = llvm::MemoryBuffer::getFile(name, false, false);
  if (!buffer)
    return std::nullopt;
  return TensorBytes((*buffer)->getBufferStart(), (*buffer)->getBufferEnd());
}

/// Describes the first difference; empty if there is none.
static std::string compareFloats(const TensorBytes &found, const TensorBytes &expected) {
  std::vector<float> a(found.size() / 4), b(expected.size() / 4);
  std::memcpy(a.data(), found.data(), found.size());
  std::memcpy(b.data(), expected.data(), expected.size());
  double largest = 0, worst = 0;
  size_t where = 0;
  for (auto [i, value] : llvm::enumerate(b)) {
    largest = std::max<double>(largest, std::fabs(value));
    double error = a[i] == value ? 0 : std::fabs(double(a[i]) - value);
    if (!(error <= worst)) {
      worst = error;
      where = i;
    }
  }
  if (worst <= 1e-5 * largest)
    return "";
  return llvm::formatv("element {0}: found {1}, expected {2}, largest {3}", where, a[where],
                       b[where], largest);
}

static std::string compareIntegers(const TensorBytes &found, const TensorBytes &expected,
                                   unsigned width, int64_t tolerance) {
  auto read = [width](const TensorBytes &bytes, size_t i) {
    int64_t value = 0;
    std::memcpy(&value, bytes.data() + i * width, width);
    return llvm::SignExtend64(value, 8 * width);
  };
  size_t differences = 0, where = 0;
  for (size_t i = 0; i < expected.size() / width; ++i)
    if (std::abs(read(found, i) - read(expected, i)) > tolerance && differences++ == 0)
      where = i;
  if (differences == 0)
    return "";
  return llvm::formatv("{0} of {1} elements, the first is {2}: found {3}, expected {4}",
                       differences, expected.size() / width, where, read(found, where),
                       read(expected, where));
}

static std::string compareResults(func::FuncOp main, ArrayRef<TensorBytes> results,
                                  const Case &testCase) {
  for (auto [k, result] : llvm::enumerate(results)) {
    auto expected = readFile(testCase.prefix + "out" + llvm::Twine(k) + ".bin");
    if (!expected || expected->size() != result.size())
      return llvm::formatv("output {0}: found {1} bytes, expected {2}", k, result.size(),
                           expected ? expected->size() : 0);
    Type element = cast<ShapedType>(main.getResultTypes()[k]).getElementType();
    std::string problem =
        element.isF32()
            ? compareFloats(result, *expected)
            : compareIntegers(result, *expected, getStorageBytes(element), testCase.tolerance);
    if (!problem.empty())
      return llvm::formatv("output {0}, {1}", k, problem);
  }
  return "";
}

/// Imports the model and evaluates it; describes the problem, if there is one.
static std::string run(const Case &testCase, MLIRContext &context) {
  std::string diagnostics;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (diagnostics.empty())
      diagnostics = diagnostic.str();
  });
  auto buffer = llvm::MemoryBuffer::getFile(testCase.model, false, false);
  if (!buffer)
    return "no model";
  OwningOpRef<ModuleOp> module = importTFLite((*buffer)->getMemBufferRef(), &context);
  if (!module)
    return "import: " + diagnostics;
  auto main = module->lookupSymbol<func::FuncOp>(kEntryName);
  SmallVector<TensorBytes> arguments, results;
  for (unsigned k = 0; k < main.getNumArguments(); ++k) {
    auto input = readFile(testCase.prefix + "in" + llvm::Twine(k) + ".bin");
    if (!input)
      return "no input " + std::to_string(k);
    arguments.push_back(std::move(*input));
  }
  if (failed(evaluateFunction(main, arguments, results)))
    return "evaluation: " + diagnostics;
  return compareResults(main, results, testCase);
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv, "evaluates models and compares with TFLite's results\n");
  if (!fs::is_directory(join(sharedDir, "conformance"))) {
    llvm::outs() << "skipped: no folder " << join(sharedDir, "conformance") << "\n";
    return 0;
  }
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);

  std::map<Outcome, unsigned> counts;
  for (const Case &testCase : findCases()) {
    uint64_t bytes = 0;
    (void)fs::file_size(testCase.model, bytes);
    if (testCase.name.find(filter) == std::string::npos || (every > 1 && bytes > 400'000))
      continue;
    auto start = std::chrono::steady_clock::now();
    std::string problem = run(testCase, context);
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    bool isLater = llvm::any_of(laterModels, [&](llvm::StringRef model) {
      return llvm::StringRef(testCase.name).starts_with(("golden/" + model + "/").str());
    });
    Outcome outcome = problem.empty() ? Outcome::Passed
                      : isLater       ? Outcome::Unsupported
                                      : Outcome::Failed;
    ++counts[outcome];
    if (outcome == Outcome::Failed)
      llvm::outs() << "FAILED " << testCase.name << ": " << problem << "\n";
    else if (outcome == Outcome::Unsupported)
      llvm::outs() << "unsupported " << testCase.name << ": " << problem << "\n";
    else if (verbose)
      llvm::outs() << "passed " << testCase.name << llvm::formatv(" ({0:f2} s)\n", seconds.count());
  }
  llvm::outs() << counts[Outcome::Passed] << " passed, " << counts[Outcome::Failed] << " failed, "
               << counts[Outcome::Unsupported] << " unsupported\n";
  return counts[Outcome::Failed] ? 1 : 0;
}
