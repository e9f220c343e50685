//===- ArenaPlan.h - Offsets of buffers in one arena ------------*- C++ -*-===//
#ifndef EFFC_MEMORY_ARENAPLAN_H
#define EFFC_MEMORY_ARENAPLAN_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <optional>

namespace effc {

/// A buffer to be placed: `bytes` that are live from step `first` to step `last`, both included.
struct ArenaBuffer {
  int64_t bytes = 0;
  unsigned first = 0;
  unsigned last = 0;
  /// A power of two that the offset shall be a multiple of.
  int64_t alignment = 1;
  /// Where the buffer must lie, if that is not free to choose. Fixed buffers must not collide.
  std::optional<int64_t> fixedOffset = std::nullopt;

  bool isLiveWith(const ArenaBuffer &other) const {
    return first <= other.last && other.first <= last;
  }
};

/// Two buffers that may overlap although both are live for a while: `later` begins at most
/// `distance` bytes behind the start of `earlier` (negative: before it), at a multiple of
/// `multiple` from it.
struct ArenaOverlap {
  unsigned earlier = 0, later = 0;
  int64_t distance = 0;
  int64_t multiple = 1;
};

struct ArenaPlan {
  llvm::SmallVector<int64_t> offsets; // one for each buffer
  int64_t bytes = 0;                  // end of the last buffer
  int64_t lowerBound = 0;             // largest sum of live buffers over all steps, less overlaps
  unsigned peakStep = 0;              // the first step that reaches it
};

/// Places buffers so that those that are live together do not overlap, but as `overlaps` allows.
/// The result depends on the arguments only. `effort` bounds the search in steps of some
/// nanoseconds each.
ArenaPlan planArena(llvm::ArrayRef<ArenaBuffer> buffers,
                    llvm::ArrayRef<ArenaOverlap> overlaps = {}, int64_t effort = 4'000'000);

} // namespace effc

#endif
