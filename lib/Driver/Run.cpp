//===- Run.cpp - Running models on the host -------------------------------===//
#include "effc/Driver/Run.h"
#include "Diagnostics.h"
#include "ModelReader.h"
#include "effc-abi/effc_model.h"
#include "effc-abi/effc_parallel.h"
#include "effc/Reference/Evaluator.h"
#include "effc/Target/Emission.h"
#include "effc/Target/ModelInterface.h"
#include "effc/Target/TargetInfo.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/MemAlloc.h"
#include "llvm/TargetParser/Host.h"
#include <chrono>
#include <cstring>
#include <random>

using namespace mlir;
using namespace effc;

//===----------------------------------------------------------------------===//
// LoadedModel
//===----------------------------------------------------------------------===//

namespace {
/// Memory at the arena's alignment.
struct AlignedBytes {
  AlignedBytes(size_t size, size_t alignment)
      : size(std::max<size_t>(size, 1)), alignment(alignment),
        data(llvm::allocate_buffer(this->size, alignment)) {
    std::memset(data, 0, this->size);
  }
  ~AlignedBytes() { llvm::deallocate_buffer(data, size, alignment); }
  AlignedBytes(const AlignedBytes &) = delete;
  AlignedBytes &operator=(const AlignedBytes &) = delete;
  size_t size, alignment;
  void *data;
};
} // namespace

namespace {
/// What the hooks between kernels write to.
struct Stopwatch {
  using Clock = std::chrono::steady_clock;
  /// Before call `number`, or after the last one.
  static void mark(Stopwatch *watch, uint32_t number) {
    Clock::time_point now = Clock::now();
    if (number != 0 && number <= watch->times.size())
      watch->times[number - 1] =
          std::chrono::duration<double, std::micro>(now - watch->start).count();
    watch->start = Clock::now();
  }
  std::vector<double> &times;
  Clock::time_point start;
};
} // namespace

struct LoadedModel::Implementation {
  std::unique_ptr<Stopwatch> stopwatch;
  std::unique_ptr<llvm::orc::LLJIT> jit;
  const effc_model *descriptor = nullptr;
  std::unique_ptr<AlignedBytes> arena;
};

LoadedModel::LoadedModel() : implementation(std::make_unique<Implementation>()) {}
LoadedModel::~LoadedModel() = default;

/// Defines what an object calls: threads, and with `stopwatch` the profile's hooks.
static llvm::Error defineHooks(llvm::orc::LLJIT &session, Stopwatch *stopwatch) {
  auto define = [](auto *address) {
    return llvm::orc::ExecutorSymbolDef(llvm::orc::ExecutorAddr::fromPtr(address),
                                        llvm::JITSymbolFlags::Exported);
  };
  llvm::orc::SymbolMap symbols;
  symbols[session.mangleAndIntern("effc_parallel_for")] = define(&effc_parallel_for);
  if (stopwatch) {
    symbols[session.mangleAndIntern(kProfileHookName)] = define(&Stopwatch::mark);
    symbols[session.mangleAndIntern(kProfileContextName)] = define(stopwatch);
  }
  return session.getMainJITDylib().define(llvm::orc::absoluteSymbols(std::move(symbols)));
}

std::unique_ptr<LoadedModel> LoadedModel::load(const std::string &object, const ModelInfo &model,
                                               std::string &error) {
  return load(object, model, /*times=*/nullptr, error);
}

std::unique_ptr<LoadedModel> LoadedModel::load(const std::string &object, const ModelInfo &model,
                                               std::vector<double> &times, std::string &error) {
  return load(object, model, &times, error);
}

std::unique_ptr<LoadedModel> LoadedModel::load(const std::string &object, const ModelInfo &model,
                                               std::vector<double> *times, std::string &error) {
  std::string triple = llvm::sys::getDefaultTargetTriple();
  if (!findBackend(triple, error))
    return nullptr;
  auto jit = llvm::orc::LLJITBuilder().setPlatformSetUp(llvm::orc::setUpInactivePlatform).create();
  if (!jit) {
    error = llvm::toString(jit.takeError());
    return nullptr;
  }
  std::unique_ptr<LoadedModel> loaded(new LoadedModel);
  loaded->implementation->jit = std::move(*jit);
  llvm::orc::LLJIT &session = *loaded->implementation->jit;
  std::unique_ptr<Stopwatch> &stopwatch = loaded->implementation->stopwatch;
  if (times)
    stopwatch.reset(new Stopwatch{*times, {}});
  if (llvm::Error failed = defineHooks(session, stopwatch.get())) {
    error = llvm::toString(std::move(failed));
    return nullptr;
  }
  if (llvm::Error failed =
          session.addObjectFile(llvm::MemoryBuffer::getMemBufferCopy(object, model.name))) {
    error = llvm::toString(std::move(failed));
    return nullptr;
  }
  auto symbol = session.lookup(model.name + "_model");
  if (!symbol) {
    error = llvm::toString(symbol.takeError());
    return nullptr;
  }
  const auto *descriptor = symbol->toPtr<const effc_model *>();
  loaded->implementation->descriptor = descriptor;
  loaded->implementation->arena =
      std::make_unique<AlignedBytes>(descriptor->arena_bytes, descriptor->arena_align);
  loaded->reset();
  return loaded;
}

