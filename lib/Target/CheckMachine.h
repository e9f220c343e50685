//===- CheckMachine.h - Machines that there is no code for ------*- C++ -*-===//
#ifndef EFFC_TARGET_CHECKMACHINE_H
#define EFFC_TARGET_CHECKMACHINE_H

#include "effc/Target/TargetInfo.h"

namespace effc {

/// Fails for a triple with parts that LLVM does not know, which it takes for bare metal.
llvm::Error checkTriple(llvm::StringRef name);

/// Fails where triple, CPU, features and ABI of `machine` do not go together: `features` are those
/// that the user named, which have to be as asked. LLVM aborts for such machines, or makes code for
/// another one.
llvm::Error checkMachine(const Machine &machine, llvm::StringRef features);

} // namespace effc

#endif
