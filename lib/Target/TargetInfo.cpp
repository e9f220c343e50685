//===- TargetInfo.cpp - Machines that objects are made for ----------------===//
#include "effc/Target/TargetInfo.h"
#include "CheckMachine.h"
#include "DescribeMachine.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/ARMTargetParser.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/TargetParser/Triple.h"
#include <mutex>
#include <utility>

using namespace mlir;
using namespace effc;

/// Only the backend that is asked for is set up: all of them cost start-up time.
static void initializeBackend(const llvm::Triple &triple) {
#define EFFC_INITIALIZE(Backend)                                                                   \
  do {                                                                                             \
    static std::once_flag once;                                                                    \
    std::call_once(once, [] {                                                                      \
      LLVMInitialize##Backend##TargetInfo();                                                       \
      LLVMInitialize##Backend##Target();                                                           \
      LLVMInitialize##Backend##TargetMC();                                                         \
      LLVMInitialize##Backend##AsmPrinter();                                                       \
      LLVMInitialize##Backend##AsmParser();                                                        \
    });                                                                                            \
  } while (false)
  if (triple.isX86())
    EFFC_INITIALIZE(X86);
  else if (triple.isARM() || triple.isThumb())
    EFFC_INITIALIZE(ARM);
  else if (triple.isAArch64())
    EFFC_INITIALIZE(AArch64);
  else if (triple.isRISCV())
    EFFC_INITIALIZE(RISCV);
  else if (triple.isWasm())
    EFFC_INITIALIZE(WebAssembly);
  else if (triple.isPPC())
    EFFC_INITIALIZE(PowerPC);
  else if (triple.isMIPS())
    EFFC_INITIALIZE(Mips);
  else if (triple.isLoongArch())
    EFFC_INITIALIZE(LoongArch);
  else if (triple.getArch() == llvm::Triple::xtensa)
    EFFC_INITIALIZE(Xtensa);
#undef EFFC_INITIALIZE
}

const llvm::Target *effc::findBackend(StringRef triple, std::string &error) {
  llvm::Triple parsed(triple);
  initializeBackend(parsed);
  return llvm::TargetRegistry::lookupTarget(parsed, error);
}

std::unique_ptr<llvm::MCSubtargetInfo> effc::getSubtarget(StringRef triple, StringRef cpu,
                                                          StringRef features) {
  std::string error;
  const llvm::Target *backend = findBackend(triple, error);
  if (!backend)
    return nullptr;
  return std::unique_ptr<llvm::MCSubtargetInfo>(
      backend->createMCSubtargetInfo(llvm::Triple(triple), cpu, features));
}

bool effc::hasFeature(const llvm::MCSubtargetInfo &subtarget, StringRef name) {
  for (const llvm::SubtargetFeatureKV &feature : subtarget.getAllProcessorFeatures())
    if (feature.Key == name)
      return subtarget.getFeatureBits()[feature.Value];
  return false;
}

template <typename... Args> static llvm::Error makeError(const char *format, const Args &...args) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), format, args...);
}

/// LLVM warns on stderr about names it does not know; they are refused here first.
static llvm::Error checkNames(const Machine &machine) {
  std::string error;
  const llvm::Target *backend = findBackend(machine.triple, error);
  if (!backend || !backend->hasTargetMachine())
    return makeError("unknown target '%s'", machine.name.c_str());
  std::unique_ptr<llvm::MCSubtargetInfo> plain = getSubtarget(machine.triple, "", "");
  if (!machine.cpu.empty() && !plain->isCPUStringValid(machine.cpu))
    return makeError("unknown CPU '%s' for target '%s'%s", machine.cpu.c_str(),
                     machine.triple.c_str(), suggestTargetOfCPU(machine.cpu).c_str());
  llvm::SubtargetFeatures features(machine.features);
  for (const std::string &feature : features.getFeatures()) {
    StringRef name = llvm::SubtargetFeatures::StripFlag(feature);
    bool known = llvm::any_of(plain->getAllProcessorFeatures(),
                              [&](const llvm::SubtargetFeatureKV &kv) { return kv.Key == name; });
    if (!known)
      return makeError("unknown feature '%s' for target '%s'", name.str().c_str(),
                       machine.triple.c_str());
  }
  if (!llvm::is_contained({"", "soft", "softfp", "hard"}, machine.floatABI))
    return makeError("unknown float ABI '%s', expected soft, softfp or hard",
                     machine.floatABI.c_str());
  return llvm::Error::success();
}

static bool isKnownABI(const llvm::Triple &triple, StringRef abi) {
  if (abi.empty())
    return true;
  if (triple.isRISCV32())
    return llvm::is_contained({"ilp32", "ilp32f", "ilp32d", "ilp32e"}, abi);
  if (triple.isRISCV64())
    return llvm::is_contained({"lp64", "lp64f", "lp64d", "lp64e"}, abi);
  if (triple.isARM() || triple.isThumb())
    return llvm::is_contained({"aapcs", "aapcs-vfp"}, abi);
  if (triple.isAArch64())
    return llvm::is_contained({"aapcs", "aapcs-soft"}, abi);
  return false;
}

