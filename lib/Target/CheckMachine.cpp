//===- CheckMachine.cpp - Machines that there is no code for --------------===//
//
// LLVM takes triple, CPU, features and ABI one by one and trusts that they go together. What does
// not ends in an abort of the code generator, in a warning that the ABI is ignored, or in code for
// another machine. The rules are those that clang has in its driver, and what trying every feature
// of every backend brought up.
//
//===----------------------------------------------------------------------===//
#include "CheckMachine.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/TargetParser/ARMTargetParser.h"
#include "llvm/TargetParser/RISCVISAInfo.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

template <typename... Args> static llvm::Error makeError(const char *format, const Args &...args) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), format, args...);
}

static bool isArm(const llvm::Triple &triple) { return triple.isARM() || triple.isThumb(); }

//===----------------------------------------------------------------------===//
// Triples
//===----------------------------------------------------------------------===//

/// `, did you mean '--target=aarch64 -mattr=+sve'?` of `aarch64-sve`.
static std::string suggestFeature(const llvm::Triple &triple, StringRef part) {
  auto subtarget = getSubtarget(triple.str(), "", "");
  bool isFeature = llvm::any_of(subtarget->getAllProcessorFeatures(),
                                [&](const auto &feature) { return feature.Key == part; });
  std::string arch = triple.getArchName().str();
  return isFeature ? ", did you mean '--target=" + arch + "-linux-gnu -mattr=+" + part.str() + "'?"
                   : "";
}

static bool isKnownEnvironment(const llvm::Triple &triple) {
  StringRef name = triple.getEnvironmentName();
  if (llvm::is_contained({"", "none", "unknown", "elf", "coff", "macho"}, name))
    return true;
  if (triple.getEnvironment() == llvm::Triple::UnknownEnvironment)
    return false;
  // LLVM looks at the beginning only. A version may follow, or the kind of object.
  name.consume_front(llvm::Triple::getEnvironmentTypeName(triple.getEnvironment()));
  return name.empty() || llvm::isDigit(name.front()) || name.front() == '-';
}

/// The vendor may be any word, but not in the place of the system.
llvm::Error effc::checkTriple(StringRef name) {
  llvm::Triple triple(llvm::Triple::normalize(name));
  auto isNone = [](StringRef part) { return part.empty() || part == "none" || part == "unknown"; };
  StringRef wrong;
  if (triple.getOS() == llvm::Triple::UnknownOS && !isNone(triple.getOSName()))
    wrong = triple.getOSName();
  else if (!isKnownEnvironment(triple))
    wrong = triple.getEnvironmentName();
  else if (name.count('-') == 1 && triple.getVendor() == llvm::Triple::UnknownVendor &&
           !isNone(triple.getVendorName()))
    wrong = triple.getVendorName();
  if (wrong.empty())
    return llvm::Error::success();
  return makeError("unknown part '%s' of target '%s'%s", wrong.str().c_str(), name.str().c_str(),
                   suggestFeature(triple, wrong).c_str());
}

//===----------------------------------------------------------------------===//
// Features
//===----------------------------------------------------------------------===//

/// The architecture of Arm's and MIPS's CPUs is the triple's: features for it take parts of it
/// away, or bring instructions of other states.
static bool isArchitecture(const llvm::Triple &triple, StringRef feature) {
  if (triple.isMIPS())
    return feature.starts_with("mips");
  if (!isArm(triple))
    return false;
  return feature.consume_front("armv") ||
         (feature.consume_front("v") && !feature.empty() && llvm::isDigit(feature.front()));
}

static llvm::Error checkFeatures(const Machine &machine, StringRef features) {
  llvm::Triple triple(machine.triple);
  auto subtarget = getSubtarget(machine.triple, machine.cpu, machine.features);
  llvm::SubtargetFeatures named(features);
  for (const std::string &feature : named.getFeatures()) {
    StringRef name = llvm::SubtargetFeatures::StripFlag(feature);
    if (isArchitecture(triple, name))
      return makeError("feature '%s' is a matter of the triple or of -mcpu", name.str().c_str());
    bool isOn = hasFeature(*subtarget, name);
    if (isOn != llvm::SubtargetFeatures::isEnabled(feature))
      return makeError("feature '%s' contradicts others: it is %s for target '%s'%s",
                       feature.c_str(), isOn ? "on" : "off", machine.name.c_str(),
                       machine.floatABI == "soft" && !isOn ? " with float ABI soft" : "");
  }
  return llvm::Error::success();
}

namespace {
/// What code for the machines of one backend has to have and must not have.
struct Needs {
  SmallVector<StringRef> features, excluded;
};
} // namespace

static Needs getArmNeeds(const llvm::Triple &triple) {
  if (triple.isArmMClass())
    return {{"mclass", "thumb-mode"}, {"soft-float", "aclass", "rclass", "neon"}};
  return {{}, {"soft-float", "mclass"}};
}

