//===- CommandLine.cpp - The options of effc ------------------------------===//
#include "CommandLine.h"
#include "effc/Driver/ByteCount.h"
#include "ReadMLIR.h"
#include "effc/Driver/Escape.h"
#include "effc/Driver/InputFiles.h"
#include "effc/Driver/Pipeline.h"
#include "mlir/IR/AsmState.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

/// Tables are not made narrower.
static constexpr unsigned kLeastColumns = 60;
static constexpr uint64_t kMaxResponseFileBytes = 1 << 20;

static constexpr char kOverview[] =
    "effc: compiles neural networks to objects that need nothing at run time\n\n"
    "  effc model.tflite -o model.o          object and C header for --target\n"
    "  effc run model.tflite --in x.npy      run on this machine\n"
    "  effc check model.tflite               list every problem of a model\n"
    "  effc report model.tflite              sizes, ops and arena map\n"
    "  effc supported-ops                    operators and element types\n\n"
    "Exit codes: 0 ok, 1 usage or file error, 2 bad model, 3 unsupported model,\n"
    "            4 a --max limit exceeded, 70 bug of effc\n";

namespace {
/// All options; LLVM's command-line library wants them alive while it parses.
struct Options {
  cl::OptionCategory category{"effc options"};
  cl::SubCommand compileCommand{"compile", "Compile a model (the default)"};
  cl::SubCommand runCommand{"run", "Compile for this machine in memory and run"};
  cl::SubCommand checkCommand{"check", "List every problem of a model"};
  cl::SubCommand reportCommand{"report", "Print sizes, ops and the arena's map"};
  cl::SubCommand opsCommand{"supported-ops", "Print the table of operators and element types"};

