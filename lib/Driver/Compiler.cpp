//===- Compiler.cpp - One compilation, from bytes to object ---------------===//
#include "effc/Compiler.h"
#include "Diagnostics.h"
#include "Limits.h"
#include "LinkerScript.h"
#include "MemoryMap.h"
#include "ModelReader.h"
#include "Report.h"
#include "effc/Codegen/ParallelKernels.h"
#include "effc/Codegen/Tiles.h"
#include "effc/Driver/Pipeline.h"
#include "effc/IR/Constants.h"
#include "effc/Target/Emission.h"
#include "effc/Target/Header.h"
#include "effc/Target/LargeConstants.h"
#include "effc/Target/ModelInterface.h"
#include "effc/Target/ObjectInfo.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace mlir;
using namespace effc;

static constexpr unsigned kMaxThreads = 256;

const char *effc::getVersion() { return EFFC_VERSION; }

namespace {
/// The state of one compilation. Each step returns false after it set the status.
class Compilation {
public:
  Compilation(const CompileOptions &options, CompileResult &result, bool onlyPlans = false)
      : options(options), result(result), onlyPlans(onlyPlans), context(createContext()),
        collector(context.get(), options.fileName, result.diagnostics) {}

  void run(std::string_view bytes);

private:
  bool checkOptions();
  bool read(std::string_view bytes);
  bool checkTrustedModule();
  OptLevel getLevel() const;
  void fitArena();
  bool assignMemory();
  bool runPhases();
  bool runPhase(Phase phase);
  bool emitFromLLVM();
  bool emitObject(std::unique_ptr<llvm::Module> module, llvm::TargetMachine &targetMachine);
  bool emitOnce(llvm::Module &module, llvm::TargetMachine &targetMachine,
                llvm::SmallVector<char, 0> &object);
  bool readObject(const llvm::SmallVectorImpl<char> &object, const UncountedFrames &uncounted);
  bool checkSizes();
  void startPhase(Phase phase) {
    if (options.progress)
      options.progress(getPhaseInfo(phase).name.data());
  }
  bool fail(Status status, const llvm::Twine &message, const llvm::Twine &remedy = "");
  bool failInternally(const llvm::Twine &message) {
    return fail(Status::Internal, message, "this is a bug of effc: please report it");
  }

  const CompileOptions &options;
  CompileResult &result;
  /// Nothing is made of the model.
  bool onlyPlans;
  std::unique_ptr<MLIRContext> context;
  DiagnosticCollector collector;
  OwningOpRef<ModuleOp> module;
  Machine machine;
  std::optional<MemoryMap> memoryMap;
  Report report;
  LargeConstants largeConstants;
};
} // namespace

/// True if each constant gets a section.
static bool hasSections(const Machine &machine) {
  return llvm::Triple(machine.triple).isOSBinFormatELF();
}

bool Compilation::fail(Status status, const llvm::Twine &message, const llvm::Twine &remedy) {
  effc::Diagnostic diagnostic;
  diagnostic.location = options.fileName;
  diagnostic.message = message.str();
  if (!remedy.isTriviallyEmpty())
    diagnostic.notes.push_back(remedy.str());
  result.diagnostics.push_back(std::move(diagnostic));
  result.status = status;
  return false;
}

bool Compilation::checkOptions() {
  llvm::Expected<Machine> resolved = resolveTarget(options.target);
  if (!resolved)
    return fail(Status::Usage, llvm::toString(resolved.takeError()),
                "effc --print-targets lists the short names and what triples are accepted");
  machine = std::move(*resolved);
  if (!options.name.empty() && makeIdentifier(options.name) != options.name)
    return fail(Status::Usage, "found name '" + options.name + "', expected a C identifier");
  if (isReservedName(options.name))
    return fail(Status::Usage,
                "found name '" + options.name + "', which effc's own C names begin with",
                "choose another one for --name");
  if (options.threads < 1 || options.threads > kMaxThreads)
    return fail(Status::Usage, "found " + llvm::Twine(options.threads) +
                                   " threads, expected 1 to " + llvm::Twine(kMaxThreads));
  if (options.memoryMap) {
    llvm::Expected<MemoryMap> map = MemoryMap::parse(*options.memoryMap);
    if (!map)
      return fail(Status::Usage, "memory map: " + llvm::toString(map.takeError()));
    memoryMap = std::move(*map);
  } else if (options.writesLinkerScript) {
    return fail(Status::Usage, "found no memory map to write a linker script for",
                "--linker-script goes with --memory-map");
  }
  std::vector<std::string> known;
  for (const std::string &name : options.disabledPasses) {
    if (known.empty())
      known = getGraphPassNames();
    if (!llvm::is_contained(known, name))
      return fail(Status::Usage, "no pass '" + name + "' can be disabled",
                  "passes of the graph phase: " + llvm::join(known, " "));
  }
  return true;
}

