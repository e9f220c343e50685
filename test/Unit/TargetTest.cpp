//===- TargetTest.cpp - What short names and options stand for ------------===//
#include "effc/Target/Header.h"
#include "effc/Target/ModelInterface.h"
#include "effc/Target/ObjectInfo.h"
#include "effc/Target/TargetInfo.h"
#include <gtest/gtest.h>

using namespace effc;

static Machine resolve(TargetSelection selection) {
  llvm::Expected<Machine> machine = resolveTarget(selection);
  EXPECT_TRUE(bool(machine)) << selection.name << llvm::toString(machine.takeError());
  return machine ? *machine : Machine();
}

TEST(TargetInfo, EveryShortNameResolves) {
  for (const KnownTarget &target : getKnownTargets())
    EXPECT_FALSE(resolve({target.name.str(), "", "", "", ""}).triple.empty());
}

TEST(TargetInfo, FeaturesDecideHowKernelsLook) {
  Machine v3 = resolve({"x86-64-v3", "", "", "", ""});
  EXPECT_EQ(v3.vectorBits, 256u);
  EXPECT_TRUE(v3.hasFma);
  EXPECT_EQ(v3.dot, Dot::PairI16);
  EXPECT_EQ(resolve({"x86-64", "", "", "", ""}).hasFma, false);
  EXPECT_EQ(resolve({"x86-64", "icelake-server", "", "", ""}).dot, Dot::QuadU8I8);
  EXPECT_EQ(resolve({"x86-64", "znver3", "", "", ""}).features, "-sse4a");
  EXPECT_EQ(resolve({"x86-64", "znver3", "+sse4a", "", ""}).features, "+sse4a");
  EXPECT_EQ(resolve({"aarch64", "", "+dotprod", "", ""}).dot, Dot::QuadI8);
  EXPECT_EQ(resolve({"aarch64-dotprod", "", "", "", ""}).dot, Dot::QuadI8);
  EXPECT_EQ(resolve({"aarch64-i8mm", "", "", "", ""}).dot, Dot::MatrixI8);
  Machine m4 = resolve({"cortex-m4", "", "", "", ""});
  EXPECT_EQ(m4.dot, Dot::DualI16);
  EXPECT_EQ(m4.indexBits, 32u);
  EXPECT_TRUE(m4.hasFma);
  EXPECT_FALSE(resolve({"cortex-m4", "", "", "soft", ""}).hasFma);
  EXPECT_EQ(resolve({"cortex-m3", "", "", "", ""}).dot, Dot::Scalar);
  EXPECT_EQ(resolve({"cortex-m0plus", "", "", "", ""}).dot, Dot::TwinI16);
  EXPECT_EQ(resolve({"riscv32imc", "", "", "", ""}).dot, Dot::TwinI16);
  EXPECT_EQ(resolve({"riscv32imc", "", "-m", "", ""}).dot, Dot::Scalar);
  EXPECT_EQ(resolve({"cortex-m55", "", "", "", ""}).vectorBits, 128u);
  EXPECT_TRUE(resolve({"esp32s3", "", "", "", ""}).hasFma);
  EXPECT_FALSE(resolve({"esp32s2", "", "", "", ""}).hasFma);
  EXPECT_EQ(resolve({"esp8266", "", "", "", ""}).indexBits, 32u);
}

TEST(TargetInfo, ArmHasTheFPUThatItsCPUHasByDefault) {
  Machine v7 = resolve({"armv7-linux-gnueabihf", "", "", "", ""});
  EXPECT_EQ(v7.vectorBits, 0u);
  EXPECT_EQ(v7.dot, Dot::DualI16);
  EXPECT_FALSE(v7.hasFma);
  Machine a7 = resolve({"armv7-linux-gnueabihf", "cortex-a7", "", "", ""});
  EXPECT_EQ(a7.vectorBits, 128u);
  EXPECT_TRUE(a7.hasFma);
  EXPECT_FALSE(resolve({"armv7-linux-gnueabihf", "cortex-a9", "", "", ""}).hasFma);
  EXPECT_EQ(resolve({"armv7-linux-gnueabihf", "cortex-a7", "-neon", "", ""}).dot, Dot::DualI16);
  EXPECT_EQ(resolve({"armv7-linux-gnueabi", "cortex-a7", "", "soft", ""}).vectorBits, 0u);
  EXPECT_EQ(resolve({"armv7-linux-androideabi", "", "", "", ""}).vectorBits, 128u);
  EXPECT_EQ(resolve({"armv8-linux-gnueabihf", "", "", "", ""}).vectorBits, 128u);
}

TEST(TargetInfo, HardFloatABIBringsTheLeastFPU) {
  for (const char *name : {"thumbv7em-none-eabihf", "thumbv8m.main-none-eabihf",
                           "thumbv8.1m.main-none-eabihf", "armv8r-none-eabihf"}) {
    EXPECT_TRUE(resolve({name, "", "", "", ""}).hasFma) << name;
    EXPECT_FALSE(resolve({name, "", "", "soft", ""}).hasFma) << name;
  }
  EXPECT_FALSE(resolve({"thumbv7em-none-eabi", "", "", "", ""}).hasFma);
  EXPECT_TRUE(resolve({"thumbv7em-none-eabi", "", "", "hard", ""}).hasFma);
}

