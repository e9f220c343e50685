//===- TargetInfo.h - Machines that objects are made for --------*- C++ -*-===//
//
// A short name stands for triple, CPU, features and ABI; what kernels need to know
// beyond that is read from LLVM's description of the machine. A new target is a
// new line of the table in KnownTargets.cpp.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_TARGET_TARGETINFO_H
#define EFFC_TARGET_TARGETINFO_H

#include "effc/IR/Effc.h"
#include "effc/Target/Options.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

namespace llvm {
class Target;
} // namespace llvm

namespace effc {

/// A line of the table of short names.
struct KnownTarget {
  llvm::StringLiteral name, triple, cpu, features, floatABI, abi, description;
};
llvm::ArrayRef<KnownTarget> getKnownTargets();

/// A machine in full.
struct Machine {
  std::string name, triple, cpu, features, floatABI, abi;
  unsigned vectorBits = 0;
  bool scalableVectors = false; // registers may be longer
  unsigned vectorRegisters = 8;
  Dot dot = Dot::Scalar;
  bool hasFma = false;
  bool contractFloats = true; // use it
  unsigned indexBits = 64;
};

/// The name of the target that is used when none is given: the same on every host, so that
/// objects do not depend on where they are made.
llvm::StringRef getDefaultTargetName();

/// `, did you mean 'x'?` for a name that is no target: a machine of the same architecture, else one
/// that is written alike. Empty if there is none.
std::string suggestTarget(llvm::StringRef name);

/// The same for a CPU of another target than that which was chosen.
std::string suggestTargetOfCPU(llvm::StringRef cpu);

/// An error that says what is missing if this host cannot run code for `machine`.
llvm::Error checkRunsHere(const Machine &machine);

/// Finds out what `selection` means. Fails with a message for an unknown name, CPU, feature or
/// ABI, and for machines that cannot be compiled for.
llvm::Expected<Machine> resolveTarget(const TargetSelection &selection);

TargetAttr getTargetAttr(mlir::MLIRContext *context, const Machine &machine, bool optimizeSize);

/// Initialises the LLVM backend for `triple`, once per process. Null and a message in `error`
/// if there is none.
const llvm::Target *findBackend(llvm::StringRef triple, std::string &error);

/// True if the subtarget has the LLVM feature `name`.
bool hasFeature(const llvm::MCSubtargetInfo &subtarget, llvm::StringRef name);

/// LLVM's description of the machine, null if there is no backend.
std::unique_ptr<llvm::MCSubtargetInfo> getSubtarget(llvm::StringRef triple, llvm::StringRef cpu,
                                                    llvm::StringRef features);

} // namespace effc

#endif
