//===- Report.h - What a compilation is reported to be ----------*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_REPORT_H
#define EFFC_LIB_DRIVER_REPORT_H

#include "FitMemory.h"
#include "MemoryMap.h"
#include "effc/Compiler.h"
#include "effc/Target/TargetInfo.h"
#include "mlir/IR/BuiltinOps.h"
#include <map>

namespace effc {

/// An op of the model, as imported.
struct OpReport {
  std::string kind, name, location;
  /// Element type of the result as the interface names it; shapes of the operands and the result.
  std::string type;
  std::vector<std::vector<int64_t>> inputs;
  std::vector<int64_t> output;
  /// Its attributes that are numbers or lists of them.
  std::vector<std::pair<std::string, std::vector<int64_t>>> parameters;
  int64_t macs = 0, inputBytes = 0, outputBytes = 0, weightBytes = 0;
  /// The function of the object that computes it; empty if it was folded away.
  std::string kernel;
};

/// A buffer of the arena; it is in use from op `first` to op `last` of the schedule.
struct BufferReport {
  std::string name;
  int64_t offset = 0, bytes = 0, first = 0, last = 0;
};

/// How a tiled kernel multiplies, its register block, and how it rescales integers.
struct KernelForm {
  std::string dot, rescale;
  int64_t pixels = 0, channels = 0;
  bool hasExceptions = false;
};

struct Report {
  std::vector<OpReport> ops;
  std::vector<KernelCall> calls;
  /// By the kernel's name.
  std::map<std::string, KernelForm> forms;
  std::vector<BufferReport> buffers;
  int64_t arenaLowerBound = 0;
  /// The call at which it is reached.
  int64_t peakStep = 0;
  /// What `--max-ram` or `--optimize-for=ram` led to.
  MemoryFit fit;
  /// The memory map, with what is assigned.
  std::vector<MemoryRegion> regions;
  std::vector<std::string> undefinedSymbols;
  /// Bytes of code by function of the object.
  std::map<std::string, uint64_t> functionBytes;

  /// Lists the ops of the imported graph.
  void recordOps(mlir::ModuleOp module);
  /// Lists the kernels' forms while they are single ops.
  void recordForms(mlir::ModuleOp module);
  /// Lists the calls of kernels, and notes which computes which op.
  void recordCalls(mlir::ModuleOp module);
  /// Reads the arena's map from `effc.memory`.
  void recordMemory(mlir::ModuleOp module);

  /// Multiply-accumulates that stripes do more than once.
  int64_t countRecomputed() const;
  /// The ops of a chain, as positions in `ops`.
  std::vector<int64_t> findOps(const StripedChain &chain) const;
};

std::string writeReportJSON(const Report &report, const ModelInfo &model, const Machine &machine,
                            const CompileOptions &options);
/// Lines are at most `width` characters where that is possible.
std::string writeReportText(const Report &report, const ModelInfo &model, const Machine &machine,
                            size_t width);

} // namespace effc

#endif
