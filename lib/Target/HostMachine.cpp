//===- HostMachine.cpp - What the machine that effc runs on can run -------===//
#include "effc/Target/TargetInfo.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

/// True for extensions that kernels may use; others are for operating systems.
static bool isForPrograms(const llvm::Triple &triple, StringRef feature) {
  if (triple.isAArch64())
    return llvm::is_contained({"dotprod", "i8mm", "bf16", "fullfp16", "sve", "sve2", "sme"},
                              feature);
  static constexpr llvm::StringLiteral kPrefixes[] = {
      "adx",   "amx", "avx",   "bmi",    "cmov", "f16c", "fma", "gfni",
      "lzcnt", "mmx", "movbe", "popcnt", "sse",  "ssse", "tbm", "xop"};
  return !triple.isX86() ||
         llvm::any_of(kPrefixes, [&](StringRef prefix) { return feature.starts_with(prefix); });
}

/// An extension that `machine` has and the host has not; empty if there is none.
static StringRef findMissingFeature(const Machine &machine) {
  llvm::Triple triple(machine.triple);
  llvm::StringMap<bool> host = llvm::sys::getHostCPUFeatures();
  auto subtarget = getSubtarget(machine.triple, machine.cpu, machine.features);
  for (const llvm::SubtargetFeatureKV &feature : subtarget->getAllProcessorFeatures()) {
    StringRef name = feature.Key;
    if (!subtarget->getFeatureBits()[feature.Value] || !isForPrograms(triple, name))
      continue;
    // Of AArch64 LLVM lists what the host has, elsewhere also what it lacks.
    auto known = host.find(name);
    if (known == host.end() ? triple.isAArch64() && !host.empty() : !known->getValue())
      return name;
  }
  return "";
}

llvm::Error effc::checkRunsHere(const Machine &machine) {
  llvm::Triple host(llvm::sys::getProcessTriple()), triple(machine.triple);
  auto fail = [&](const llvm::Twine &message) {
    return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
  };
  if (host.getArch() != triple.getArch() || host.getOS() != triple.getOS() ||
      host.getObjectFormat() != triple.getObjectFormat())
    return fail("code for target '" + machine.name + "' (" + machine.triple +
                ") does not run on this machine (" + host.str() + ")");
  if (StringRef missing = findMissingFeature(machine); !missing.empty())
    return fail("code for target '" + machine.name + "'" +
                (machine.cpu.empty() ? "" : " with CPU '" + machine.cpu + "'") +
                " does not run on this machine, which lacks '" + missing + "'");
  return llvm::Error::success();
}
