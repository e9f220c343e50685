//===- Phase.h - Where a compilation can stop -------------------*- C++ -*-===//
//
// Part of the public API: free of LLVM types.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_DRIVER_PHASE_H
#define EFFC_DRIVER_PHASE_H

namespace effc {

/// Where a compilation can stop, in order.
enum class Phase {
  Import,
  Graph,
  Offload,
  Kernels,
  Loops,
  Memory,
  LLVM,
  Bitcode,
  Assembly,
  Object
};

} // namespace effc

#endif
