//===- LiveBytes.h - The peak of live bytes, step by step -------*- C++ -*-===//
#ifndef EFFC_LIB_MEMORY_LIVEBYTES_H
#define EFFC_LIB_MEMORY_LIVEBYTES_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace effc {

/// Bytes that are live at each step of a schedule. A tree of maxima over the steps makes a change
/// take logarithmic time, and the peak none.
class LiveBytes {
public:
  LiveBytes() = default;
  /// Starts with `bytes` at each step; there must be one.
  explicit LiveBytes(llvm::ArrayRef<int64_t> bytes) : numLeaves(bytes.size()) {
    peaks.resize(2 * numLeaves);
    added.resize(numLeaves);
    std::copy(bytes.begin(), bytes.end(), peaks.begin() + numLeaves);
    for (size_t node = numLeaves; node-- > 1;)
      peaks[node] = std::max(peaks[2 * node], peaks[2 * node + 1]);
  }

  int64_t getPeak() const { return peaks[1]; }

  /// Adds `bytes` from step `first` to step `last`, both included.
  void add(size_t first, size_t last, int64_t bytes) {
    size_t begin = first + numLeaves, end = last + numLeaves + 1;
    for (size_t left = begin, right = end; left < right; left /= 2, right /= 2) {
      if (left % 2)
        addTo(left++, bytes);
      if (right % 2)
        addTo(--right, bytes);
    }
    update(begin);
    update(end - 1);
  }

private:
  void addTo(size_t node, int64_t bytes) {
    peaks[node] += bytes;
    if (node < numLeaves)
      added[node] += bytes;
  }

  void update(size_t node) {
    while (node /= 2)
      peaks[node] = std::max(peaks[2 * node], peaks[2 * node + 1]) + added[node];
  }

  size_t numLeaves = 0;
  std::vector<int64_t> peaks; // per node, of all steps below it
  std::vector<int64_t> added; // per inner node, to all steps below it
};

} // namespace effc

#endif