  // Options that several verbs share.
  cl::opt<std::string> input{cl::Positional, cl::desc("<model.tflite>"),
                             cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::opt<std::string> inputFormat{
      "input-format",
      cl::desc("tflite, or mlir for what --emit wrote, which is trusted as a program is"),
      cl::init("tflite"),
      cl::value_desc("format"),
      cl::sub(cl::SubCommand::getAll()),
      cl::cat(category)};
  cl::opt<std::string> target{"target", cl::desc("Short name (--print-targets) or LLVM triple"),
                              cl::value_desc("name"), cl::sub(cl::SubCommand::getAll()),
                              cl::cat(category)};
  cl::opt<std::string> cpu{"mcpu", cl::desc("CPU, as LLVM calls it"), cl::value_desc("cpu"),
                           cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::opt<std::string> attributes{"mattr", cl::desc("CPU features to add or remove"),
                                  cl::value_desc("+a,-b"), cl::sub(cl::SubCommand::getAll()),
                                  cl::cat(category)};
  cl::opt<std::string> floatABI{"mfloat-abi", cl::desc("soft, softfp or hard"),
                                cl::value_desc("abi"), cl::sub(cl::SubCommand::getAll()),
                                cl::cat(category)};
  cl::opt<std::string> abi{"mabi", cl::desc("Calling convention, as LLVM calls it"),
                           cl::value_desc("abi"), cl::sub(cl::SubCommand::getAll()),
                           cl::cat(category)};
  cl::opt<std::string> contraction{
      "ffp-contract",
      cl::desc("fast: fused multiply-add; off: round as the reference (run: unless it measures)"),
      cl::value_desc("mode"), cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::opt<std::string> level{"O",
                             cl::desc("Optimization: -O0 -O1 -O2 -O3 -Os -Oz"),
                             cl::Prefix,
                             cl::init("2"),
                             cl::value_desc("level"),
                             cl::sub(cl::SubCommand::getAll()),
                             cl::cat(category)};
  cl::opt<std::string> name{
      "name", cl::desc("Prefix of the C names; default: the object's file name"),
      cl::value_desc("identifier"), cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::list<std::string> disabledPasses{
      "disable-pass", cl::desc("Leave out a pass of the graph phase"), cl::value_desc("effc-..."),
      cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::list<std::string> tiles{
      "tile", cl::desc("Register block of all packed kernels, or of one, for experiments"),
      cl::value_desc("[key=]PIXELSxCHANNELS"), cl::sub(cl::SubCommand::getAll()),
      cl::cat(category)};
  cl::opt<std::string> tune{
      "tune",
      cl::desc("Measure which register blocks are fastest on this machine (20 s)"),
      cl::value_desc("seconds"),
      cl::ValueOptional,
      cl::sub(cl::SubCommand::getAll()),
      cl::cat(category)};
  cl::opt<std::string> tuneCache{
      "tune-cache", cl::desc("What --tune found before; alone: use it, but measure nothing"),
      cl::value_desc("file"), cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::opt<unsigned> threads{"threads",
                            cl::desc("Let large loops run in so many threads (effc_parallel.h)"),
                            cl::value_desc("n"),
                            cl::init(1),
                            cl::sub(cl::SubCommand::getAll()),
                            cl::cat(category)};
  cl::opt<unsigned long long> splitFrom{
      "split-from",
      cl::desc("Least work of a kernel that --threads splits (375000: 5 us)"),
      cl::value_desc("multiply-accumulates"),
      cl::init(375000),
      cl::sub(cl::SubCommand::getAll()),
      cl::cat(category)};
  cl::opt<std::string> goal{"optimize-for",
                            cl::desc("What to favour: time (the default), flash or ram"),
                            cl::init("time"),
                            cl::value_desc("goal"),
                            cl::sub(cl::SubCommand::getAll()),
                            cl::cat(category)};
  cl::opt<std::string> memoryMap{
      "memory-map", cl::desc("The board's memories: where the arena and hot weights go"),
      cl::value_desc("file.json"), cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::opt<bool> selfTest{
      "self-test", cl::desc("Add <name>_check(), which finds weights that were not loaded"),
      cl::sub(cl::SubCommand::getTopLevel()), cl::sub(compileCommand), cl::cat(category)};
  cl::opt<std::string> linkerScript{
      "linker-script",
      cl::desc("Write the sections of --memory-map for GNU ld and lld, and <name>_load()"),
      cl::value_desc("file.ld"),
      cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(compileCommand),
      cl::cat(category)};
  cl::opt<std::string> maxRam{
      "max-ram", cl::desc("Compute in stripes if the arena needs more; else fail"),
      cl::value_desc("bytes[K|M]"), cl::sub(cl::SubCommand::getAll()), cl::cat(category)};
  cl::opt<std::string> maxFlash{"max-flash", cl::desc("Fail if code and constants need more"),
                                cl::value_desc("bytes[K|M]"), cl::sub(cl::SubCommand::getAll()),
                                cl::cat(category)};
  cl::opt<std::string> maxStack{"max-stack", cl::desc("Fail if a call needs more stack"),
                                cl::value_desc("bytes[K|M]"), cl::sub(cl::SubCommand::getAll()),
                                cl::cat(category)};
  cl::opt<bool> verbose{"v", cl::desc("Print each phase and its time"),
                        cl::sub(cl::SubCommand::getAll()), cl::cat(category)};

  // compile
  cl::opt<std::string> output{"o",
                              cl::desc("Output file, - for standard output"),
                              cl::value_desc("file"),
                              cl::sub(cl::SubCommand::getTopLevel()),
                              cl::sub(compileCommand),
                              cl::cat(category)};
  cl::opt<bool> assembly{"S", cl::desc("Write assembly"), cl::sub(cl::SubCommand::getTopLevel()),
                         cl::sub(compileCommand), cl::cat(category)};
  cl::opt<bool> object{"c", cl::desc("Write an object (the default)"),
                       cl::sub(cl::SubCommand::getTopLevel()), cl::sub(compileCommand),
                       cl::cat(category)};
  cl::opt<std::string> emit{"emit",
                            cl::desc("Stop after a phase and write its result (--print-phases)"),
                            cl::value_desc("phase"),
                            cl::sub(cl::SubCommand::getTopLevel()),
                            cl::sub(compileCommand),
                            cl::cat(category)};
  cl::opt<std::string> header{"header",
                              cl::desc("C header; default: beside the object; empty: none"),
                              cl::value_desc("file"),
                              cl::sub(cl::SubCommand::getTopLevel()),
                              cl::sub(compileCommand),
                              cl::cat(category)};
  cl::opt<std::string> report{
      "report",
      cl::desc("Write a report: json or text, to standard output or a file"),
      cl::value_desc("format[=file]"),
      cl::sub(cl::SubCommand::getTopLevel()),
      cl::sub(compileCommand),
      cl::cat(category)};
  cl::opt<bool> writeDepfile{"MD", cl::desc("Write a dependency file for make"),
                             cl::sub(cl::SubCommand::getTopLevel()), cl::sub(compileCommand),
                             cl::cat(category)};
  cl::opt<std::string> depfile{"MF",
                               cl::desc("Its name; default: beside the object"),
                               cl::value_desc("file"),
                               cl::sub(cl::SubCommand::getTopLevel()),
                               cl::sub(compileCommand),
                               cl::cat(category)};
  cl::opt<bool> printTargets{"print-targets", cl::desc("List the short names of targets"),
                             cl::cat(category)};
  cl::opt<bool> printPhases{"print-phases", cl::desc("List the phases that --emit takes"),
                            cl::cat(category)};

  // run
  cl::list<std::string> inputFiles{
      "in",
      cl::desc("Input tensors, one file each (--in a b or --in a --in b): .npy, or raw "
               "little-endian; k times as many bytes are k runs"),
      cl::value_desc("files"), cl::sub(runCommand), cl::cat(category)};
  cl::opt<bool> quantizeInputs{
      "quantize-inputs",
      cl::desc("Convert real numbers in .npy files to the inputs' types, by scale and zero point"),
      cl::sub(runCommand), cl::cat(category)};
  cl::opt<std::string> outputPrefix{
      "out", cl::desc("Write output K to prefix.K.bin (.npy for .npy inputs); default: a summary"),
      cl::value_desc("prefix"), cl::sub(runCommand), cl::cat(category)};
  cl::opt<unsigned> runs{"runs", cl::desc("Measure so many more calls"), cl::value_desc("n"),
                         cl::sub(runCommand), cl::cat(category)};
  cl::opt<unsigned> seed{"random-inputs",        cl::desc("Seed of the inputs if --in is missing"),
                         cl::value_desc("seed"), cl::init(1),
                         cl::sub(runCommand),    cl::cat(category)};
  cl::opt<bool> reference{"reference", cl::desc("Evaluate op by op with the reference evaluator"),
                          cl::sub(runCommand), cl::cat(category)};
  cl::opt<bool> profile{"profile", cl::desc("Print where the time of --runs calls went"),
                        cl::sub(runCommand), cl::cat(category)};

  // check, report, supported-ops
  cl::opt<std::string> format{"format",
                              cl::desc("text or json (supported-ops: markdown)"),
                              cl::init("text"),
                              cl::sub(runCommand),
                              cl::sub(checkCommand),
                              cl::sub(reportCommand),
                              cl::sub(opsCommand),
                              cl::cat(category)};
};
} // namespace

[[noreturn]] static void usageError(const Twine &message) {
  errs() << "effc: error: " << effc::escapeForTerminal(message.str())
         << "\n  note: effc --help lists the options\n";
  exit(int(effc::Status::Usage));
}

static effc::OptLevel parseLevel(StringRef text) {
  constexpr StringLiteral kLevels[] = {"0", "1", "2", "3", "s", "z"};
  for (auto [index, name] : enumerate(kLevels))
    if (text == name)
      return effc::OptLevel(index);
  usageError("unknown optimization level -O" + text);
}

static effc::Goal parseGoal(StringRef text) {
  constexpr StringLiteral kGoals[] = {"time", "flash", "ram"};
  for (auto [index, name] : enumerate(kGoals))
    if (text == name)
      return effc::Goal(index);
  usageError("found '" + text + "' for --optimize-for, expected time, flash or ram");
}

static std::optional<std::string> readMap(const cl::opt<std::string> &option) {
  if (option.getNumOccurrences() == 0)
    return std::nullopt;
  std::string error;
  if (auto file = effc::readInputFile(option, effc::kMaxMemoryMapBytes, error))
    return file->getBuffer().str();
  usageError(error);
}

static effc::Phase parsePhase(StringRef text) {
  for (const effc::PhaseInfo &info : effc::getPhases())
    if (info.name == text)
      return info.phase;
  usageError("unknown phase '" + text + "', see effc --print-phases");
}

static std::optional<uint64_t> parseBytes(const cl::opt<std::string> &option) {
  if (option.getNumOccurrences() == 0)
    return std::nullopt;
  std::optional<uint64_t> bytes = effc::parseByteCount(option);
  if (!bytes)
    usageError("found '" + option + "' for --" + option.ArgStr +
               ", expected a number of bytes, as 65536, 64K or 1M");
  return bytes;
}

static double parseSeconds(StringRef text) {
  double seconds = 20;
  if (!text.empty() && (text.getAsDouble(seconds) || !(seconds >= 0)))
    usageError("found '" + text + "' for --tune, expected seconds");
  return seconds;
}

/// Of clang's modes, `on` is `fast` where there are no expressions. Where none is given, objects
/// and measurements are fast, and numbers are the reference's.
static bool parseContraction(StringRef mode, bool forNumbers) {
  if (!mode.empty() && mode != "fast" && mode != "on" && mode != "off")
    usageError("found -ffp-contract=" + mode + ", expected fast or off");
  return mode.empty() ? !forNumbers : mode != "off";
}

/// `6x16`, or `key=6x16`.
static void parseTile(StringRef text, std::map<std::string, effc::TileSize> &tiles) {
  auto [key, size] = text.contains('=') ? text.split('=') : std::pair(StringRef("*"), text);
  auto [pixels, channels] = size.split('x');
  effc::TileSize tile;
  if (pixels.getAsInteger(10, tile.pixels) || channels.getAsInteger(10, tile.channels) ||
      tile.pixels == 0 || tile.channels == 0)
    usageError("found tile '" + text + "', expected pixels and channels as in 6x16");
  tiles[key.str()] = tile;
}

static std::string replaceExtension(StringRef path, StringRef extension) {
  SmallString<128> result(path);
  sys::path::replace_extension(result, extension);
  return std::string(result);
}

/// Where the products of `compile` go, as clang decides it.
static void setOutputs(const Options &options, CommandLine &line) {
  effc::Phase emit = line.compile.emit;
  bool hasHeader = emit == effc::Phase::Assembly || emit == effc::Phase::Object;
  line.output = options.output;
  if (line.output.empty()) {
    StringRef stem = sys::path::filename(line.input);
    switch (emit) {
    case effc::Phase::Object:
      line.output = replaceExtension(stem, "o");
      break;
    case effc::Phase::Assembly:
      line.output = replaceExtension(stem, "s");
      break;
    case effc::Phase::Bitcode:
      line.output = replaceExtension(stem, "bc");
      break;
    default:
      line.output = "-";
    }
  }
  bool isFile = line.output != "-" && line.output != "/dev/null";
  // Models are often all called model.tflite: objects are what a program tells apart.
  if (isFile && emit >= effc::Phase::LLVM && !StringRef(line.output).starts_with("/dev/"))
    line.compile.outputFile = line.output;
  if (options.header.getNumOccurrences())
    line.header = options.header;
  else if (hasHeader && isFile)
    line.header = replaceExtension(line.output, "h");
  if (!line.header.empty() && !hasHeader)
    usageError("--header goes with an object or assembly only");
  if (options.depfile.getNumOccurrences())
    line.depfile = options.depfile;
  else if (options.writeDepfile)
    line.depfile = isFile ? replaceExtension(line.output, "d") : "-";
  line.compile.selfTest = options.selfTest;
  line.linkerScript = options.linkerScript;
  line.compile.writesLinkerScript = !line.linkerScript.empty();
  if (line.compile.writesLinkerScript && !hasHeader)
    usageError("--linker-script goes with an object or assembly only");
  if (options.report.getNumOccurrences()) {
    auto [format, file] = StringRef(options.report).split('=');
    if (format != "json" && format != "text")
      usageError("found report '" + format + "', expected json or text");
    if (!hasHeader)
      usageError("--report goes with an object or assembly only");
    line.reportFormat = format.str();
    line.reportFile = file.empty() ? "-" : file.str();
  }
}

static Command getCommand(const Options &options) {
  if (options.printTargets)
    return Command::PrintTargets;
  if (options.printPhases)
    return Command::PrintPhases;
  if (options.runCommand)
    return Command::Run;
  if (options.checkCommand)
    return Command::Check;
  if (options.reportCommand)
    return Command::Report;
  if (options.opsCommand)
    return Command::SupportedOps;
  return Command::Compile;
}

static void setCompileOptions(const Options &options, CommandLine &line) {
  effc::CompileOptions &compile = line.compile;
  compile.fileName = line.input;
  compile.name = options.name;
  compile.target = {options.target, options.cpu, options.attributes, options.floatABI, options.abi};
  compile.level = parseLevel(options.level);
  compile.goal = parseGoal(options.goal);
  compile.memoryMap = readMap(options.memoryMap);
  line.memoryMapFile = options.memoryMap;
  compile.disabledPasses.assign(options.disabledPasses.begin(), options.disabledPasses.end());
  for (std::string &name : compile.disabledPasses)
    name = StringRef(name).ltrim('-').str();
  compile.threads = options.threads;
  for (StringRef text : options.tiles)
    parseTile(text, compile.tiles);
  compile.leastSplitWork = options.splitFrom;
  compile.maxRam = parseBytes(options.maxRam);
  compile.maxFlash = parseBytes(options.maxFlash);
  compile.maxStack = parseBytes(options.maxStack);
  if (!options.emit.empty())
    compile.emit = parsePhase(options.emit);
  else if (options.assembly)
    compile.emit = effc::Phase::Assembly;
  bool isReportFile = line.command == Command::Compile && StringRef(options.report).contains('=');
  if (unsigned columns = isReportFile ? 0 : sys::Process::StandardOutColumns())
    compile.reportWidth = std::max(columns, kLeastColumns);
  if (options.inputFormat == "mlir")
    compile.readTrustedModule = readMLIR;
  else if (options.inputFormat != "tflite")
    usageError("found input format '" + options.inputFormat + "', expected tflite or mlir");
  compile.configure = [](mlir::PassManager &manager) {
    (void)mlir::applyPassManagerCLOptions(manager);
    mlir::applyDefaultTimingPassManagerCLOptions(manager);
  };
}

namespace {
/// What `@file` on the command line reads: files with an end, and not too large.
class ResponseFiles : public vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;
  ErrorOr<std::unique_ptr<vfs::File>> openFileForRead(const Twine &path) override {
    ErrorOr<vfs::Status> found = status(path);
    if (found && found->getType() != sys::fs::file_type::regular_file)
      return std::make_error_code(std::errc::invalid_argument);
    if (found && found->getSize() > kMaxResponseFileBytes)
      return std::make_error_code(std::errc::file_too_large);
    return ProxyFileSystem::openFileForRead(path);
  }
};
} // namespace

/// `--in a b` names several files; the command-line library wants `--in=a --in=b`.
static std::vector<std::string> spreadInputs(int argc, char **argv) {
  std::vector<std::string> arguments;
  bool isInput = false;
  for (StringRef argument : ArrayRef(argv, argc)) {
    if (argument == "--in" || argument == "-in")
      isInput = true;
    else if (isInput && !argument.starts_with("-"))
      arguments.push_back("--in=" + argument.str());
    else {
      isInput = false;
      arguments.push_back(argument.str());
    }
  }
  return arguments;
}

using OptionMap = DenseMap<StringRef, cl::Option *>;

/// The registered option that is written most like `name`; empty if none is.
static StringRef findSimilarOption(StringRef name, const OptionMap &known) {
  StringRef best;
  unsigned bestDistance = std::max<unsigned>(2, name.size() / 3) + 1;
  for (const auto &[key, option] : known) {
    unsigned distance = key.edit_distance(name, true, bestDistance);
    bool isBetter = distance < bestDistance || (distance == bestDistance && key < best);
    if (key.size() > 1 && isBetter && distance <= bestDistance) {
      best = key;
      bestDistance = distance;
    }
  }
  return best;
}

/// LLVM's own guesses start from options of one letter: `--optimise-for` would be `-o`.
static void checkOptionNames(ArrayRef<std::string> arguments, ArrayRef<cl::SubCommand *> commands) {
  cl::SubCommand *command = &cl::SubCommand::getTopLevel();
  for (cl::SubCommand *candidate : commands)
    if (arguments.size() > 1 && candidate->getName() == arguments[1])
      command = candidate;
  const OptionMap &known = cl::getRegisteredOptions(*command);
  const OptionMap &general = cl::getRegisteredOptions(cl::SubCommand::getTopLevel());
  auto find = [&](StringRef name) {
    cl::Option *option = known.lookup(name);
    return option ? option : general.lookup(name);
  };
  bool isValue = false; // of the option before
  for (StringRef argument : drop_begin(arguments)) {
    StringRef name = argument.split('=').first;
    bool isOption = name.consume_front("--") || name.consume_front("-");
    if (argument == "--")
      return;
    if (std::exchange(isValue, false) || !isOption || name.empty())
      continue;
    cl::Option *option = find(name);
    if (option) {
      isValue = option->getValueExpectedFlag() == cl::ValueRequired && !argument.contains('=');
      continue;
    }
    if (option = find(name.take_front()); option && option->getFormattingFlag() == cl::Prefix)
      continue; // -O2
    StringRef similar = findSimilarOption(name, known);
    std::string guess = similar.empty() ? "" : ", did you mean '--" + similar.str() + "'?";
    usageError("unknown option '" + argument + "'" + guess);
  }
}

CommandLine parseCommandLine(int argc, char **argv) {
  // MLIR's own debugging options take the names of passes.
  effc::registerPasses();
  mlir::registerTransformsPasses();
  mlir::registerAsmPrinterCLOptions();
  mlir::registerDefaultTimingManagerCLOptions();
  mlir::registerPassManagerCLOptions();
  // LLVM's libraries have an option of that name for their own use.
  if (cl::Option *other = cl::getRegisteredOptions().lookup("threads"))
    other->removeArgument();
  Options options;
  cl::SetVersionPrinter([](raw_ostream &os) {
    os << "effc " << effc::getVersion() << ", LLVM " LLVM_VERSION_STRING "\n";
  });
  for (cl::SubCommand *command :
       {&options.runCommand, &options.checkCommand, &options.reportCommand, &options.opsCommand,
        &options.compileCommand, &cl::SubCommand::getTopLevel()})
    cl::HideUnrelatedOptions(options.category, *command);
  std::vector<std::string> arguments = spreadInputs(argc, argv);
  checkOptionNames(arguments, {&options.runCommand, &options.checkCommand, &options.reportCommand,
                               &options.opsCommand, &options.compileCommand});
  std::vector<const char *> pointers;
  for (const std::string &argument : arguments)
    pointers.push_back(argument.c_str());
  ResponseFiles files(vfs::getRealFileSystem());
  if (!cl::ParseCommandLineOptions(pointers.size(), pointers.data(), kOverview, &errs(), &files))
    exit(int(effc::Status::Usage));

  CommandLine line;
  line.command = getCommand(options);
  line.input = options.input;
  line.verbose = options.verbose;
  line.format = options.format;
  bool isTable = line.command == Command::SupportedOps;
  if (line.format != "text" && line.format != "json" && !(isTable && line.format == "markdown"))
    usageError("found format '" + line.format + "', expected text or json");
  bool needsInput = line.command <= Command::Report;
  if (needsInput && line.input.empty())
    usageError("no model given");
  if (!needsInput)
    return line;
  setCompileOptions(options, line);
  if (line.command == Command::Compile)
    setOutputs(options, line);
  line.inputFiles.assign(options.inputFiles.begin(), options.inputFiles.end());
  line.quantizesInputs = options.quantizeInputs;
  line.outputPrefix = options.outputPrefix;
  line.runs = options.runs;
  line.seed = options.seed;
  line.reference = options.reference;
  line.tunes = options.tune.getNumOccurrences() || options.tuneCache.getNumOccurrences();
  if (options.tune.getNumOccurrences())
    line.tuneSeconds = parseSeconds(options.tune);
  line.tuneCache = options.tuneCache;
  line.profile = options.profile;
  if (line.profile && line.reference)
    usageError("--profile measures compiled kernels, not --reference");
  if (line.profile && options.runs.getNumOccurrences() == 0)
    line.runs = 100;
  // Models run on this machine with all it has.
  if (line.command == Command::Run && line.compile.target.name.empty())
    line.compile.target.name = "native";
  bool forNumbers = line.command == Command::Run && line.runs == 0 && !line.tunes;
  line.compile.target.contractFloats = parseContraction(options.contraction, forNumbers);
  return line;
}
