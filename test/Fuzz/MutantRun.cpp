//===- MutantRun.cpp - Compiles a mutant and runs it ----------------------===//
#include "MutantRun.h"
#include "effc-abi/effc_model.h"
#include "effc/Driver/Run.h"
#include "llvm/Object/ObjectFile.h"
#include <algorithm>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

using namespace effc;

/// The reference evaluator takes about a second for this many.
static constexpr uint64_t kMaxComparedMacs = 3'000'000;

namespace {
/// `bytes` that end at an inaccessible page, filled with `fill`.
class Guarded {
public:
  Guarded(size_t bytes, int fill) {
    size_t page = sysconf(_SC_PAGESIZE), room = (bytes + page - 1) / page * page;
    size = room + 2 * page;
    memory = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *start = static_cast<char *>(memory) + page;
    if (memory == MAP_FAILED || (room && mprotect(start, room, PROT_READ | PROT_WRITE)))
      _exit(1);
    std::memset(start, fill, room);
    data = start + room - bytes;
  }
  ~Guarded() {
    if (memory)
      munmap(memory, size);
  }
  Guarded(Guarded &&other) : memory(other.memory), size(other.size), data(other.data) {
    other.memory = nullptr;
  }
  char *get() const { return data; }

private:
  void *memory;
  size_t size;
  char *data;
};
} // namespace

static bool hasAllowedSymbols(const std::string &object) {
  auto file = llvm::object::ObjectFile::createObjectFile(llvm::MemoryBufferRef(object, "mutant"));
  if (!file) {
    llvm::consumeError(file.takeError());
    return false;
  }
  return llvm::all_of((*file)->symbols(), [](const llvm::object::SymbolRef &symbol) {
    llvm::StringRef name = llvm::cantFail(symbol.getName());
    bool isUndefined =
        llvm::cantFail(symbol.getFlags()) & llvm::object::BasicSymbolRef::SF_Undefined;
    return !isUndefined || name.empty() || name == "memcpy" || name == "memmove" ||
           name == "memset";
  });
}

/// Runs the model in memory filled with `fill`; false if it returns an error.
static bool runGuarded(const effc_model &model, const std::vector<std::string> &inputs, int fill,
                       std::vector<std::string> &results) {
  // As the alignment demands, the arena's end may lie before the page's.
  size_t arenaBytes = (model.arena_bytes + model.arena_align - 1) / model.arena_align;
  Guarded arena(arenaBytes * model.arena_align, fill);
  std::vector<Guarded> tensors;
  std::vector<const void *> from;
  std::vector<void *> to;
  for (const std::string &bytes : inputs) {
    char *data = tensors.emplace_back(bytes.size(), 0).get();
    from.push_back(std::memcpy(data, bytes.data(), bytes.size()));
  }
  for (uint32_t i = 0; i < model.num_outputs; ++i)
    to.push_back(tensors.emplace_back(model.outputs[i].bytes, fill).get());
  model.reset(arena.get());
  if (model.invoke(from.data(), to.data(), arena.get()) != EFFC_OK)
    return false;
  for (uint32_t i = 0; i < model.num_outputs; ++i)
    results.emplace_back(static_cast<const char *>(to[i]), model.outputs[i].bytes);
  return true;
}

static Verdict toVerdict(const CompileResult &result) {
  if (result.diagnostics.empty())
    return Verdict::Silent;
  switch (result.status) {
  case Status::BadModel:
    return Verdict::BadModel;
  case Status::Unsupported:
    return Verdict::Unsupported;
  case Status::LimitExceeded:
    return Verdict::TooLarge;
  default:
    return Verdict::InternalError;
  }
}

/// Whether all arithmetic is on integers, as far as the tensors of the interface tell.
static bool isInteger(const ModelInfo &model) {
  auto isExact = [](const TensorInfo &tensor) {
    return tensor.type != ElementType::Float32 && tensor.type != ElementType::Float16;
  };
  return llvm::all_of(model.inputs, isExact) && llvm::all_of(model.outputs, isExact);
}

Verdict compileAndRun(const std::string &model, const CompileOptions &options) {
  CompileResult compiled = compile(model, options);
  if (!compiled)
    return toVerdict(compiled);
  if (!hasAllowedSymbols(compiled.output))
    return Verdict::BadSymbol;
  std::string error;
  std::unique_ptr<LoadedModel> loaded = LoadedModel::load(compiled.output, compiled.model, error);
  if (!loaded)
    return Verdict::NotRunnable;
  const effc_model &descriptor = loaded->getDescriptor();
  // The evaluator also makes the inputs.
  RunOptions reference;
  reference.compile = options;
  reference.reference = true;
  bool compares = isInteger(compiled.model) && descriptor.macs < kMaxComparedMacs;
  RunResult expected;
  if (compares)
    expected = run(model, reference);
  if (compares && !expected.compilation)
    return Verdict::InternalError;
  std::vector<std::string> inputs = expected.inputs, first, second;
  for (uint32_t i = inputs.size(); i < descriptor.num_inputs; ++i)
    inputs.emplace_back(descriptor.inputs[i].bytes, '\x3d');
  if (!runGuarded(descriptor, inputs, 0xA5, first) || !runGuarded(descriptor, inputs, 0x3C, second))
    return Verdict::NotRunnable;
  if (first != second)
    return Verdict::Unstable;
  if (!compares)
    return Verdict::Sound;
  return first == expected.outputs ? Verdict::Equal : Verdict::Wrong;
}
