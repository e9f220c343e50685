//===- GraphExactnessTest.cpp - Results before and after the graph phase --===//
//
// Evaluates graphs with the reference evaluator as imported, and again after the graph phase:
// with all its passes, with each one alone and with all but each one. Integers must be equal,
// floats within 1e-5 of the tensor's largest magnitude. The graphs are the functions of the
// passes' own lit tests, also on inputs with NaN and infinities, and the shared models where there
// are any.
//
//===----------------------------------------------------------------------===//
#include "effc/Driver/Pipeline.h"
#include "effc/IR/Quantization.h"
#include "effc/Import/TFLite.h"
#include "effc/Reference/Evaluator.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <random>
#include <set>

using namespace mlir;
using namespace effc;

namespace {
using Tensors = SmallVector<TensorBytes>;

class GraphExactness : public testing::Test {
protected:
  GraphExactness() {
    DialectRegistry registry;
    registerDialects(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
    context.disableMultithreading();
    passes = getGraphPassNames();
  }

  /// Fills a tensor with values that a network may see.
  TensorBytes makeInput(ShapedType type) {
    TensorBytes bytes(getTensorBytes(type));
    Type element = type.getElementType();
    if (element.isF32()) {
      std::uniform_real_distribution<float> real(-4, 4);
      for (size_t at = 0; at < bytes.size(); at += sizeof(float)) {
        float value = real(random);
        if (hasSpecialNumbers && random() % 4 == 0)
          value = kSpecialNumbers[random() % std::size(kSpecialNumbers)];
        std::memcpy(&bytes[at], &value, sizeof(value));
      }
      return bytes;
    }
    for (char &byte : bytes)
      byte = element.isInteger(1) ? random() % 2 : random();
    return bytes;
  }

  /// True if `found` may stand for `expected`.
  static bool isEqual(Type element, const TensorBytes &expected, const TensorBytes &found) {
    if (!element.isF32())
      return expected == found;
    if (expected.size() != found.size())
      return false;
    std::vector<float> from(expected.size() / 4), to(from.size());
    std::memcpy(from.data(), expected.data(), expected.size());
    std::memcpy(to.data(), found.data(), found.size());
    // Huge numbers are compared on their own, and next to them the others as well.
    float magnitude = 0;
    for (float value : from)
      if (std::fabs(value) < kHuge)
        magnitude = std::max(magnitude, std::fabs(value));
    return llvm::all_of(llvm::zip_equal(from, to), [&](auto pair) {
      auto [a, b] = pair;
      float own = std::fabs(a) < kHuge ? magnitude : std::fabs(a);
      return a == b || (std::isnan(a) && std::isnan(b)) ||
             (std::isfinite(a) && std::fabs(a - b) <= 1e-5f * own);
    });
  }

  /// Compares the results before and after the graph phase without the passes `disabled`.
  void check(ModuleOp original, StringRef name, ArrayRef<std::string> disabled) {
    OwningOpRef<ModuleOp> changed = original.clone();
    PassManager manager(&context);
    buildPhase(manager, Phase::Graph, disabled);
    std::string text = "without " + llvm::join(disabled, ",");
    ASSERT_TRUE(succeeded(manager.run(*changed))) << name.str() << " " << text;
    // The same graph as after another pipeline needs no second look.
    std::string printed;
    llvm::raw_string_ostream stream(printed);
    changed->print(stream, OpPrintingFlags().elideLargeResourceString(16));
    if (!seen.insert(printed).second)
      return;
    for (auto function : original.getOps<func::FuncOp>())
      compare(function, changed->lookupSymbol<func::FuncOp>(function.getName()), name, text);
  }

  void compare(func::FuncOp before, func::FuncOp after, StringRef name, StringRef without) {
    auto [entry, isNew] = references.try_emplace(before.getName().str());
    Reference &reference = entry->second;
    if (isNew) {
      for (Type type : before.getArgumentTypes())
        reference.inputs.push_back(makeInput(cast<ShapedType>(type)));
      ASSERT_TRUE(succeeded(evaluateFunction(before, reference.inputs, reference.outputs)))
          << name.str();
    }
    Tensors outputs;
    ASSERT_TRUE(succeeded(evaluateFunction(after, reference.inputs, outputs)))
        << name.str() << " " << without.str();
    for (unsigned index = 0; index < outputs.size(); ++index)
      EXPECT_TRUE(isEqual(cast<ShapedType>(before.getResultTypes()[index]).getElementType(),
                          reference.outputs[index], outputs[index]))
          << name.str() << " @" << before.getName().str() << ", result " << index << " "
          << without.str();
    ++numCompared;
  }

  /// Checks one module with all passes and, if thorough, without each one and each one alone.
  void checkAll(ModuleOp module, StringRef name, bool isThorough) {
    seen.clear();
    references.clear();
    check(module, name, {});
    if (!isThorough)
      return;
    for (size_t index = 0; index < passes.size(); ++index) {
      check(module, name, {passes[index]});
      std::vector<std::string> others = passes;
      others.erase(others.begin() + index);
      check(module, name, others);
    }
  }

  /// Checks the models below `folder` that can be imported and are no larger than `maxBytes`.
  void checkModels(const Twine &folder, uint64_t maxBytes, bool isThorough) {
    std::error_code error;
    std::set<std::string> files;
    for (llvm::sys::fs::recursive_directory_iterator it(folder, error), end; it != end && !error;
         it.increment(error))
      if (StringRef(it->path()).ends_with(".tflite"))
        files.insert(it->path());
    for (const std::string &file : files) {
      auto buffer = llvm::MemoryBuffer::getFile(file);
      if (!buffer || (*buffer)->getBufferSize() > maxBytes)
        continue;
      ScopedDiagnosticHandler silence(&context, [](Diagnostic &) {});
      OwningOpRef<ModuleOp> module = importTFLite((*buffer)->getMemBufferRef(), &context);
      if (module)
        checkAll(*module, file, isThorough);
    }
  }

  /// EFFC_TEST_ALL=1 runs each pass alone on the shared models, and the large ones: minutes.
  static bool isThoroughRun() { return std::getenv("EFFC_TEST_ALL") != nullptr; }

  struct Reference {
    Tensors inputs, outputs;
  };

  static constexpr float kHuge = 1e30f, kInfinity = std::numeric_limits<float>::infinity();
  static constexpr float kSpecialNumbers[] = {std::numeric_limits<float>::quiet_NaN(),
                                              kInfinity,
                                              -kInfinity,
                                              0.0f,
                                              -0.0f,
                                              1e-40f,
                                              3e38f,
                                              -3e38f};
  bool hasSpecialNumbers = false;

  MLIRContext context;
  std::vector<std::string> passes;
  std::mt19937 random{42};
  std::set<std::string> seen;
  std::map<std::string, Reference> references;
  unsigned numCompared = 0;
};
} // namespace

TEST_F(GraphExactness, LitTests) {
  std::error_code error;
  for (llvm::sys::fs::directory_iterator it(EFFC_TRANSFORMS_TESTS, error), end; it != end && !error;
       it.increment(error)) {
    if (llvm::sys::path::extension(it->path()) != ".mlir")
      continue;
    OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(it->path(), &context);
    ASSERT_TRUE(module) << it->path();
    for (bool isSpecial : {false, true}) {
      hasSpecialNumbers = isSpecial;
      checkAll(*module, llvm::sys::path::filename(it->path()), /*isThorough=*/true);
    }
  }
  EXPECT_GT(numCompared, 200u);
}

TEST_F(GraphExactness, Conformance) {
  if (StringRef(EFFC_SHARED_DIR).empty())
    GTEST_SKIP() << "no shared models";
  checkModels(EFFC_SHARED_DIR "/conformance", UINT64_MAX, isThoroughRun());
  EXPECT_GT(numCompared, 500u);
}

TEST_F(GraphExactness, Models) {
  if (StringRef(EFFC_SHARED_DIR).empty())
    GTEST_SKIP() << "no shared models";
  bool isAll = isThoroughRun();
  checkModels(EFFC_SHARED_DIR "/models", isAll ? UINT64_MAX : 100'000, /*isThorough=*/isAll);
}
