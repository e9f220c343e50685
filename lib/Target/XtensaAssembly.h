//===- XtensaAssembly.h - Objects for Xtensa by way of text -----*- C++ -*-===//
#ifndef EFFC_TARGET_XTENSAASSEMBLY_H
#define EFFC_TARGET_XTENSAASSEMBLY_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include <string>

namespace effc {

/// Adds the passes that write `assembly`; false if there are none. LLVM's own ones end the process
/// in some functions.
bool addXtensaPasses(llvm::legacy::PassManagerBase &passes, llvm::TargetMachine &targetMachine,
                     llvm::raw_pwrite_stream &assembly);

/// LLVM's assembly with the literals of each function right before it, in its section.
std::string moveLiterals(llvm::StringRef assembly);

/// The object of `assembly`, which LLVM wrote for `targetMachine`.
llvm::Expected<llvm::SmallVector<char, 0>> assemble(llvm::StringRef assembly,
                                                    const llvm::TargetMachine &targetMachine);

} // namespace effc

#endif