OptLevel Compilation::getLevel() const {
  bool isLarge = options.level == OptLevel::O2 || options.level == OptLevel::O3;
  return options.goal == Goal::Flash && isLarge ? OptLevel::Os : options.level;
}

/// Computes ops in stripes where that is asked for.
void Compilation::fitArena() {
  auto macs = (*module)->getAttrOfType<IntegerAttr>("effc.macs");
  if (options.maxRam)
    report.fit = fitMemory(*module, std::min<uint64_t>(*options.maxRam, INT64_MAX));
  else if (options.goal == Goal::Ram)
    report.fit = minimizeMemory(*module, macs ? macs.getInt() / 4 : 0);
}

bool Compilation::assignMemory() {
  auto memory = (*module)->getAttrOfType<DictionaryAttr>("effc.memory");
  auto arena = memory ? memory.getAs<IntegerAttr>("arena_bytes") : IntegerAttr();
  if (llvm::Error error =
          memoryMap->assign(*module, report.calls, arena ? arena.getValue().getZExtValue() : 0))
    return fail(Status::LimitExceeded, llvm::toString(std::move(error)) + " (--memory-map)");
  result.model.arenaRegion = memoryMap->getArenaRegion().name;
  return true;
}

bool Compilation::read(std::string_view bytes) {
  startPhase(Phase::Import);
  module = readModel(bytes, options, context.get(), result.status);
  if (!module) {
    if (result.status == Status::Internal)
      return failInternally("the importer made invalid IR");
    return false;
  }
  std::string name = getModelName(options);
  if (options.name.empty() && (*module)->hasAttr("effc.model_name"))
    name.clear();
  if (failed(recordInterface(*module, name))) {
    result.status = Status::BadModel;
    return false;
  }
  bool optimizeSize = getLevel() == OptLevel::Os || getLevel() == OptLevel::Oz;
  (*module)->setAttr(kTargetAttrName, getTargetAttr(context.get(), machine, optimizeSize));
  if (options.threads > 1) {
    Builder builder(context.get());
    (*module)->setAttr(kThreadsAttrName, builder.getI64IntegerAttr(options.threads));
    (*module)->setAttr(kLeastWorkAttrName, builder.getI64IntegerAttr(options.leastSplitWork));
  }
  if (options.profile || !options.tiles.empty()) {
    Builder builder(context.get());
    SmallVector<NamedAttribute> tiles;
    for (const auto &[key, tile] : options.tiles)
      tiles.push_back(builder.getNamedAttr(
          key, builder.getDenseI64ArrayAttr({int64_t(tile.pixels), int64_t(tile.channels)})));
    (*module)->setAttr(kTilesAttrName, builder.getDictionaryAttr(tiles));
  }
  report.recordOps(*module);
  return !options.readTrustedModule || checkTrustedModule();
}

/// What a module's text claims about itself is trusted, but mistakes in it shall be found here and
/// not crash a later phase.
bool Compilation::checkTrustedModule() {
  Phase phase = getModulePhase(*module);
  auto main = module->lookupSymbol<func::FuncOp>(kEntryName);
  if (!main || !main.getBody().hasOneBlock())
    return fail(Status::BadModel, "found no function @main of one block, expected one");
  if (phase < Phase::Loops && main.getNumResults() == 0)
    return fail(Status::BadModel, "found a function @main without results, expected outputs");
  PassManager manager(context.get());
  addPhaseCheck(manager, phase);
  if (succeeded(manager.run(*module)))
    return true;
  return fail(Status::BadModel,
              "this is no module of phase " + getPhaseInfo(phase).name + ", which it claims to be");
}