//===----------------------------------------------------------------------===//
// What LLVM's own defaults lack
//===----------------------------------------------------------------------===//

/// Just `arm` or `thumb` is the architecture of the CPU; without one, what clang takes.
static void nameArchitecture(Machine &machine) {
  llvm::Triple triple(machine.triple);
  if (triple.getArchName() != "arm" && triple.getArchName() != "thumb")
    return;
  if (machine.cpu.empty() && triple.getEnvironmentName().ends_with("hf"))
    machine.cpu = "arm1176jzf-s";
  auto kind = llvm::ARM::parseCPUArch(machine.cpu);
  if (kind == llvm::ARM::ArchKind::INVALID)
    return;
  StringRef version = llvm::ARM::getSubArch(kind);
  bool isMicrocontroller = llvm::ARM::parseArchProfile(version) == llvm::ARM::ProfileKind::M;
  triple.setArchName(((isMicrocontroller ? "thumb" : triple.getArchName()) + version).str());
  machine.triple = triple.str();
}

/// The least FPU of an architecture that hard floats are passed in.
static llvm::ARM::FPUKind getLeastFPU(llvm::ARM::ArchKind kind) {
  switch (kind) {
  case llvm::ARM::ArchKind::ARMV7EM:
    return llvm::ARM::FK_FPV4_SP_D16;
  case llvm::ARM::ArchKind::ARMV8MMainline:
  case llvm::ARM::ArchKind::ARMV8R:
    return llvm::ARM::FK_FPV5_SP_D16;
  case llvm::ARM::ArchKind::ARMV8_1MMainline:
    return llvm::ARM::FK_FP_ARMV8_FULLFP16_SP_D16;
  default:
    return llvm::ARM::FK_NONE;
  }
}

/// As in clang. `FK_NONE` where LLVM has the FPU itself, as of each microcontroller and of ARMv8.
static llvm::ARM::FPUKind getDefaultFPU(const Machine &machine) {
  llvm::Triple triple(machine.triple);
  bool isDefault = machine.cpu.empty() || machine.cpu == "generic";
  bool isHard = machine.floatABI == "hard" || triple.getEnvironmentName().ends_with("hf");
  auto kind =
      isDefault ? llvm::ARM::parseArch(triple.getArchName()) : llvm::ARM::parseCPUArch(machine.cpu);
  StringRef architecture = llvm::ARM::getSubArch(kind);
  unsigned version = llvm::ARM::parseArchVersion(architecture);
  bool isMicrocontroller = llvm::ARM::parseArchProfile(architecture) == llvm::ARM::ProfileKind::M;
  if (isMicrocontroller || version > 7)
    return isDefault && isHard ? getLeastFPU(kind) : llvm::ARM::FK_NONE;
  if (!isDefault)
    return llvm::ARM::getDefaultFPU(machine.cpu, kind);
  if (version == 7)
    return triple.isAndroid() ? llvm::ARM::FK_NEON : llvm::ARM::FK_VFPV3_D16;
  return version == 6 && isHard ? llvm::ARM::FK_VFPV2 : llvm::ARM::FK_NONE;
}

/// LLVM's ARMv7 CPUs have no FPU until features say so: clang adds the one that a CPU has by
/// default.
static void addFPU(Machine &machine) {
  llvm::Triple triple(machine.triple);
  if (!(triple.isARM() || triple.isThumb()) || machine.floatABI == "soft")
    return;
  llvm::ARM::FPUKind fpu = getDefaultFPU(machine);
  std::vector<StringRef> names;
  if (fpu == llvm::ARM::FK_NONE || !llvm::ARM::getFPUFeatures(fpu, names))
    return;
  std::string own = std::exchange(machine.features, llvm::join(names, ","));
  if (!own.empty())
    machine.features += "," + own;
}

/// As clang has it: `soft` means that no register of an FPU is used, while `softfp` only keeps
/// floats out of them in calls.
static void removeFPU(Machine &machine) {
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget =
      getSubtarget(machine.triple, machine.cpu, machine.features);
  if (machine.floatABI == "soft" && hasFeature(*subtarget, "fpregs"))
    machine.features += machine.features.empty() ? "-fpregs" : ",-fpregs";
}

/// LLVM picks SSE4a's `insertq` for odd shuffles where it may. Virtual machines emulate that
/// instruction, which took a thousand cycles where it was seen.
static void removeSSE4a(Machine &machine) {
  if (!llvm::Triple(machine.triple).isX86())
    return;
  auto subtarget = getSubtarget(machine.triple, machine.cpu, machine.features);
  if (hasFeature(*subtarget, "sse4a"))
    machine.features += machine.features.empty() ? "-sse4a" : ",-sse4a";
}

