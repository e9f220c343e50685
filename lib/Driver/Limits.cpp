//===- Limits.cpp - The gates --max-ram, --max-flash, --max-stack ---------===//
#include "Limits.h"
#include "llvm/ADT/STLExtras.h"

using namespace effc;

/// Names the op at the peak and the buffers that are in use there, largest first.
static void explainPeak(const Report &report, Diagnostic &diagnostic) {
  if (report.buffers.empty())
    return;
  int64_t step = report.peakStep;
  std::string op = step < int64_t(report.calls.size()) ? report.calls[step].location : "";
  diagnostic.notes.push_back("the peak of " + std::to_string(report.arenaLowerBound) +
                             " bytes is at step " + std::to_string(step) + " of the schedule" +
                             (op.empty() ? "" : ": " + op));
  std::vector<const BufferReport *> live;
  for (const BufferReport &buffer : report.buffers)
    if (buffer.first <= step && step <= buffer.last)
      live.push_back(&buffer);
  llvm::stable_sort(live, [](auto *a, auto *b) { return a->bytes > b->bytes; });
  for (const BufferReport *buffer : live)
    diagnostic.notes.push_back(std::to_string(buffer->bytes) + " bytes: " + buffer->name +
                               ", in use from step " + std::to_string(buffer->first) + " to " +
                               std::to_string(buffer->last));
}

/// The smallest arena that was found.
static uint64_t getSmallestArena(const MemoryFit &fit, const ModelInfo &model) {
  bool isSmaller =
      !fit.fits && fit.smallestArena > 0 && fit.smallestArena < int64_t(model.arenaBytes);
  return isSmaller ? fit.smallestArena : model.arenaBytes;
}

/// Says at what cost the smallest arena was found.
static void explainSmallest(const MemoryFit &fit, const ModelInfo &model, Diagnostic &diagnostic) {
  if (getSmallestArena(fit, model) < model.arenaBytes)
    diagnostic.notes.push_back("that is computing ops in stripes, with " +
                               std::to_string(fit.recomputedMacs) +
                               " more multiply-accumulates; without stripes it is " +
                               std::to_string(model.arenaBytes) + " bytes");
  else if (!fit.fits)
    diagnostic.notes.push_back("computing ops in stripes does not make the arena smaller");
}

/// Names the ops with the most weights.
static void explainWeights(const Report &report, Diagnostic &diagnostic) {
  std::vector<const OpReport *> ops;
  for (const OpReport &op : report.ops)
    if (op.weightBytes != 0)
      ops.push_back(&op);
  llvm::stable_sort(ops, [](auto *a, auto *b) { return a->weightBytes > b->weightBytes; });
  for (const OpReport *op : llvm::ArrayRef(ops).take_front(5))
    diagnostic.notes.push_back(std::to_string(op->weightBytes) +
                               " bytes of weights: " + op->location);
}

bool effc::checkLimits(const Report &report, const ModelInfo &model, const CompileOptions &options,
                       std::vector<Diagnostic> &diagnostics) {
  size_t before = diagnostics.size();
  auto check = [&](std::optional<uint64_t> limit, uint64_t bytes, const char *what,
                   const char *option) -> Diagnostic * {
    if (!limit || bytes <= *limit)
      return nullptr;
    Diagnostic diagnostic;
    diagnostic.location = options.fileName;
    diagnostic.message = std::string("found ") + std::to_string(bytes) + " bytes of " + what +
                         ", expected at most " + std::to_string(*limit) + " (" + option + ")";
    diagnostics.push_back(std::move(diagnostic));
    return &diagnostics.back();
  };
  uint64_t arena = model.arenaBytes > options.maxRam.value_or(UINT64_MAX)
                       ? getSmallestArena(report.fit, model)
                       : model.arenaBytes;
  if (Diagnostic *ram = check(options.maxRam, arena, "arena", "--max-ram")) {
    explainSmallest(report.fit, model, *ram);
    explainPeak(report, *ram);
  }
  if (Diagnostic *flash = check(options.maxFlash, model.textBytes + model.constBytes,
                                "code and constants", "--max-flash")) {
    flash->notes.push_back(std::to_string(model.textBytes) + " bytes of code, " +
                           std::to_string(model.constBytes) + " bytes of constants");
    explainWeights(report, *flash);
  }
  check(options.maxStack, model.stackBytes, "stack", "--max-stack");
  return diagnostics.size() == before;
}