bool Compilation::runPhase(Phase phase) {
  startPhase(phase);
  if (phase == Phase::Loops)
    report.recordForms(*module);
  if (phase == Phase::LLVM) {
    report.recordCalls(*module); // the last time that calls have locations and types
    if (memoryMap && !assignMemory())
      return false;
  }
  PassManager manager(context.get());
  manager.enableVerifier(phase < Phase::LLVM);
  if (options.configure)
    options.configure(manager);
  buildPhase(manager, phase, options.disabledPasses, onlyPlans);
  if (failed(manager.run(*module)))
    return failInternally("phase " + getPhaseInfo(phase).name + " failed");
  setModulePhase(*module, phase);
  if (phase <= Phase::Kernels)
    dropUnusedResources(*module);
  if (phase == Phase::Graph && options.emit > Phase::Graph)
    fitArena();
  return true;
}

bool Compilation::runPhases() {
  Phase done = getModulePhase(*module);
  Phase last = std::min(options.emit, Phase::LLVM);
  setModulePhase(*module, done);
  for (const PhaseInfo &info : getPhases())
    if (info.phase > done && info.phase <= last && !runPhase(info.phase))
      return false;
  report.recordMemory(*module);
  result.calls = report.calls;
  FailureOr<ModelInfo> model = readInterface(*module);
  if (failed(model)) {
    result.status = Status::BadModel;
    return false;
  }
  model->arenaRegion = std::move(result.model.arenaRegion);
  result.model = std::move(*model);
  return true;
}

bool Compilation::readObject(const llvm::SmallVectorImpl<char> &object,
                             const UncountedFrames &uncounted) {
  llvm::Expected<ObjectInfo> info = inspectObject(
      llvm::MemoryBufferRef(StringRef(object.data(), object.size()), options.fileName),
      result.model, machine, uncounted);
  if (!info)
    return failInternally(llvm::toString(info.takeError()));
  for (const std::string &symbol : info->undefinedSymbols)
    if (!isAllowedUndefined(symbol, machine) &&
        !(options.profile && StringRef(symbol).starts_with(kProfileHookName)))
      return failInternally("the object needs the function '" + symbol +
                            "', which generated code may not call");
  result.model.textBytes = info->textBytes;
  result.model.constBytes = info->constBytes;
  result.model.stackBytes = info->stackBytes;
  report.undefinedSymbols = info->undefinedSymbols;
  report.functionBytes = std::move(info->functionBytes);
  if (memoryMap)
    if (llvm::Error error = memoryMap->addCode(info->textBytes, info->constBytes))
      return fail(Status::LimitExceeded, llvm::toString(std::move(error)) + " (--memory-map)");
  return true;
}

bool Compilation::checkSizes() {
  if (memoryMap) {
    report.regions = memoryMap->getRegions().vec();
    result.model.arenaRegion = memoryMap->getArenaRegion().name;
    if (options.writesLinkerScript) {
      result.linkerScript = writeLinkerScript(*memoryMap);
      result.model.loadedRegions = memoryMap->getLoadedRegions();
    }
  }
  result.model.hasSelfTest = options.selfTest;
  if (checkLimits(report, result.model, options, result.diagnostics))
    return true;
  result.status = Status::LimitExceeded;
  return false;
}

bool Compilation::emitOnce(llvm::Module &llvmModule, llvm::TargetMachine &targetMachine,
                           llvm::SmallVector<char, 0> &object) {
  UncountedFrames uncounted;
  auto code = emitCode(llvmModule, targetMachine, llvm::CodeGenFileType::ObjectFile, &uncounted);
  if (!code)
    return failInternally(llvm::toString(code.takeError()));
  object = std::move(*code);
  return readObject(object, uncounted);
}

