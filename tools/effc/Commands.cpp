//===- Commands.cpp - The verbs of effc -----------------------------------===//
#include "Commands.h"
#include "effc/Driver/Escape.h"
#include "effc/Driver/InputFiles.h"
#include "effc/Driver/OutputFiles.h"
#include "effc/Driver/Pipeline.h"
#include "effc/Driver/TensorFile.h"
#include "effc/Driver/Tune.h"
#include "effc/Import/OperatorTable.h"
#include "effc/Target/TargetInfo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <numeric>

using namespace llvm;
using effc::Status;

/// More than any format of models holds, and less than address space.
static constexpr uint64_t kMaxModelBytes = uint64_t(16) << 30;
static constexpr uint64_t kMaxTileCacheBytes = 16 << 20;

static Status fileError(const Twine &message, const Twine &remedy = "") {
  errs() << "effc: error: " << effc::escapeForTerminal(message.str()) << "\n";
  if (std::string note = remedy.str(); !note.empty())
    errs() << "  note: " << effc::escapeForTerminal(note) << "\n";
  return Status::Usage;
}

/// Shows the current phase: a line each with its time for -v, one changing line on a terminal.
namespace {
class Progress {
public:
  explicit Progress(const CommandLine &line)
      : verbose(line.verbose), terminal(!verbose && sys::Process::StandardErrIsDisplayed()) {}
  ~Progress() { finish(); }

  void start(const char *phase) {
    finish();
    current = phase;
    begin = std::chrono::steady_clock::now();
    if (terminal && phase)
      errs() << "\r" << current << " ...\033[K";
  }

  void finish() {
    if (!current)
      return;
    std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
    if (verbose)
      errs() << formatv("{0,-8} {1,8:F1} ms\n", current, time.count());
    if (terminal)
      errs() << "\r\033[K";
    current = nullptr;
  }

private:
  bool verbose, terminal;
  const char *current = nullptr;
  std::chrono::steady_clock::time_point begin;
};
} // namespace

static std::string_view getBytes(const MemoryBuffer &buffer) {
  return {buffer.getBufferStart(), buffer.getBufferSize()};
}

static Status write(effc::OutputFiles &files) {
  std::string error;
  return files.commit(error) ? Status::Ok : fileError(error);
}

/// As GCC does it: a blank takes a backslash, and those in front of it twice.
static std::string escapeForMake(StringRef path) {
  std::string text;
  size_t backslashes = 0;
  for (char c : path) {
    if (c == ' ' || c == '\t')
      text.append(backslashes + 1, '\\');
    else if (c == '#')
      text += '\\';
    else if (c == '$')
      text += '$';
    backslashes = c == '\\' ? backslashes + 1 : 0;
    text += c;
  }
  return text;
}

/// Where what tuning found is kept from run to run; empty if the user has no such place.
static std::string getTuneCachePath(const CommandLine &line) {
  if (!line.tuneCache.empty())
    return line.tuneCache;
  SmallString<128> path;
  if (!sys::path::cache_directory(path))
    return "";
  sys::path::append(path, "effc", "tiles.txt");
  return std::string(path);
}

/// What a command reads besides the model.
static void addInputs(const CommandLine &line, effc::OutputFiles &files) {
  files.addInput("the model", line.input);
  if (!line.memoryMapFile.empty())
    files.addInput("the memory map", line.memoryMapFile);
  for (const std::string &path : line.inputFiles)
    files.addInput("an input of --in", path);
}

static Status tuneModel(CommandLine &line, const MemoryBuffer &input) {
  std::string path = getTuneCachePath(line), text, error;
  effc::OutputFiles files;
  addInputs(line, files);
  if (sys::fs::exists(path)) {
    auto file = effc::readInputFile(path, kMaxTileCacheBytes, error);
    if (!file)
      return fileError(error);
    text = file->getBuffer().str();
  }
  if (!text.empty() && !effc::TileCache::isTileCache(text))
    return fileError("'" + path + "' is no tile cache of effc, and would be replaced by one");
  effc::TileCache cache = effc::TileCache::parse(text);
  if (cache.getNumBadLines() != 0)
    errs() << "effc: warning: " << effc::escapeForTerminal(path) << " has "
           << cache.getNumBadLines() << " lines that are not understood\n";
  effc::TuneOptions options;
  options.seconds = line.tuneSeconds;
  options.seed = line.seed;
  effc::TuneResult result = effc::tune(getBytes(input), line.compile, options, cache);
  errs() << effc::formatDiagnostics(result.diagnostics);
  if (!result)
    return result.status;
  if (line.verbose)
    errs() << "tune: " << result.kernels << " kernels, " << result.cached << " known, "
           << result.measured << " measured, " << result.improved << " improved\n";
  if (result.measured == 0 || path.empty())
    return Status::Ok;
  sys::fs::create_directories(sys::path::parent_path(path));
  files.add("the tile cache", path, cache.print());
  return write(files);
}