const effc_model &LoadedModel::getDescriptor() const { return *implementation->descriptor; }

int32_t LoadedModel::invoke(const void *const *inputs, void *const *outputs) {
  return implementation->descriptor->invoke(inputs, outputs, implementation->arena->data);
}

void LoadedModel::reset() { implementation->descriptor->reset(implementation->arena->data); }

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

static bool fail(CompileResult &result, Status status, const std::string &location,
                 const std::string &message) {
  effc::Diagnostic diagnostic;
  diagnostic.location = location;
  diagnostic.message = message;
  result.diagnostics.push_back(std::move(diagnostic));
  result.status = status;
  return false;
}

/// Pseudo-random elements: any byte for integers, [-1, 1) for floats.
static std::string makeRandomInput(const TensorInfo &tensor, std::mt19937 &generator) {
  std::string bytes(tensor.bytes, '\0');
  if (tensor.type == ElementType::Float32) {
    for (size_t i = 0; i + 4 <= bytes.size(); i += 4) {
      float value = float(int32_t(generator()) * 0x1p-31);
      std::memcpy(bytes.data() + i, &value, 4);
    }
    return bytes;
  }
  for (char &byte : bytes)
    byte = char(tensor.type == ElementType::Bool ? generator() & 1 : generator() >> 24);
  // Half-precision exponents of all ones would be infinities.
  if (tensor.type == ElementType::Float16)
    for (size_t i = 1; i < bytes.size(); i += 2)
      bytes[i] &= char(0xbb);
  return bytes;
}

