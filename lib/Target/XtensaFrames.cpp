//===- XtensaFrames.cpp - Code for Xtensa, whatever its frames ------------===//
//
// Loads and stores reach 1020 bytes of a frame. For what lies beyond an address has to be computed,
// in a register that is taken from something else and put back after it. LLVM 22 keeps a slot for
// that register in frames of 2048 bytes and more; in those between, it ends the process where all
// registers are in use. So these are made 2048 bytes long.
//
//===----------------------------------------------------------------------===//
#include "XtensaAssembly.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetPassConfig.h"

using namespace llvm;

namespace {
struct LengthenFrames : MachineFunctionPass {
  LengthenFrames() : MachineFunctionPass(ID) {}
  StringRef getPassName() const override { return "Lengthen frames for Xtensa"; }

  bool runOnMachineFunction(MachineFunction &function) override {
    // Saved registers are added later.
    constexpr uint64_t kReach = 1020, kSaved = 100, kKept = 2048;
    MachineFrameInfo &frame = function.getFrameInfo();
    uint64_t bytes = frame.estimateStackSize(function);
    if (bytes + kSaved <= kReach || bytes >= kKept)
      return false;
    frame.CreateStackObject(kKept - bytes, Align(4), /*isSpillSlot=*/false);
    return true;
  }

  static char ID;
};
} // namespace

char LengthenFrames::ID = 0;

bool effc::addXtensaPasses(legacy::PassManagerBase &passes, TargetMachine &targetMachine,
                           raw_pwrite_stream &assembly) {
  TargetPassConfig *config = targetMachine.createPassConfig(passes);
  config->setDisableVerify(true);
  passes.add(config);
  auto *functions = new MachineModuleInfoWrapperPass(&targetMachine);
  passes.add(functions);
  // The last pass before frames are laid out.
  config->insertPass(&FixupStatepointCallerSavedID, new LengthenFrames());
  if (config->addISelPasses())
    return false;
  config->addMachinePasses();
  config->setInitialized();
  if (targetMachine.addAsmPrinter(passes, assembly, nullptr, CodeGenFileType::AssemblyFile,
                                  functions->getMMI().getContext()))
    return false;
  passes.add(createFreeMachineFunctionPass());
  return true;
}
