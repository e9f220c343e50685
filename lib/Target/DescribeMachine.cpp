//===- DescribeMachine.cpp - What kernels need to know of a machine -------===//
//
// Read from the features of LLVM's subtarget. Some kernels have inner loops in assembly, which
// their `dot` stands for: it is chosen only where that assembles, whatever CPU and features are
// combined.
//
//===----------------------------------------------------------------------===//
#include "DescribeMachine.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

static void describeX86(Machine &machine, const llvm::MCSubtargetInfo &subtarget) {
  auto has = [&](StringRef name) { return hasFeature(subtarget, name); };
  bool avx512 = has("avx512f") && has("avx512bw") && has("avx512vl") && has("avx512dq");
  machine.vectorBits = avx512 ? 512 : has("avx2") ? 256 : has("sse2") ? 128 : 0;
  machine.vectorRegisters = avx512 ? 32 : machine.indexBits == 64 ? 16 : 8;
  machine.hasFma = has("fma") || avx512;
  bool vnni = has(avx512 ? "avx512vnni" : "avxvnni");
  machine.dot = vnni ? Dot::QuadU8I8 : machine.vectorBits ? Dot::PairI16 : Dot::Scalar;
}

/// Whether the loops of CompactDot.cpp assemble and work: products of halves, and registers for
/// all operands, some of which are words at odd multiples of two. (ARM state has the instructions
/// from ARMv6 on, where it is up to the system whether words may lie so.)
static bool hasDualRoutines(const llvm::Triple &triple, const llvm::MCSubtargetInfo &subtarget) {
  auto has = [&](StringRef name) { return hasFeature(subtarget, name); };
  bool hasProducts = has("thumb-mode") ? has("thumb2") && has("dsp")
                                       : has("v7") || (has("v6") && triple.isOSLinux());
  return hasProducts && !has("strict-align");
}

static void describeArm(Machine &machine, const llvm::MCSubtargetInfo &subtarget) {
  auto has = [&](StringRef name) { return hasFeature(subtarget, name); };
  llvm::Triple triple(machine.triple);
  machine.hasFma = has("vfp4d16sp");
  machine.vectorRegisters = has("thumb2") || !has("thumb-mode") ? 13 : 8;
  // Darwin keeps frames in r7, Windows in r11.
  bool freeRegisters = !has("reserve-r9") && triple.isOSBinFormatELF();
  // Helium's loops are those of the extension for low-overhead branches.
  if (has("neon") || (has("mve") && has("lob") && freeRegisters)) {
    machine.vectorBits = 128;
    machine.vectorRegisters = has("mve") ? 8 : 16;
    machine.dot = Dot::Widen;
  } else if (freeRegisters && hasDualRoutines(triple, subtarget)) {
    machine.dot = Dot::DualI16;
  } else if (freeRegisters && has("mclass") && has("thumb-mode") && !has("thumb2")) {
    machine.dot = Dot::TwinI16;
  }
}

/// RV32E, or registers that the system keeps.
static bool isShortOfRegisters(const llvm::MCSubtargetInfo &subtarget) {
  return hasFeature(subtarget, "e") ||
         llvm::any_of(subtarget.getAllProcessorFeatures(), [&](const auto &feature) {
           return llvm::StringRef(feature.Key).starts_with("reserve-x") &&
                  subtarget.getFeatureBits()[feature.Value];
         });
}

static void describeRISCV(Machine &machine, const llvm::MCSubtargetInfo &subtarget) {
  machine.hasFma = hasFeature(subtarget, "f");
  machine.vectorRegisters = 27;
  if (hasFeature(subtarget, "v")) {
    machine.vectorBits = 128;
    machine.scalableVectors = true;
    machine.vectorRegisters = 32;
    machine.dot = Dot::Widen;
  } else if (machine.indexBits == 32 && hasFeature(subtarget, "m") &&
             !isShortOfRegisters(subtarget)) {
    machine.dot = Dot::TwinI16;
  }
}

void effc::describeMachine(Machine &machine, const llvm::MCSubtargetInfo &subtarget) {
  llvm::Triple triple(machine.triple);
  machine.indexBits = triple.isArch64Bit() ? 64 : 32;
  if (triple.isX86()) {
    describeX86(machine, subtarget);
  } else if (triple.isARM() || triple.isThumb()) {
    describeArm(machine, subtarget);
  } else if (triple.isRISCV()) {
    describeRISCV(machine, subtarget);
  } else if (triple.isAArch64()) {
    machine.vectorBits = 128;
    machine.vectorRegisters = 32;
    bool hasDot = hasFeature(subtarget, "dotprod");
    bool hasMatrix = hasDot && hasFeature(subtarget, "i8mm");
    machine.dot = hasMatrix ? Dot::MatrixI8 : hasDot ? Dot::QuadI8 : Dot::Widen;
    machine.hasFma = true;
  } else if (triple.getArch() == llvm::Triple::xtensa) {
    machine.hasFma = hasFeature(subtarget, "fp");
  } else if (triple.isWasm() && hasFeature(subtarget, "simd128")) {
    machine.vectorBits = 128;
    machine.vectorRegisters = 16;
    machine.dot = Dot::PairI16;
  }
}
