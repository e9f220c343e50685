//===- mutate-imports.cpp - Imports mutated models -----------------------------===//
//
// mutate-imports [--mutants=N] [--seed=S] model.tflite...
//
// Changes a few bytes or parts of a model at a time and imports it. A mutant may be refused or
// accepted, but the importer must neither crash nor make IR that does not verify.
//
//===----------------------------------------------------------------------===//
#include "Mutation.h"
#include "StructuralMutation.h"
#include "effc/Import/TFLite.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/CommandLine.h"
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

namespace {
struct Counts {
  unsigned ok = 0, malformed = 0, unsupported = 0, internal = 0;
};
} // namespace

static void importMutant(StringRef model, unsigned number, mlir::MLIRContext &context,
                         Counts &counts) {
  std::seed_seq seeds{unsigned(seed), number};
  std::mt19937 random(seeds);
  std::string bytes =
      number % 2 == 0 ? mutate(model.str(), random) : mutateStructure(model.str(), random);
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
