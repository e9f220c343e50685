//===- EmitObject.cpp - Optimise and generate code ------------------------===//
#include "XtensaAssembly.h"
#include "effc/Target/Emission.h"
#include "llvm/Analysis/RuntimeLibcallInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/PassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/IPO/AlwaysInliner.h"
#include "llvm/Transforms/IPO/ConstantMerge.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"

using namespace llvm;
using namespace effc;

static OptimizationLevel getLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return OptimizationLevel::O0;
  case OptLevel::O1:
    return OptimizationLevel::O1;
  case OptLevel::O2:
    return OptimizationLevel::O2;
  case OptLevel::O3:
    return OptimizationLevel::O3;
  case OptLevel::Os:
    return OptimizationLevel::Os;
  case OptLevel::Oz:
    return OptimizationLevel::Oz;
  }
  llvm_unreachable("unknown level");
}

static CodeGenOptLevel getCodeGenLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return CodeGenOptLevel::None;
  case OptLevel::O1:
    return CodeGenOptLevel::Less;
  case OptLevel::O3:
    return CodeGenOptLevel::Aggressive;
  default:
    return CodeGenOptLevel::Default;
  }
}

/// Objects for hosted systems go into position-independent executables and shared libraries;
/// firmware is linked at fixed addresses, where the descriptor can then stay in flash, and so are
/// WebAssembly's modules. On 32-bit PowerPC such code would need data that is written.
static Reloc::Model getRelocation(const Triple &triple) {
  bool hosted = triple.getOS() != Triple::UnknownOS && !triple.isWasm() && !triple.isPPC32();
  return hosted ? Reloc::PIC_ : Reloc::Static;
}

Expected<std::unique_ptr<TargetMachine>> effc::createTargetMachine(const Machine &machine,
                                                                   OptLevel level) {
  std::string error;
  const Target *backend = findBackend(machine.triple, error);
  if (!backend)
    return createStringError(inconvertibleErrorCode(), error);
  Triple triple(machine.triple);
  TargetOptions options;
  options.AllowFPOpFusion = FPOpFusion::Standard;
  options.FunctionSections = true;
  options.DataSections = true;
  options.EmitStackSizeSection = triple.isOSBinFormatELF();
  options.MCOptions.ABIName = machine.abi;
  if (machine.floatABI == "hard")
    options.FloatABIType = FloatABI::Hard;
  else if (!machine.floatABI.empty())
    options.FloatABIType = FloatABI::Soft;
  // On Arm: memcpy and memset by these names, which no C library is needed for.
  options.EABIVersion = EABI::GNU;
  // Reaches constants anywhere, as clang's default for bare-metal RISC-V does.
  std::optional<CodeModel::Model> codeModel;
  if (triple.isRISCV())
    codeModel = CodeModel::Medium;
  std::unique_ptr<TargetMachine> result(
      backend->createTargetMachine(triple, machine.cpu, machine.features, options,
                                   getRelocation(triple), codeModel, getCodeGenLevel(level)));
  if (!result)
    return createStringError(inconvertibleErrorCode(), "no code generator for " + machine.triple);
  return std::move(result);
}

void effc::optimize(Module &module, TargetMachine &targetMachine, OptLevel level) {
  PipelineTuningOptions tuning;
  tuning.LoopVectorization = level != OptLevel::O0 && level != OptLevel::O1;
  tuning.SLPVectorization = tuning.LoopVectorization;
  PassBuilder passBuilder(&targetMachine, tuning);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  passBuilder.registerModuleAnalyses(modules);
  passBuilder.registerCGSCCAnalyses(components);
  passBuilder.registerFunctionAnalyses(functions);
  passBuilder.registerLoopAnalyses(loops);
  passBuilder.crossRegisterProxies(loops, functions, components, modules);

  // LLVM's per-module default without its interprocedural part: the call graph is one caller
  // and shared kernels, which must not be inlined, specialised or split.
  ModulePassManager passes;
  passes.addPass(AlwaysInlinerPass());
  passes.addPass(GlobalDCEPass());
  passes.addPass(ConstantMergePass());
  if (level != OptLevel::O0) {
    passes.addPass(
        createModuleToFunctionPassAdaptor(passBuilder.buildFunctionSimplificationPipeline(
            getLevel(level), ThinOrFullLTOPhase::None)));
    passes.addPass(
        passBuilder.buildModuleOptimizationPipeline(getLevel(level), ThinOrFullLTOPhase::None));
  }
  passes.run(module, modules);
}

static constexpr StringLiteral kFrameLayout = "stack-frame-layout";

/// The number behind `name` in a line of a remark, or 0.
static uint64_t findNumber(StringRef line, StringRef name) {
  uint64_t number = 0;
  size_t place = line.find(name);
  if (place != StringRef::npos)
    line.drop_front(place + name.size()).consumeInteger(10, number);
  return number;
}

