//===- Random.h - The same numbers on every machine ---------------*- C++ -*-===//
#ifndef EFFC_TEST_GENERATE_RANDOM_H
#define EFFC_TEST_GENERATE_RANDOM_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <initializer_list>

namespace effc::generate {

/// Pseudo-random numbers (SplitMix64). The distributions of the standard library differ from
/// one implementation to the next, these do not.
class Random {
public:
  explicit Random(std::initializer_list<uint64_t> seeds) {
    for (uint64_t seed : seeds)
      state = next() ^ seed;
  }

  uint64_t next() {
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /// In [0, limit).
  int64_t below(int64_t limit) { return int64_t(next() % uint64_t(limit)); }
  /// In [least, most].
  int64_t between(int64_t least, int64_t most) { return least + below(most - least + 1); }
  bool chance(unsigned percent) { return below(100) < percent; }
  /// In [0, 1), a multiple of 2^-20.
  double fraction() { return double(below(1 << 20)) / (1 << 20); }

  template <typename T> T pick(std::initializer_list<T> values) {
    return values.begin()[below(values.size())];
  }
  template <typename Range> auto &pickFrom(Range &values) { return values[below(values.size())]; }

private:
  uint64_t state = 0;
};

} // namespace effc::generate

#endif
