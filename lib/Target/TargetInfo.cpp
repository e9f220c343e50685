//===- TargetInfo.cpp - Machines that objects are made for ----------------===//
#include "effc/Target/TargetInfo.h"
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

static constexpr KnownTarget kTargets[] = {
    {"x86-64", "x86_64-unknown-linux-gnu", "x86-64", "", "", "",
     "any 64-bit x86: SSE2, 128-bit vectors"},
    {"x86-64-v2", "x86_64-unknown-linux-gnu", "x86-64-v2", "", "", "",
     "SSE4.2, 128-bit vectors (2009 and later)"},
    {"x86-64-v3", "x86_64-unknown-linux-gnu", "x86-64-v3", "", "", "",
     "AVX2 and FMA, 256-bit vectors (2013 and later)"},
    {"x86-64-v4", "x86_64-unknown-linux-gnu", "x86-64-v4", "", "", "", "AVX-512, 512-bit vectors"},
    {"native", "", "", "", "", "", "the machine that effc runs on, with all it has"},
    {"aarch64", "aarch64-unknown-linux-gnu", "generic", "", "", "",
     "64-bit Arm: NEON, 128-bit vectors"},
    {"aarch64-dotprod", "aarch64-unknown-linux-gnu", "generic", "+dotprod", "", "",
     "64-bit Arm with sdot (Cortex-A55, A76 and later)"},
    {"aarch64-i8mm", "aarch64-unknown-linux-gnu", "generic", "+dotprod,+i8mm", "", "",
     "64-bit Arm with sdot and smmla (Cortex-A510, Neoverse V1 and later)"},
    {"cortex-m0plus", "thumbv6m-none-eabi", "cortex-m0plus", "", "soft", "",
     "Arm Cortex-M0+: no FPU"},
    {"cortex-m3", "thumbv7m-none-eabi", "cortex-m3", "", "soft", "", "Arm Cortex-M3: no FPU"},
    {"cortex-m4", "thumbv7em-none-eabihf", "cortex-m4", "", "hard", "",
     "Arm Cortex-M4F: DSP extension, single-precision FPU"},
    {"cortex-m7", "thumbv7em-none-eabihf", "cortex-m7", "", "hard", "",
     "Arm Cortex-M7: DSP extension, double-precision FPU"},
    {"cortex-m33", "thumbv8m.main-none-eabihf", "cortex-m33", "", "hard", "",
     "Arm Cortex-M33: DSP extension, single-precision FPU"},
    {"cortex-m55", "thumbv8.1m.main-none-eabihf", "cortex-m55", "", "hard", "",
     "Arm Cortex-M55: Helium (MVE), 128-bit vectors"},
    {"riscv32imc", "riscv32-unknown-elf", "generic-rv32", "+m,+c", "", "ilp32",
     "32-bit RISC-V without FPU"},
    {"riscv64gcv", "riscv64-unknown-linux-gnu", "generic-rv64", "+m,+a,+f,+d,+c,+v", "", "lp64d",
     "64-bit RISC-V with the vector extension, registers of 128 bits and more"},
    {"esp32", "xtensa-unknown-elf", "esp32", "", "", "",
     "ESP32: Xtensa with register windows, single-precision FPU"},
    {"esp32s2", "xtensa-unknown-elf", "esp32", "-fp,-dfpaccel,-bool,-loop,-mac16,-s32c1i", "", "",
     "ESP32-S2: Xtensa with register windows, no FPU"},
    {"esp32s3", "xtensa-unknown-elf", "esp32", "-dfpaccel", "", "",
     "ESP32-S3: Xtensa with register windows, single-precision FPU"},
    {"esp8266", "xtensa-unknown-elf", "esp8266", "", "", "", "ESP8266: Xtensa, no FPU"},
    {"wasm32", "wasm32-unknown-unknown", "generic", "+simd128", "", "",
     "WebAssembly with 128-bit SIMD"},
};

ArrayRef<KnownTarget> effc::getKnownTargets() { return kTargets; }
StringRef effc::getDefaultTargetName() { return "x86-64"; }

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

/// LLVM's ARMv7 CPUs have no FPU until features say so: clang adds the one that a CPU has by
/// default. Those of microcontrollers and of ARMv8 are LLVM's own.
static void addFPU(Machine &machine) {
  llvm::Triple triple(machine.triple);
  if (!(triple.isARM() || triple.isThumb()) || machine.floatABI == "soft")
    return;
  bool isDefault = machine.cpu.empty() || machine.cpu == "generic";
  auto kind =
      isDefault ? llvm::ARM::parseArch(triple.getArchName()) : llvm::ARM::parseCPUArch(machine.cpu);
  unsigned version = llvm::ARM::parseArchVersion(llvm::ARM::getSubArch(kind));
  bool isMicrocontroller =
      llvm::ARM::parseArchProfile(llvm::ARM::getSubArch(kind)) == llvm::ARM::ProfileKind::M;
  if (isMicrocontroller || version > 7)
    return;
  llvm::ARM::FPUKind fpu = llvm::ARM::FK_NONE;
  if (!isDefault)
    fpu = llvm::ARM::getDefaultFPU(machine.cpu, kind);
  else if (version == 7)
    fpu = triple.isAndroid() ? llvm::ARM::FK_NEON : llvm::ARM::FK_VFPV3_D16;
  else if (version == 6 && triple.getEnvironmentName().contains("eabihf"))
    fpu = llvm::ARM::FK_VFPV2;
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
                 kTargets, [&](const KnownTarget &target) { return target.name == name; });
             known != std::end(kTargets)) {
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
  }
  machine.name = name.str();
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
  if (llvm::Error error = checkNames(*machine))
    return error;
  llvm::Triple triple(machine->triple);
  if (!isKnownABI(triple, machine->abi))
    return makeError("unknown ABI '%s' for target '%s'", machine->abi.c_str(),
                     machine->triple.c_str());
  if (!triple.isLittleEndian() || !(triple.isArch32Bit() || triple.isArch64Bit()))
    return makeError("target '%s' is not a little-endian 32- or 64-bit machine",
                     machine->name.c_str());
  addFPU(*machine);
  removeFPU(*machine);
  addBooleans(*machine);
  if (!StringRef(selection.features).contains("sse4a"))
    removeSSE4a(*machine);
  describeMachine(*machine, *getSubtarget(machine->triple, machine->cpu, machine->features));
  machine->contractFloats = selection.contractFloats;
  return machine;
}

TargetAttr effc::getTargetAttr(MLIRContext *context, const Machine &machine, bool optimizeSize) {
  return TargetAttr::get(context, machine.name, machine.triple, machine.cpu, machine.features,
                         machine.vectorBits, machine.vectorRegisters, machine.dot,
                         machine.hasFma && machine.contractFloats, machine.indexBits, optimizeSize,
                         machine.scalableVectors);
}
