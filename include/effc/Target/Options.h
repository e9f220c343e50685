//===- Options.h - Which machine, and how hard to optimise ------*- C++ -*-===//
//
// Part of the public API: free of LLVM types.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_TARGET_OPTIONS_H
#define EFFC_TARGET_OPTIONS_H

#include <string>

namespace effc {

/// How hard LLVM tries, as clang's `-O` spells it.
enum class OptLevel { O0, O1, O2, O3, Os, Oz };

/// A machine: a short name or a triple, and refinements. Empty strings are defaults.
struct TargetSelection {
  std::string name;
  std::string cpu;
  std::string features; ///< `+a,-b`, added to the target's own
  std::string floatABI; ///< `soft`, `softfp` or `hard`
  std::string abi;      ///< as `-mabi=`
  /// Products and sums of floats may be rounded once; else each is, as in the reference.
  bool contractFloats = true;
};

} // namespace effc

#endif
