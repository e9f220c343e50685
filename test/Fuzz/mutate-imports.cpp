//===- mutate-imports.cpp - Imports mutated models -----------------------------===//
//
// mutate-imports [--mutants=N] [--seed=S] model.tflite...
//
// Changes a few bytes of a model at a time and imports it. A mutant may be refused or accepted,
// but the importer must neither crash nor make IR that does not verify.
//
//===----------------------------------------------------------------------===//
#include "effc/Import/TFLite.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <random>

using namespace llvm;

static cl::list<std::string> models(cl::Positional, cl::OneOrMore, cl::desc("<model.tflite>..."));
static cl::opt<unsigned> numMutants("mutants", cl::desc("Mutants of each model"), cl::init(200));
static cl::opt<unsigned> seed("seed", cl::desc("Start of the random numbers"), cl::init(1));
static cl::opt<unsigned> only("only", cl::desc("Import one mutant and show its diagnostics"),
                              cl::init(~0u));
static cl::opt<std::string> save("save", cl::desc("Write the mutant of --only to a file"));

/// Contexts keep every attribute they have seen, so each serves some mutants only.
static constexpr unsigned kMutantsPerContext = 200;

static void mutate(std::string &bytes, std::mt19937 &random) {
  static constexpr uint32_t kInteresting[] = {0,          1,          2,          0x7f,
                                              0xff,       0x7fffffff, 0x80000000, 0xffffffff,
                                              0xfffffffe, 0x10000,    0x40000000, 0x7f800000};
  auto pick = [&](size_t count) { return count ? random() % count : 0; };
  for (unsigned step = 1 + pick(4); step > 0 && bytes.size() >= 16; --step) {
    size_t word = pick(bytes.size() / 4 - 1) * 4;
    switch (pick(8)) {
    case 0:
    case 1:
      bytes[pick(bytes.size())] = static_cast<char>(random());
      break;
    case 2:
      bytes[pick(bytes.size())] ^= static_cast<char>(1u << pick(8));
      break;
    case 3:
      support::endian::write32le(&bytes[word], kInteresting[pick(std::size(kInteresting))]);
      break;
    case 4:
      support::endian::write32le(&bytes[word],
                                 support::endian::read32le(&bytes[word]) + 1 - 2 * pick(2));
      break;
    case 5:
      support::endian::write32le(&bytes[word], pick(64));
      break;
    case 6:
      std::copy_n(&bytes[pick(bytes.size() / 4 - 1) * 4], 4, &bytes[word]);
      break;
    case 7:
      if (pick(10) == 0)
        bytes.resize(pick(bytes.size()));
      break;
    }
  }
}

namespace {
struct Counts {
  unsigned ok = 0, malformed = 0, unsupported = 0, internal = 0;
};
} // namespace

static void importMutant(StringRef model, unsigned number, mlir::MLIRContext &context,
                         Counts &counts) {
  std::seed_seq seeds{unsigned(seed), number};
  std::mt19937 random(seeds);
  std::string bytes = model.str();
  mutate(bytes, random);
  if (!save.empty()) {
    std::error_code error;
    raw_fd_ostream(save, error) << bytes;
  }
  // Files come at any address.
  size_t offset = number % 4;
  bytes.insert(0, offset, '\0');
  effc::ImportStatus status;
  mlir::OwningOpRef<mlir::ModuleOp> module = effc::importTFLite(
      MemoryBufferRef(StringRef(bytes).drop_front(offset), "mutant"), &context, &status);
  counts.ok += status == effc::ImportStatus::Ok;
  counts.malformed += status == effc::ImportStatus::Malformed;
  counts.unsupported += status == effc::ImportStatus::Unsupported;
  if (status == effc::ImportStatus::Internal) {
    ++counts.internal;
    errs() << "mutant " << number << " became invalid IR\n";
  }
}

static void importMutants(StringRef model, Counts &counts) {
  std::unique_ptr<mlir::MLIRContext> context;
  bool isSingle = only != ~0u;
  for (unsigned i = 0; i < (isSingle ? 1 : unsigned(numMutants)); ++i) {
    if (i % kMutantsPerContext == 0)
      context = std::make_unique<mlir::MLIRContext>(mlir::MLIRContext::Threading::DISABLED);
    mlir::ScopedDiagnosticHandler handler(context.get(), [&](mlir::Diagnostic &diagnostic) {
      if (isSingle)
        errs() << diagnostic.getLocation() << ": " << diagnostic << "\n";
      return mlir::success();
    });
    importMutant(model, isSingle ? unsigned(only) : i, *context, counts);
  }
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv, "imports mutated models\n");
  unsigned numInternal = 0;
  for (const std::string &path : models) {
    auto buffer = MemoryBuffer::getFile(path);
    if (!buffer) {
      errs() << path << ": " << buffer.getError().message() << "\n";
      return 1;
    }
    Counts counts;
    importMutants((*buffer)->getBuffer(), counts);
    outs() << path << ": " << counts.ok << " imported, " << counts.malformed << " malformed, "
           << counts.unsupported << " unsupported, " << counts.internal << " wrong\n";
    outs().flush();
    numInternal += counts.internal;
  }
  return numInternal != 0;
}
