//===- Effc.cpp - effc as a library, for C --------------------------------===//
#include "effc-c/effc.h"
#include "effc/Compiler.h"
#include "effc/Driver/Pipeline.h"
#include <algorithm>
#include <cstring>

using namespace effc;

struct effc_result {
  CompileResult result;
  std::string diagnostics, diagnosticsJSON;
};

void effc_options_init(effc_options *options, size_t structSize) {
  effc_options defaults = {};
  defaults.max_ram = defaults.max_flash = defaults.max_stack = EFFC_NO_LIMIT;
  std::memset(static_cast<void *>(options), 0, structSize);
  std::memcpy(static_cast<void *>(options), &defaults, std::min(structSize, sizeof(defaults)));
  options->struct_size = structSize;
}

/// A caller built with an older header passes fewer members: the rest are defaults.
static effc_options completeOptions(const effc_options *options) {
  effc_options complete;
  effc_options_init(&complete, sizeof(complete));
  if (options)
    std::memcpy(static_cast<void *>(&complete), options,
                std::min(options->struct_size, sizeof(complete)));
  return complete;
}

/// False if the level or the goal is unknown; `problem` says which.
static bool convertChoices(const effc_options &from, CompileOptions &to, std::string &problem) {
  if (from.optimization) {
    constexpr llvm::StringLiteral kLevels = "0123sz";
    llvm::StringRef level(from.optimization);
    size_t index = level.size() == 1 ? kLevels.find(level[0]) : llvm::StringRef::npos;
    if (index == llvm::StringRef::npos) {
      problem = "unknown optimization level '" + level.str() + "'";
      return false;
    }
    to.level = OptLevel(index);
  }
  if (from.optimize_for) {
    constexpr llvm::StringLiteral kGoals[] = {"time", "flash", "ram"};
    const auto *goal = llvm::find(kGoals, llvm::StringRef(from.optimize_for));
    if (goal == std::end(kGoals)) {
      problem = "found '" + std::string(from.optimize_for) +
                "' for optimize_for, expected time, flash or ram";
      return false;
    }
    to.goal = Goal(goal - std::begin(kGoals));
  }
  return true;
}

/// False if a member names something unknown; `problem` says what.
static bool convertOptions(const effc_options &from, CompileOptions &to, std::string &problem) {
  auto set = [](std::string &member, const char *value) {
    if (value)
      member = value;
  };
  set(to.fileName, from.file_name);
  set(to.name, from.name);
  set(to.target.name, from.target);
  set(to.target.cpu, from.cpu);
  set(to.target.features, from.features);
  set(to.target.floatABI, from.float_abi);
  set(to.target.abi, from.abi);
  for (size_t i = 0; i < from.num_disabled_passes; ++i)
    to.disabledPasses.push_back(from.disabled_passes[i]);
  auto setLimit = [](std::optional<uint64_t> &limit, uint64_t value) {
    if (value != EFFC_NO_LIMIT)
      limit = value;
  };
  setLimit(to.maxRam, from.max_ram);
  setLimit(to.maxFlash, from.max_flash);
  setLimit(to.maxStack, from.max_stack);
  if (from.memory_map)
    to.memoryMap = from.memory_map;
  if (!convertChoices(from, to, problem))
    return false;
  if (from.emit) {
    const auto *info = llvm::find_if(getPhases(), [&](const PhaseInfo &phase) {
      return phase.name == llvm::StringRef(from.emit);
    });
    if (info == getPhases().end()) {
      problem = "unknown phase '" + std::string(from.emit) + "'";
      return false;
    }
    to.emit = info->phase;
  }
  return true;
}

static effc_result *runCompiler(const void *model, size_t size, const effc_options *options,
                                CompileResult (*function)(std::string_view,
                                                          const CompileOptions &)) {
  auto *result = new (std::nothrow) effc_result;
  if (!result)
    return nullptr;
  CompileOptions converted;
  std::string problem;
  if (convertOptions(completeOptions(options), converted, problem)) {
    result->result = function({static_cast<const char *>(model), size}, converted);
  } else {
    Diagnostic diagnostic;
    diagnostic.location = converted.fileName;
    diagnostic.message = problem;
    result->result.status = Status::Usage;
    result->result.diagnostics.push_back(diagnostic);
  }
  result->diagnostics = formatDiagnostics(result->result.diagnostics);
  result->diagnosticsJSON = formatDiagnosticsJSON(result->result.diagnostics);
  return result;
}

effc_result *effc_compile(const void *model, size_t size, const effc_options *options) {
  return runCompiler(model, size, options, compile);
}

effc_result *effc_check(const void *model, size_t size, const effc_options *options) {
  return runCompiler(model, size, options, check);
}

void effc_result_free(effc_result *result) { delete result; }

effc_status effc_result_status(const effc_result *result) {
  return static_cast<effc_status>(result->result.status);
}

const void *effc_result_output(const effc_result *result, size_t *size) {
  *size = result->result.output.size();
  return result->result.output.data();
}

const char *effc_result_header(const effc_result *result) { return result->result.header.c_str(); }
const char *effc_result_report_json(const effc_result *result) {
  return result->result.report.c_str();
}
const char *effc_result_diagnostics(const effc_result *result) {
  return result->diagnostics.c_str();
}
const char *effc_result_diagnostics_json(const effc_result *result) {
  return result->diagnosticsJSON.c_str();
}
const char *effc_version(void) { return getVersion(); }