TEST(TargetInfo, ShortNamesAreTheirMachines) {
  EXPECT_EQ(resolve({"cortex-m4f", "", "", "", ""}).cpu, "cortex-m4");
  EXPECT_EQ(resolve({"rp2040", "", "", "", ""}).dot, Dot::TwinI16);
  EXPECT_EQ(resolve({"rp2350", "", "", "", ""}).dot, Dot::DualI16);
  EXPECT_EQ(resolve({"cortex-m23", "", "", "", ""}).dot, Dot::TwinI16);
  EXPECT_EQ(resolve({"esp32c3", "", "", "", ""}).dot, Dot::TwinI16);
  EXPECT_TRUE(resolve({"esp32p4", "", "", "", ""}).hasFma);
  EXPECT_EQ(resolve({"cortex-a53", "", "", "", ""}).dot, Dot::Widen);
  EXPECT_EQ(resolve({"cortex-a55", "", "", "", ""}).dot, Dot::QuadI8);
  for (const char *name : {"cortex-a5", "cortex-a8", "cortex-a15", "cortex-a32", "cortex-r52"})
    EXPECT_EQ(resolve({name, "", "", "", ""}).vectorBits, 128u) << name;
  EXPECT_EQ(resolve({"cortex-m52", "", "", "", ""}).vectorBits, 128u);
}

TEST(TargetInfo, UnknownNamesAreErrors) {
  for (TargetSelection selection :
       {TargetSelection{"vax", "", "", "", ""}, TargetSelection{"x86-64", "z80", "", "", ""},
        TargetSelection{"x86-64", "", "+mve", "", ""},
        TargetSelection{"cortex-m4", "", "", "firm", ""},
        TargetSelection{"riscv32imc", "", "", "", "lp64"},
        TargetSelection{"cortex-m0plus", "", "", "hard", ""},
        TargetSelection{"x86-64", "pentium", "", "", ""},
        TargetSelection{"x86-64", "", "+avx,-avx", "", ""},
        TargetSelection{"aarch64-sve", "", "", "", ""},
        TargetSelection{"powerpc64-linux-gnu", "", "", "", ""}}) {
    llvm::Expected<Machine> machine = resolveTarget(selection);
    EXPECT_FALSE(bool(machine)) << selection.name;
    llvm::consumeError(machine.takeError());
  }
}

TEST(TargetInfo, ABIsAreThoseOfTheProcessor) {
  EXPECT_EQ(resolve({"cortex-m4", "", "", "", "aapcs"}).abi, "aapcs");
  EXPECT_EQ(resolve({"aarch64", "", "", "", "aapcs"}).abi, "aapcs");
  for (const char *name : {"cortex-m4", "aarch64", "x86-64"}) {
    llvm::Expected<Machine> machine = resolveTarget({name, "", "", "", "lp64"});
    EXPECT_FALSE(bool(machine)) << name;
    llvm::consumeError(machine.takeError());
  }
}

TEST(TargetInfo, CPUsReplaceTheFeaturesOfThisMachine) {
  Machine native = resolve({"native", "", "", "", ""});
  EXPECT_EQ(resolve({"native", "native", "", "", ""}).features, native.features);
  Machine plain = resolve({"native", "generic", "", "", ""});
  EXPECT_EQ(plain.cpu, "generic");
  EXPECT_EQ(plain.features, "");
}

TEST(ObjectInfo, OnlySupportRoutinesOfSmallMachinesMayBeUndefined) {
  Machine host = resolve({"x86-64", "", "", "", ""}),
          m0 = resolve({"cortex-m0plus", "", "", "", ""});
  for (const char *name : {"memcpy", "memmove", "memset"})
    EXPECT_TRUE(isAllowedUndefined(name, host) && isAllowedUndefined(name, m0));
  for (const char *name : {"__aeabi_fmul", "__muldi3", "__clzsi2", "__fixsfsi"})
    EXPECT_TRUE(!isAllowedUndefined(name, host) && isAllowedUndefined(name, m0)) << name;
  for (const char *name : {"expf", "malloc", "__stack_chk_fail", "fmaf", "printf"})
    EXPECT_FALSE(isAllowedUndefined(name, host) || isAllowedUndefined(name, m0)) << name;
  Machine soft = resolve({"riscv64-unknown-elf", "", "+m,+c", "", "lp64"}),
          vectors = resolve({"riscv64gcv", "", "", "", ""});
  EXPECT_TRUE(isAllowedUndefined("__addsf3", soft));
  EXPECT_FALSE(isAllowedUndefined("__addsf3", vectors));
}

TEST(Header, NamesCannotBreakOut) {
  ModelInfo model;
  model.name = "m";
  TensorInfo tensor;
  tensor.name = "*/ int x; /*\n#error\\";
  tensor.shape = {1};
  tensor.bytes = 4;
  model.inputs = model.outputs = {tensor};
  std::string header = writeHeader(model);
  EXPECT_NE(header.find("/* _/ int x; /__#error_: float32 [1] */"), std::string::npos) << header;
}

TEST(ModelInterface, IdentifiersAreMadeFromFileNames) {
  EXPECT_EQ(makeIdentifier("mobilenet_v1_0.25_128"), "mobilenet_v1_0_25_128");
  EXPECT_EQ(makeIdentifier("3d"), "_3d");
  EXPECT_EQ(makeIdentifier(""), "_");
}