static Needs getNeeds(const llvm::Triple &triple) {
  bool isLong = triple.isArch64Bit();
  if (triple.isX86() && isLong)
    return {{"64bit", "64bit-mode", "sse2"}, {"16bit-mode", "32bit-mode", "soft-float", "x32"}};
  if (triple.isX86())
    return {
        {"32bit-mode"},
        {"16bit-mode", "64bit-mode", "soft-float", "x32", "lvi-load-hardening", "tagged-globals"}};
  if (triple.isAArch64())
    return {{"neon"}, {}};
  if (triple.isRISCV())
    return {{isLong ? "64bit" : "32bit"},
            // Registers of the ABI, and a support routine that is called in another way.
            {isLong ? "32bit" : "64bit", "reserve-x1", "reserve-x2", "reserve-x10", "reserve-x11",
             "reserve-x12", "reserve-x13", "reserve-x14", "reserve-x15", "reserve-x16",
             "reserve-x17", "save-restore"}};
  if (triple.isPPC() && isLong) // of AIX, of 32-bit cores, and with writable data
    return {{"hard-float", "64bit"},
            {"spe", "efpu2", "longcall", "aix-shared-lib-tls-model-opt",
             "aix-small-local-dynamic-tls", "aix-small-local-exec-tls"}};
  if (triple.isPPC())
    return {{"hard-float"}, {}};
  if (triple.isLoongArch())
    return isLong ? Needs{{"64bit", "d"}, {"32bit"}} : Needs{{"32bit"}, {"64bit"}};
  if (triple.isMIPS() && isLong)
    return {{"gp64", "fp64"}, {"soft-float", "mips16", "micromips", "noabicalls"}};
  if (triple.isMIPS())
    return {{"mips2"}, {"soft-float", "mips16", "micromips", "noabicalls", "gp64"}};
  if (isArm(triple))
    return getArmNeeds(triple);
  return {};
}

/// What LLVM's code generators take for granted of features, and its list of features does not say.
static constexpr std::pair<StringLiteral, StringLiteral> kArmNeeds[] = {{"lob", "v8.1m.main"},
                                                                        {"thumb2", "v6t2"}};
static constexpr std::pair<StringLiteral, StringLiteral> kMIPSNeeds[] = {
    {"abs2008", "mips32r2"}, {"dsp", "mips32r2"},
    {"dspr2", "mips32r2"},   {"crc", "mips32r6"},
    {"ginv", "mips32r6"},    {"virt", "mips32r5"},
    {"msa", "fp64"},         {"use-indirect-jump-hazard", "mips32r2"},
    {"mips5", "mips64"}};

static llvm::Error checkDependencies(const Machine &machine,
                                     const llvm::MCSubtargetInfo &subtarget) {
  llvm::Triple triple(machine.triple);
  ArrayRef<std::pair<StringLiteral, StringLiteral>> needs;
  if (isArm(triple))
    needs = kArmNeeds;
  else if (triple.isMIPS())
    needs = kMIPSNeeds;
  bool hasLongRegisters = hasFeature(subtarget, "mips32r2") || hasFeature(subtarget, "gp64");
  if (triple.isMIPS() && hasFeature(subtarget, "fp64") && !hasLongRegisters)
    return makeError("feature 'fp64' needs 'mips32r2', which target '%s' has not",
                     machine.name.c_str());
  for (auto [feature, needed] : needs)
    if (hasFeature(subtarget, feature) && !hasFeature(subtarget, needed))
      return makeError("feature '%s' needs '%s', which target '%s' has not", feature.data(),
                       needed.data(), machine.name.c_str());
  return llvm::Error::success();
}

/// LLVM's own rules for extensions that exclude or need each other.
static llvm::Error checkExtensions(const Machine &machine, const llvm::MCSubtargetInfo &subtarget) {
  std::vector<std::string> names;
  for (const llvm::SubtargetFeatureKV &feature : subtarget.getAllProcessorFeatures())
    if (subtarget.getFeatureBits()[feature.Value] &&
        llvm::RISCVISAInfo::isSupportedExtensionFeature(feature.Key))
      names.push_back(std::string("+") + feature.Key);
  bool isLong = llvm::Triple(machine.triple).isArch64Bit();
  auto extensions = llvm::RISCVISAInfo::parseFeatures(isLong ? 64 : 32, names);
  if (extensions)
    return llvm::Error::success();
  return makeError("features do not go together for target '%s': %s", machine.name.c_str(),
                   llvm::toString(extensions.takeError()).c_str());
}