/// Checks or makes the inputs; `calls` is how many tensors each holds.
static bool prepareInputs(const RunOptions &options, RunResult &result, size_t &calls) {
  CompileResult &compilation = result.compilation;
  const std::vector<TensorInfo> &tensors = compilation.model.inputs;
  calls = 1;
  if (options.inputs.empty()) {
    std::mt19937 generator(options.seed);
    for (const TensorInfo &tensor : tensors)
      result.inputs.push_back(makeRandomInput(tensor, generator));
    return true;
  }
  if (options.inputs.size() != tensors.size())
    return fail(compilation, Status::Usage, options.compile.fileName,
                "found " + std::to_string(options.inputs.size()) + " inputs, expected " +
                    std::to_string(tensors.size()));
  for (size_t i = 0; i < tensors.size(); ++i) {
    size_t bytes = tensors[i].bytes, found = options.inputs[i].size();
    size_t count = bytes ? found / bytes : 1;
    if (found != count * bytes || count == 0 || (i != 0 && count != calls))
      return fail(compilation, Status::Usage, options.compile.fileName,
                  "found " + std::to_string(found) + " bytes for input " + std::to_string(i) +
                      ", expected " + std::to_string(bytes * (i ? calls : 1)));
    calls = count;
  }
  result.inputs = options.inputs;
  return true;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

static void keepBest(std::vector<double> &best, const std::vector<double> &times) {
  if (best.empty())
    best = times;
  for (size_t i = 0; i < times.size(); ++i)
    best[i] = std::min(best[i], times[i]);
}

static void runCompiled(const RunOptions &options, RunResult &result, size_t calls) {
  CompileResult &compilation = result.compilation;
  const ModelInfo &model = compilation.model;
  std::string error;
  std::vector<double> callTimes(compilation.calls.size());
  std::unique_ptr<LoadedModel> loaded =
      options.profile ? LoadedModel::load(compilation.output, model, callTimes, error)
                      : LoadedModel::load(compilation.output, model, error);
  if (!loaded) {
    fail(compilation, Status::Internal, options.compile.fileName,
         "cannot load the object: " + error);
    return;
  }
  // Tensors are given as any caller would: aligned as their elements or better.
  std::vector<std::unique_ptr<AlignedBytes>> buffers;
  std::vector<const void *> inputs;
  std::vector<void *> outputs;
  for (const TensorInfo &tensor : model.inputs)
    inputs.push_back(buffers.emplace_back(new AlignedBytes(tensor.bytes, 64))->data);
  for (const TensorInfo &tensor : model.outputs)
    outputs.push_back(buffers.emplace_back(new AlignedBytes(tensor.bytes, 64))->data);
  result.outputs.resize(outputs.size());
  for (size_t call = 0; call < calls; ++call) {
    for (size_t i = 0; i < inputs.size(); ++i)
      std::memcpy(const_cast<void *>(inputs[i]),
                  result.inputs[i].data() + call * model.inputs[i].bytes, model.inputs[i].bytes);
    if (int32_t status = loaded->invoke(inputs.data(), outputs.data())) {
      fail(compilation, Status::Internal, options.compile.fileName,
           "the model returned " + std::to_string(status));
      return;
    }
    for (size_t i = 0; i < outputs.size(); ++i)
      result.outputs[i].append(static_cast<const char *>(outputs[i]), model.outputs[i].bytes);
  }
  for (unsigned i = 0; i < options.runs; ++i) {
    auto start = std::chrono::steady_clock::now();
    loaded->invoke(inputs.data(), outputs.data());
    std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - start;
    result.microseconds.push_back(time.count());
    if (options.profile)
      keepBest(result.callMicroseconds, callTimes);
  }
  if (options.profile && options.measurePeaks)
    result.peaks = measurePeaks();
}

static void runReference(std::string_view bytes, const RunOptions &options, RunResult &result,
                         size_t calls) {
  CompileResult &compilation = result.compilation;
  std::unique_ptr<MLIRContext> context = createContext();
  DiagnosticCollector collector(context.get(), options.compile.fileName, compilation.diagnostics);
  OwningOpRef<ModuleOp> module =
      readModel(bytes, options.compile, context.get(), compilation.status);
  if (!module)
    return;
  auto main = module->lookupSymbol<func::FuncOp>(kEntryName);
  const std::vector<TensorInfo> &tensors = compilation.model.inputs;
  result.outputs.resize(compilation.model.outputs.size());
  for (size_t call = 0; call < calls; ++call) {
    std::vector<TensorBytes> arguments;
    for (size_t i = 0; i < tensors.size(); ++i) {
      const char *start = result.inputs[i].data() + call * tensors[i].bytes;
      arguments.emplace_back(start, start + tensors[i].bytes);
    }
    SmallVector<TensorBytes> outputs;
    auto start = std::chrono::steady_clock::now();
    if (failed(evaluateFunction(main, arguments, outputs))) {
      compilation.status = Status::Unsupported;
      return;
    }
    std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - start;
    result.microseconds.push_back(time.count());
    for (size_t i = 0; i < outputs.size(); ++i)
      result.outputs[i].append(outputs[i].data(), outputs[i].size());
  }
}

CompileResult effc::readModelInfo(std::string_view model, const CompileOptions &options) {
  CompileOptions importOnly = options;
  importOnly.emit = Phase::Import;
  CompileResult result = compile(model, importOnly);
  result.output.clear();
  return result;
}

/// Code for other machines would end the process.
static bool checkTarget(const RunOptions &options, CompileResult &result) {
  llvm::Expected<Machine> machine = resolveTarget(options.compile.target);
  if (!machine) {
    llvm::consumeError(machine.takeError());
    return true; // the compiler reports it
  }
  llvm::Error error = checkRunsHere(*machine);
  if (!error)
    return true;
  fail(result, Status::Usage, options.compile.fileName, llvm::toString(std::move(error)));
  result.diagnostics.back().notes.push_back(
      "compile it without 'run', link it into a program, and run that in an emulator such as QEMU; "
      "without --target effc runs the model here, with the same results for integers");
  return false;
}

RunResult effc::run(std::string_view model, const RunOptions &options) {
  RunResult result;
  size_t calls;
  if (options.reference) {
    result.compilation = readModelInfo(model, options.compile);
    if (result.compilation && prepareInputs(options, result, calls))
      runReference(model, options, result, calls);
    return result;
  }
  if (!checkTarget(options, result.compilation))
    return result;
  CompileOptions compileOptions = options.compile;
  compileOptions.emit = Phase::Object;
  compileOptions.profile = options.profile;
  result.compilation = compile(model, compileOptions);
  if (result.compilation && prepareInputs(options, result, calls))
    runCompiled(options, result, calls);
  return result;
}