/// The files of `compile`. The result's texts move there.
static void addOutputs(const CommandLine &line, effc::CompileResult &result,
                       effc::OutputFiles &files) {
  addInputs(line, files);
  if (line.tunes)
    files.addInput("the tile cache", getTuneCachePath(line));
  files.add("the output (-o)", line.output, std::move(result.output));
  if (!line.header.empty())
    files.add("the header (--header)", line.header, std::move(result.header));
  if (!line.depfile.empty()) {
    std::string text = escapeForMake(line.output) + ": " + escapeForMake(line.input);
    if (!line.memoryMapFile.empty())
      text += " " + escapeForMake(line.memoryMapFile);
    files.add("the dependency file (-MF)", line.depfile, text + "\n");
  }
  if (!line.linkerScript.empty())
    files.add("the linker script (--linker-script)", line.linkerScript,
              std::move(result.linkerScript));
  if (!line.reportFormat.empty())
    files.add("the report (--report)", line.reportFile,
              std::move(line.reportFormat == "json" ? result.report : result.reportText));
}

/// Tells before long work whether its results could be written.
static Status checkOutputs(const CommandLine &line) {
  effc::CompileResult nothing;
  effc::OutputFiles files;
  addOutputs(line, nothing, files);
  std::string error;
  return files.check(error) ? Status::Ok : fileError(error);
}

static Status compileModel(const CommandLine &line, const MemoryBuffer &input) {
  effc::CompileResult result = effc::compile(getBytes(input), line.compile);
  errs() << effc::formatDiagnostics(result.diagnostics);
  if (!result)
    return result.status;
  effc::OutputFiles files;
  addOutputs(line, result, files);
  return write(files);
}

static Status checkModel(const CommandLine &line, const MemoryBuffer &input) {
  effc::CompileResult result = effc::check(getBytes(input), line.compile);
  if (line.format == "json")
    outs() << effc::formatDiagnosticsJSON(result.diagnostics);
  else
    outs() << effc::formatDiagnostics(result.diagnostics);
  if (result && line.format == "text")
    outs() << line.input << ": no problems\n";
  return result.status;
}

static Status reportModel(const CommandLine &line, const MemoryBuffer &input) {
  effc::CompileResult result = effc::compile(getBytes(input), line.compile);
  errs() << effc::formatDiagnostics(result.diagnostics);
  if (result)
    outs() << (line.format == "json" ? result.report : result.reportText);
  return result.status;
}

static void printTimes(std::vector<double> times) {
  if (times.empty())
    return;
  llvm::sort(times);
  double mean = std::accumulate(times.begin(), times.end(), 0.0) / times.size();
  outs() << formatv("{0} runs: min {1:F1} us, median {2:F1} us, mean {3:F1} us\n", times.size(),
                    times.front(), times[times.size() / 2], mean);
}

static Status runModel(const CommandLine &line, const MemoryBuffer &input) {
  effc::RunOptions options;
  options.compile = line.compile;
  options.runs = line.runs;
  options.seed = line.seed;
  options.reference = line.reference;
  options.profile = line.profile;
  bool npy = false;
  if (!line.inputFiles.empty()) {
    effc::CompileResult info = effc::readModelInfo(getBytes(input), line.compile);
    if (!info) {
      errs() << effc::formatDiagnostics(info.diagnostics);
      return info.status;
    }
    if (info.model.inputs.size() != line.inputFiles.size())
      return fileError("found " + Twine(line.inputFiles.size()) + " files after --in, expected " +
                           Twine(info.model.inputs.size()),
                       "--in a b, or --in a --in b; a file of several times the input's size is as "
                       "many runs");
    for (auto [path, tensor] : zip(line.inputFiles, info.model.inputs)) {
      effc::FileProblem problem;
      if (!effc::readTensorFile(path, tensor, line.quantizesInputs, options.inputs.emplace_back(),
                                problem))
        return fileError(problem.message, problem.remedy);
      npy |= StringRef(path).ends_with(".npy");
    }
  }
  effc::RunResult result = effc::run(getBytes(input), options);
  errs() << effc::formatDiagnostics(result.compilation.diagnostics);
  if (!result.compilation)
    return result.compilation.status;
  if (options.profile)
    outs() << (line.format == "json" ? effc::formatProfileJSON(result)
                                     : effc::formatProfile(result, line.compile.reportWidth));
  else if (options.runs != 0)
    printTimes(result.microseconds);
  else if (line.outputPrefix.empty())
    outs() << effc::formatOutputs(result);
  effc::OutputFiles files;
  addInputs(line, files);
  for (auto [i, bytes] : enumerate(result.outputs)) {
    if (line.outputPrefix.empty())
      break;
    std::string path = line.outputPrefix + "." + std::to_string(i), what = "output ";
    what += std::to_string(i) + " (--out)";
    if (npy)
      files.add(what, path + ".npy", effc::makeNpy(result.compilation.model.outputs[i], bytes));
    else
      files.add(what, path + ".bin", bytes);
  }
  return write(files);
}