/// Says whether it is the CPU or a feature that `name` is off, or on, for.
static llvm::Error refuse(const Machine &machine, StringRef name, bool isOn) {
  auto withoutFeatures = getSubtarget(machine.triple, machine.cpu, "");
  if (hasFeature(*withoutFeatures, name) == isOn && !machine.cpu.empty())
    return makeError("CPU '%s' does not fit target '%s': it %s '%s'%s", machine.cpu.c_str(),
                     machine.name.c_str(), isOn ? "has" : "lacks", name.str().c_str(),
                     isArm(llvm::Triple(machine.triple)) ? suggestTargetOfCPU(machine.cpu).c_str()
                                                         : "");
  const char *remedy = "";
  if (name == "soft-float" && isArm(llvm::Triple(machine.triple)))
    remedy = ", where -mfloat-abi=soft does without an FPU";
  return makeError("feature '%s' cannot be %s for target '%s'%s", name.str().c_str(),
                   isOn ? "on" : "off", machine.name.c_str(), remedy);
}

static llvm::Error checkNeeds(const Machine &machine) {
  llvm::Triple triple(machine.triple);
  std::string features = machine.features;
  if (triple.isPPC()) // as its code generator adds them
    features = (triple.isPPC64() ? "+64bit,+hard-float," : "+hard-float,") + features;
  auto subtarget = getSubtarget(machine.triple, machine.cpu, features);
  Needs needs = getNeeds(triple);
  for (StringRef name : needs.features)
    if (!hasFeature(*subtarget, name))
      return refuse(machine, name, /*isOn=*/false);
  for (StringRef name : needs.excluded)
    if (hasFeature(*subtarget, name))
      return refuse(machine, name, /*isOn=*/true);
  if (triple.isRISCV())
    return checkExtensions(machine, *subtarget);
  return checkDependencies(machine, *subtarget);
}

//===----------------------------------------------------------------------===//
// ABIs
//===----------------------------------------------------------------------===//

static llvm::Error checkArmABI(const Machine &machine, const llvm::MCSubtargetInfo &subtarget) {
  llvm::Triple triple(machine.triple);
  bool isHard = machine.floatABI == "hard" || machine.abi == "aapcs-vfp" ||
                (machine.floatABI.empty() && triple.getEnvironmentName().ends_with("hf"));
  if (isHard && !hasFeature(subtarget, "vfp2sp") && !hasFeature(subtarget, "mve"))
    return makeError("float ABI hard needs an FPU, which target '%s'%s%s has not: -mfloat-abi=soft",
                     machine.name.c_str(), machine.cpu.empty() ? "" : " with CPU ",
                     machine.cpu.c_str());
  return llvm::Error::success();
}

/// The letters behind `ilp32` and `lp64` are the registers that floats are passed in.
static llvm::Error checkRISCVABI(const Machine &machine, const llvm::MCSubtargetInfo &subtarget) {
  if (machine.abi.empty())
    return llvm::Error::success();
  StringRef letter = StringRef(machine.abi).take_back();
  bool needsExtension = llvm::is_contained({"d", "e", "f"}, letter);
  if (needsExtension && !hasFeature(subtarget, letter))
    return makeError("ABI '%s' needs the extension '%s', which target '%s' has not",
                     machine.abi.c_str(), letter.str().c_str(), machine.name.c_str());
  if (hasFeature(subtarget, "e") && letter != "e")
    return makeError("the extension 'e' needs the ABI '%s', found '%s'",
                     llvm::Triple(machine.triple).isArch64Bit() ? "lp64e" : "ilp32e",
                     machine.abi.c_str());
  return llvm::Error::success();
}

static llvm::Error checkPointers(const Machine &machine) {
  llvm::Triple triple(machine.triple);
  llvm::DataLayout layout(triple.computeDataLayout(machine.abi));
  if (triple.isArch64Bit() && layout.getPointerSizeInBits() != 64)
    return makeError("target '%s' has pointers of %u bits on a 64-bit machine",
                     machine.name.c_str(), layout.getPointerSizeInBits());
  return llvm::Error::success();
}

static llvm::Error checkABI(const Machine &machine) {
  llvm::Triple triple(machine.triple);
  auto subtarget = getSubtarget(machine.triple, machine.cpu, machine.features);
  if (isArm(triple))
    return checkArmABI(machine, *subtarget);
  if (!machine.floatABI.empty())
    return makeError("float ABI '%s' is for 32-bit Arm, found target '%s'",
                     machine.floatABI.c_str(), machine.name.c_str());
  if (triple.isRISCV())
    return checkRISCVABI(machine, *subtarget);
  return llvm::Error::success();
}

llvm::Error effc::checkMachine(const Machine &machine, StringRef features) {
  if (llvm::Error error = checkPointers(machine))
    return error;
  if (llvm::Error error = checkFeatures(machine, features))
    return error;
  if (llvm::Error error = checkNeeds(machine))
    return error;
  return checkABI(machine);
}