/// Adds up what a remark on a function's frame says of slots as wide as vector registers, and of
/// alignments beyond `stackAlignment`, for which functions move their stack pointer further:
///   Function: f
///   Offset: [SP-64], Type: Spill, Align: 8, Size: vscale x 64
static void addFrame(StringRef remark, uint64_t stackAlignment, UncountedFrames &frames) {
  StringRef function;
  SmallVector<StringRef> lines;
  remark.split(lines, '\n');
  for (StringRef line : lines) {
    if (line.consume_front("Function: "))
      function = line;
    if (uint64_t bytes = findNumber(line, "Size: vscale x "))
      frames[function].scalable += alignTo(bytes, 8);
    uint64_t alignment = findNumber(line, "Align: ");
    if (alignment > stackAlignment)
      frames[function].aligned = std::max(frames[function].aligned, alignment - stackAlignment);
  }
}

/// How far stacks are aligned without more instructions. On x86 vectors are spilled to wherever
/// there is room.
static uint64_t getStackAlignment(const Module &module) {
  if (module.getTargetTriple().isX86())
    return std::numeric_limits<uint64_t>::max();
  return module.getDataLayout().getStackAlignment().value_or(Align(16)).value();
}

namespace {
/// Keeps LLVM's complaints instead of printing them, and what it says about frames.
struct CollectMessages : DiagnosticHandler {
  CollectMessages(std::string &messages, uint64_t stackAlignment, UncountedFrames *uncounted)
      : messages(messages), stackAlignment(stackAlignment), uncounted(uncounted) {}
  bool isAnalysisRemarkEnabled(StringRef pass) const override {
    return uncounted && pass == kFrameLayout;
  }
  bool isAnyRemarkEnabled() const override { return uncounted; }
  bool handleDiagnostics(const DiagnosticInfo &info) override {
    if (const auto *remark = dyn_cast<DiagnosticInfoOptimizationBase>(&info);
        remark && remark->getPassName() == kFrameLayout)
      addFrame(remark->getMsg(), stackAlignment, *uncounted);
    if (info.getSeverity() == DS_Error) {
      raw_string_ostream stream(messages);
      DiagnosticPrinterRawOStream printer(stream);
      if (!messages.empty())
        stream << "; ";
      info.print(printer);
    }
    return true;
  }
  std::string &messages;
  uint64_t stackAlignment;
  UncountedFrames *uncounted;
};
} // namespace

/// On Arm objects say whether they pass floats in registers of the FPU, and linkers refuse those
/// that differ. The functions of a model pass none, and the support routines that it may call have
/// the same interface for all, so its objects fit every program: `Tag_ABI_VFP_args` is 3,
/// compatible.
static void declareFloatABI(Module &module) {
  const Triple &triple = module.getTargetTriple();
  if ((triple.isARM() || triple.isThumb()) && triple.isOSBinFormatELF())
    module.appendModuleInlineAsm(".eabi_attribute 28, 3");
}

/// LLVM pushes arguments that the six registers have no room for, and counts no bytes for them. All
/// arguments of generated functions are pointers and integers of at most a word.
static void countPushedArguments(const Module &module, UncountedFrames &uncounted) {
  constexpr unsigned kRegisters = 6, kWordBytes = 8, kStackAlignment = 16;
  if (module.getTargetTriple().getArch() != Triple::x86_64)
    return;
  for (const Function &function : module)
    for (const Instruction &instruction : instructions(function))
      if (const auto *call = dyn_cast<CallInst>(&instruction);
          call && call->arg_size() > kRegisters && !isa<IntrinsicInst>(call)) {
        uint64_t &pushed = uncounted[function.getName()].pushed;
        uint64_t bytes = (call->arg_size() - kRegisters) * kWordBytes;
        pushed = std::max(pushed, alignTo(bytes, kStackAlignment));
      }
}

Expected<SmallVector<char, 0>> effc::emitCode(Module &module, TargetMachine &targetMachine,
                                              CodeGenFileType type, UncountedFrames *uncounted) {
  std::string messages;
  declareFloatABI(module);
  if (uncounted)
    countPushedArguments(module, *uncounted);
  module.getContext().setDiagnosticHandler(
      std::make_unique<CollectMessages>(messages, getStackAlignment(module), uncounted));
  SmallVector<char, 0> bytes;
  raw_svector_ostream stream(bytes);
  bool isXtensa = targetMachine.getTargetTriple().getArch() == Triple::xtensa;
  legacy::PassManager passes;
  passes.add(createTargetTransformInfoWrapperPass(targetMachine.getTargetIRAnalysis()));
  // Which names the compiler's support routines have is a matter of the ABI.
  const TargetOptions &options = targetMachine.Options;
  passes.add(new RuntimeLibraryInfoWrapper(targetMachine.getTargetTriple(), options.ExceptionModel,
                                           options.FloatABIType, options.EABIVersion,
                                           options.MCOptions.ABIName, options.VecLib));
  bool unsupported = isXtensa ? !addXtensaPasses(passes, targetMachine, stream)
                              : targetMachine.addPassesToEmitFile(passes, stream, nullptr, type,
                                                                  /*DisableVerify=*/true);
  if (!unsupported)
    passes.run(module);
  module.getContext().setDiagnosticHandler(nullptr);
  if (unsupported)
    return createStringError(inconvertibleErrorCode(), "target cannot emit this kind of file");
  if (!messages.empty())
    return createStringError(inconvertibleErrorCode(), messages);
  if (isXtensa) {
    std::string text = moveLiterals(stream.str());
    if (type == CodeGenFileType::ObjectFile)
      return assemble(text, targetMachine);
    bytes.assign(text.begin(), text.end());
  }
  return std::move(bytes);
}