/// A short name, what it stands for as options, and what kernels make of the machine.
static void printTarget(const effc::KnownTarget &target) {
  static constexpr char kIndent[] = "                 ";
  outs() << formatv("{0,-16} {1}{2}\n", target.name, target.description,
                    target.name == effc::getDefaultTargetName() ? " (default)" : "");
  if (target.triple.empty()) // another one on each host
    return;
  effc::TargetSelection selection;
  selection.name = target.name.str();
  Expected<effc::Machine> machine = effc::resolveTarget(selection);
  if (!machine) {
    consumeError(machine.takeError());
    return;
  }
  outs() << kIndent << "--target=" << target.triple;
  auto printOption = [](const char *option, StringRef value) {
    if (!value.empty())
      outs() << " " << option << value;
  };
  printOption("-mcpu=", target.cpu);
  printOption("-mattr=", target.features);
  printOption("-mfloat-abi=", target.floatABI);
  printOption("-mabi=", target.abi);
  outs() << "\n" << kIndent << machine->indexBits << "-bit index, ";
  if (machine->vectorBits)
    outs() << machine->vectorRegisters << " vector registers of " << machine->vectorBits << " bits"
           << (machine->scalableVectors ? " and more" : "");
  else
    outs() << "no vectors";
  outs() << ", integer products: " << effc::stringifyDot(machine->dot) << "\n";
}

static Status printTargets() {
  llvm::for_each(effc::getKnownTargets(), printTarget);
  outs() << "\nLLVM triples of these architectures, PowerPC, MIPS and LoongArch are accepted too where they\n"
            "are little-endian, with -mcpu, -mattr, -mfloat-abi and -mabi.\n";
  return Status::Ok;
}

static Status printPhases() {
  for (const effc::PhaseInfo &phase : effc::getPhases())
    outs() << formatv("{0,-8} {1}\n", phase.name, phase.description);
  return Status::Ok;
}

static Status printSupportedOps(StringRef format) {
  if (format != "json") {
    outs() << effc::formatOperatorTable(format == "markdown");
    return Status::Ok;
  }
  json::OStream json(outs(), 2);
  json.array([&] {
    for (const effc::OperatorInfo &info : effc::getOperatorTable())
      json.object([&] {
        json.attribute("name", info.name);
        json.attributeArray("types", [&] {
          SmallVector<StringRef> names;
          std::string types = effc::getDataTypeName(info.getDataTypes());
          StringRef(types).split(names, '|');
          for (StringRef name : names)
            json.value(name);
        });
        json.attribute("notes", info.notes);
      });
  });
  outs() << "\n";
  return Status::Ok;
}

Status runCommand(CommandLine &line) {
  if (line.command == Command::PrintTargets)
    return printTargets();
  if (line.command == Command::PrintPhases)
    return printPhases();
  if (line.command == Command::SupportedOps)
    return printSupportedOps(line.format);
  if (line.command == Command::Compile)
    if (Status status = checkOutputs(line); status != Status::Ok)
      return status;
  std::string error;
  std::unique_ptr<MemoryBuffer> input = effc::readInputFile(line.input, kMaxModelBytes, error);
  if (!input)
    return fileError(error);
  Progress progress(line);
  line.compile.progress = [&](const char *phase) { progress.start(phase); };
  Status status = Status::Internal;
  if (line.tunes && line.command != Command::Check)
    if (Status tuned = tuneModel(line, *input); tuned != Status::Ok)
      return tuned;
  switch (line.command) {
  case Command::Compile:
    status = compileModel(line, *input);
    break;
  case Command::Run:
    status = runModel(line, *input);
    break;
  case Command::Check:
    status = checkModel(line, *input);
    break;
  case Command::Report:
    status = reportModel(line, *input);
    break;
  default:
    break;
  }
  return status;
}
