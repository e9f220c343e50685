//===- SuggestTarget.cpp - What a wrong name of a target may mean ---------===//
#include "effc/Target/TargetInfo.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/TargetParser/ARMTargetParser.h"
#include "llvm/TargetParser/RISCVISAInfo.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

/// Of the machine with LLVM's CPU `cpu`, in a table's triple. The table's CPU may be another one of
/// the same architecture, but no better one: what is suggested must run.
static std::string findTargetOfCPU(StringRef cpu) {
  auto isArm = [](StringRef triple) {
    return llvm::Triple(triple).isARM() || llvm::Triple(triple).isThumb();
  };
  for (const KnownTarget &target : getKnownTargets())
    if (target.name == cpu)
      return "--target=" + cpu.str();
  // Cores like Cortex-X1 are 64-bit ones first.
  for (const KnownTarget &target : getKnownTargets())
    if (!target.triple.empty() && !isArm(target.triple))
      if (auto plain = getSubtarget(target.triple, "", ""); plain && plain->isCPUStringValid(cpu))
        return ("--target=" + target.name + " -mcpu=" + cpu).str();
  llvm::ARM::ArchKind arch = llvm::ARM::parseCPUArch(cpu);
  if (arch == llvm::ARM::ArchKind::INVALID)
    return "";
  for (const KnownTarget &target : getKnownTargets())
    if (isArm(target.triple) && llvm::ARM::parseCPUArch(target.cpu) == arch)
      return ("--target=" + target.name + " -mcpu=" + cpu).str();
  StringRef version = llvm::ARM::getSubArch(arch);
  bool isMicro = llvm::ARM::parseArchProfile(version) == llvm::ARM::ProfileKind::M;
  return (isMicro ? "--target=thumb" + version + "-none-eabi -mcpu=" + cpu
                  : "--target=arm" + version + "-linux-gnueabihf -mcpu=" + cpu)
      .str();
}

/// Of `riscv32imac`, or `rv64gc`.
static std::string findTargetOfISA(StringRef name) {
  std::string isa =
      "rv" + (name.consume_front("riscv") || name.consume_front("rv") ? name.str() : "");
  auto info = llvm::RISCVISAInfo::parseArchString(isa, /*EnableExperimentalExtension=*/false);
  if (!info) {
    llvm::consumeError(info.takeError());
    return "";
  }
  std::vector<std::string> features;
  for (const std::string &feature : (*info)->toFeatures())
    if (feature.size() == 2 && feature != "+i") // the letters: more is implied
      features.push_back(feature);
  bool isLong = (*info)->getXLen() == 64;
  return std::string("--target=riscv") + (isLong ? "64-unknown-linux-gnu" : "32-unknown-elf") +
         " -mattr=" + llvm::join(features, ",") + " -mabi=" + (*info)->computeDefaultABI().str();
}

/// What tells machines apart: a name from the letter before its first digit on, without marks.
/// (Cortex-A5 and Cortex-M5, ESP32-C3 and ESP32-S3 are written alike, but run other code.)
static std::string getModel(StringRef name) {
  std::string letters;
  llvm::copy_if(name.lower(), std::back_inserter(letters), llvm::isAlnum);
  size_t digit = StringRef(letters).find_if(llvm::isDigit);
  return digit == std::string::npos ? "" : letters.substr(digit ? digit - 1 : 0);
}

/// The name of the same architecture, or options for it; else a name of the same machine that is
/// written alike.
std::string effc::suggestTarget(StringRef name) {
  std::string options = findTargetOfCPU(name);
  if (options.empty())
    options = findTargetOfISA(name);
  StringRef target = options;
  if (target.consume_front("--target=cortex-m"))
    return ", did you mean 'cortex-m" + target.split(' ').first.str() + "'?";
  if (!options.empty())
    return ", did you mean '" + options + "'?";
  StringRef best;
  std::string lower = name.lower(), model = getModel(name);
  unsigned bestDistance = 4;
  for (const KnownTarget &target : getKnownTargets()) {
    if (getModel(target.name) != model)
      continue;
    unsigned distance = StringRef(lower).edit_distance(target.name, true, bestDistance);
    if (distance < bestDistance) {
      best = target.name;
      bestDistance = distance;
    }
  }
  return best.empty() ? "" : ", did you mean '" + best.str() + "'?";
}

std::string effc::suggestTargetOfCPU(StringRef cpu) {
  std::string options = findTargetOfCPU(cpu);
  return options.empty() ? "" : ", did you mean '" + options + "'?";
}
