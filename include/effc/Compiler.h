//===- Compiler.h - effc as a library ---------------------------*- C++ -*-===//
//
// A model's bytes and options in; object, header, report and diagnostics out. There
// is no global state: compilations may run in several threads at once. Nothing is
// printed, and no input makes the process exit.
//
// The header needs no LLVM headers. include/effc-c/effc.h is the same for C.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_COMPILER_H
#define EFFC_COMPILER_H

#include "effc/Driver/Phase.h"
#include "effc/Target/ModelInfo.h"
#include "effc/Target/Options.h"
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlir {
class MLIRContext;
class Operation;
class PassManager;
} // namespace mlir

namespace effc {

/// The version of this library, `major.minor.patch`.
const char *getVersion();

/// How a compilation ended; also the exit code of the `effc` tool.
enum class Status {
  Ok = 0,
  Usage = 1,         ///< wrong options, or a file that cannot be read or written
  BadModel = 2,      ///< the bytes are no model, or contradict themselves
  Unsupported = 3,   ///< a sound model with something effc does not compile
  LimitExceeded = 4, ///< maxRam, maxFlash or maxStack
  Internal = 70      ///< a bug of effc
};

/// A message about a model. `location` reads `file:subgraph:op 7 CONV_2D "name"`.
struct Diagnostic {
  enum class Severity { Error, Warning, Remark };
  Severity severity = Severity::Error;
  std::string location;
  std::string message;
  /// What to do about it, and other details.
  std::vector<std::string> notes;
};

/// A kernel's register block: output pixels and channels that are summed up at once.
struct TileSize {
  unsigned pixels = 0, channels = 0;
};

/// The longest memory map that is read.
inline constexpr uint64_t kMaxMemoryMapBytes = 1 << 20;

/// What a choice shall favour where one is at the cost of another.
enum class Goal {
  Time,  ///< few instructions
  Flash, ///< small code: `Os` instead of `O2` and `O3`
  Ram    ///< a small arena: ops in stripes that compute up to a quarter of the model again
};

struct CompileOptions {
  /// Names the model in messages.
  std::string fileName = "model";
  /// Prefix of all symbols, as a C identifier; by default made from `outputFile`, else `fileName`.
  std::string name;
  /// Where the caller puts the object, if that names the model.
  std::string outputFile;
  TargetSelection target;
  OptLevel level = OptLevel::O2;
  Goal goal = Goal::Time;
  /// What `CompileResult::output` is to be.
  Phase emit = Phase::Object;
  /// Passes of the graph phase to leave out: names without `--`, as `effc-fold-pad`.
  std::vector<std::string> disabledPasses;
  /// How many threads a call may use, through `effc_parallel_for` (effc-abi/effc_parallel.h).
  unsigned threads = 1;
  /// The least work that a kernel must have to be split among them: multiply-accumulates of
  /// bytes in a convolution, some 75 a nanosecond, or what takes as long.
  uint64_t leastSplitWork = 375000;
  /// Bytes of arena; of code and constants; of stack.
  std::optional<uint64_t> maxRam, maxFlash, maxStack;
  /// The board's memories, as JSON: docs/memory.md.
  std::optional<std::string> memoryMap;
  /// Fills in `CompileResult::linkerScript`, and declares `<name>_load()` in the header.
  bool writesLinkerScript = false;
  /// Adds `<name>_check()`, which finds constants that are not where the code reads them.
  bool selfTest = false;
  /// Register blocks instead of those that the cost model chooses, by `KernelCall::tileKey`; `*`
  /// for all other kernels. They change how long a model takes, not what it gives.
  std::map<std::string, TileSize> tiles;
  /// Calls hooks between kernels, which only `run` defines.
  bool profile = false;
  /// How wide the lines of `CompileResult::reportText` may be, in characters.
  unsigned reportWidth = 80;
  /// Called at the start of each phase with its name, and with null at the end.
  std::function<void(const char *)> progress;
  /// Called on each phase's passes before they run, to print or time them.
  std::function<void(mlir::PassManager &)> configure;
  /// Reads the bytes instead of the importer, to a module that the compiler then owns; null after
  /// an error, which went to the context. For tools that take effc's own `.mlir`, at whatever phase
  /// the module's attribute `effc.phase` names: such a module can hold any code, so its author is
  /// trusted as the author of a program is. Without this function no bytes are ever read as MLIR.
  std::function<mlir::Operation *(std::string_view, const std::string &fileName,
                                  mlir::MLIRContext &)>
      readTrustedModule;
};

/// A kernel that the model's function calls.
struct KernelCall {
  /// The function of the object.
  std::string kernel;
  /// Of the ops that it computes: their positions in the imported graph, the last one's tensor,
  /// and where the model has it.
  std::vector<unsigned> ops;
  std::string name, location;
  uint64_t macs = 0;
  /// It reads f32 elements.
  bool isFloat = false;
  /// What a packed kernel's best block depends on; empty without `tiles` and `profile`.
  std::string tileKey;
};

struct CompileResult {
  Status status = Status::Internal;
  /// The product of phase `emit`: text up to `LLVM` and for `Assembly`, else binary.
  std::string output;
  /// C header and report (JSON, and as text for people); filled in for `Assembly` and `Object`.
  std::string header, report, reportText;
  /// Sections for the memories of the map, for GNU ld and lld.
  std::string linkerScript;
  ModelInfo model;
  /// The model's schedule; filled in from phase `LLVM` on.
  std::vector<KernelCall> calls;
  std::vector<Diagnostic> diagnostics;

  explicit operator bool() const { return status == Status::Ok; }
};

/// Compiles the bytes of a `.tflite` file. They may come from anywhere: SECURITY.md.
CompileResult compile(std::string_view model, const CompileOptions &options);

/// Lists every problem of a model that is known before code generation. With limits or a memory map
/// it generates code, too, to see whether they are kept.
CompileResult check(std::string_view model, const CompileOptions &options);

/// `text` form of diagnostics, for people: `location: error: message` and indented notes, a line
/// each. Those that say the same of operators of one kind are one, with a note of how many and
/// where.
std::string formatDiagnostics(const std::vector<Diagnostic> &diagnostics);
/// The same as a JSON array.
std::string formatDiagnosticsJSON(const std::vector<Diagnostic> &diagnostics);

} // namespace effc

#endif