/// An FPU compares into booleans, and Xtensa has none without them.
static void addBooleans(Machine &machine) {
  if (llvm::Triple(machine.triple).getArch() != llvm::Triple::xtensa)
    return;
  auto subtarget = getSubtarget(machine.triple, machine.cpu, machine.features);
  if (hasFeature(*subtarget, "fp") && !hasFeature(*subtarget, "bool"))
    machine.features += machine.features.empty() ? "+bool" : ",+bool";
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static Machine getHostMachine() {
  Machine machine;
  machine.triple = llvm::sys::getDefaultTargetTriple();
  machine.cpu = llvm::sys::getHostCPUName().str();
  // Sorted: the map's order is not the same from run to run.
  std::vector<std::string> names;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    names.push_back((feature.getValue() ? "+" : "-") + feature.getKey().str());
  llvm::sort(names);
  llvm::SubtargetFeatures features;
  std::unique_ptr<llvm::MCSubtargetInfo> plain = getSubtarget(machine.triple, "", "");
  for (const std::string &name : names) {
    StringRef key = llvm::SubtargetFeatures::StripFlag(name);
    if (plain && llvm::any_of(plain->getAllProcessorFeatures(),
                              [&](const auto &feature) { return feature.Key == key; }))
      features.AddFeature(name);
  }
  machine.features = features.getString();
  return machine;
}

static llvm::Expected<Machine> lookUpName(StringRef name) {
  Machine machine;
  if (name == "native") {
    machine = getHostMachine();
  } else if (const auto *known = llvm::find_if(
                 getKnownTargets(), [&](const KnownTarget &target) { return target.name == name; });
             known != getKnownTargets().end()) {
    machine.triple = llvm::Triple::normalize(known->triple);
    machine.cpu = known->cpu.str();
    machine.features = known->features.str();
    machine.floatABI = known->floatABI.str();
    machine.abi = known->abi.str();
  } else {
    std::string error;
    machine.triple = llvm::Triple::normalize(name);
    if (!name.contains('-') || !findBackend(machine.triple, error))
      return makeError("unknown target '%s'%s", name.str().c_str(), suggestTarget(name).c_str());
    if (llvm::Error error = checkTriple(name))
      return error;
  }
  machine.name = name.str();
  return machine;
}

/// Checks what was chosen and adds what follows from it.
static llvm::Expected<Machine> complete(Machine machine, const TargetSelection &selection) {
  if (llvm::Error error = checkNames(machine))
    return error;
  llvm::Triple triple(machine.triple);
  if (!isKnownABI(triple, machine.abi))
    return makeError("unknown ABI '%s' for target '%s'", machine.abi.c_str(),
                     machine.triple.c_str());
  if (!triple.isLittleEndian() || !(triple.isArch32Bit() || triple.isArch64Bit()))
    return makeError("target '%s' is not a little-endian 32- or 64-bit machine",
                     machine.name.c_str());
  nameArchitecture(machine);
  addFPU(machine);
  removeFPU(machine);
  addBooleans(machine);
  if (!StringRef(selection.features).contains("sse4a"))
    removeSSE4a(machine);
  if (llvm::Error error = checkMachine(machine, selection.features))
    return error;
  describeMachine(machine, *getSubtarget(machine.triple, machine.cpu, machine.features));
  machine.contractFloats = selection.contractFloats;
  return machine;
}

llvm::Expected<Machine> effc::resolveTarget(const TargetSelection &selection) {
  llvm::Expected<Machine> machine =
      lookUpName(selection.name.empty() ? getDefaultTargetName() : StringRef(selection.name));
  if (!machine)
    return machine;
  if (selection.cpu == "native") {
    Machine host = getHostMachine();
    machine->cpu = host.cpu;
    machine->features = host.features;
  } else if (!selection.cpu.empty()) {
    machine->cpu = selection.cpu;
    if (machine->name == "native")
      machine->features.clear();
  }
  if (!selection.features.empty())
    machine->features += (machine->features.empty() ? "" : ",") + selection.features;
  if (!selection.floatABI.empty())
    machine->floatABI = selection.floatABI;
  if (!selection.abi.empty())
    machine->abi = selection.abi;
  return complete(std::move(*machine), selection);
}

TargetAttr effc::getTargetAttr(MLIRContext *context, const Machine &machine, bool optimizeSize) {
  return TargetAttr::get(context, machine.name, machine.triple, machine.cpu, machine.features,
                         machine.vectorBits, machine.vectorRegisters, machine.dot,
                         machine.hasFma && machine.contractFloats, machine.indexBits, optimizeSize,
                         machine.scalableVectors);
}