bool Compilation::emitObject(std::unique_ptr<llvm::Module> llvmModule,
                             llvm::TargetMachine &targetMachine) {
  startPhase(Phase::Object);
  // Code generation uses the module up. Assembly needs another one, with the sizes that only
  // the object tells; and where these do not fit the memory map, code is generated again.
  std::unique_ptr<llvm::Module> copy;
  if (options.emit == Phase::Assembly || memoryMap)
    copy = llvm::CloneModule(*llvmModule);
  llvm::SmallVector<char, 0> object;
  if (!emitOnce(*llvmModule, targetMachine, object))
    return false;
  if (memoryMap && memoryMap->takeMoved()) {
    memoryMap->setSections(*copy);
    llvmModule = options.emit == Phase::Assembly ? llvm::CloneModule(*copy) : std::move(copy);
    if (!emitOnce(*llvmModule, targetMachine, object))
      return false;
  }
  if (!checkSizes())
    return false;
  if (llvm::Error error = largeConstants.write(object, context.get()))
    return failInternally(llvm::toString(std::move(error)));
  if (options.emit == Phase::Assembly) {
    setDescriptorSizes(*copy, result.model);
    auto text = emitCode(*copy, targetMachine, llvm::CodeGenFileType::AssemblyFile);
    if (!text)
      return failInternally(llvm::toString(text.takeError()));
    object = std::move(*text);
  } else if (llvm::Error error = patchDescriptor(object, *llvmModule, result.model)) {
    return failInternally(llvm::toString(std::move(error)));
  }
  result.output.assign(object.begin(), object.end());
  result.header = writeHeader(result.model);
  result.report = writeReportJSON(report, result.model, machine, options);
  result.reportText = writeReportText(report, result.model, machine, options.reportWidth);
  return true;
}

bool Compilation::emitFromLLVM() {
  auto targetMachine = createTargetMachine(machine, getLevel());
  if (!targetMachine)
    return failInternally(llvm::toString(targetMachine.takeError()));
  if (options.emit == Phase::Object && !memoryMap && !options.selfTest && hasSections(machine))
    largeConstants.take(*module);
  llvm::LLVMContext llvmContext;
  std::unique_ptr<llvm::Module> llvmModule =
      emitLLVM(*module, result.model, machine, getLevel(), (*targetMachine)->createDataLayout(),
               llvmContext);
  if (!llvmModule)
    return failInternally("phase llvm failed");
  if (memoryMap)
    memoryMap->setSections(*llvmModule);
  module = nullptr; // frees memory for code generation
  if (options.profile && addProfileHooks(*llvmModule, result.model.name) != report.calls.size())
    return failInternally("found kernel calls that the schedule does not have");
  if (!options.profile)
    splitSchedule(*llvmModule, result.model.name);
  llvm::raw_string_ostream os(result.output);
  if (options.emit == Phase::LLVM) {
    llvmModule->print(os, nullptr);
    return true;
  }
  startPhase(Phase::Bitcode);
  optimize(*llvmModule, **targetMachine, getLevel());
  if (options.selfTest)
    addSelfTest(*llvmModule, result.model);
  if (options.emit == Phase::Bitcode) {
    llvm::WriteBitcodeToFile(*llvmModule, os);
    return true;
  }
  largeConstants.define(*llvmModule);
  return emitObject(std::move(llvmModule), **targetMachine);
}

void Compilation::run(std::string_view bytes) {
  if (!checkOptions() || !read(bytes) || !runPhases())
    return;
  if (onlyPlans) {
    // Nothing to print.
  } else if (options.emit < Phase::LLVM) {
    llvm::raw_string_ostream os(result.output);
    (*module)->print(os);
  } else if (!emitFromLLVM()) {
    result.output.clear();
    return;
  }
  result.status = Status::Ok;
}

static CompileResult runCompilation(std::string_view model, const CompileOptions &options,
                                    bool onlyPlans) {
  CompileResult result;
  Compilation(options, result, onlyPlans).run(model);
  if (options.progress)
    options.progress(nullptr);
  return result;
}

CompileResult effc::compile(std::string_view model, const CompileOptions &options) {
  return runCompilation(model, options, /*onlyPlans=*/false);
}

CompileResult effc::check(std::string_view model, const CompileOptions &options) {
  CompileOptions checkOptions = options;
  // Whether limits are kept is known only at the end.
  bool hasLimits = options.maxRam || options.maxFlash || options.maxStack || options.memoryMap;
  checkOptions.emit = hasLimits ? Phase::Object : Phase::Kernels;
  CompileResult result = runCompilation(model, checkOptions, /*onlyPlans=*/!hasLimits);
  result.output.clear();
  return result;
}
