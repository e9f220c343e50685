//===- Mutation.cpp - Damaged models --------------------------------------===//
#include "Mutation.h"
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

std::string mutate(std::string bytes, std::mt19937 &random) {
  auto below = [&](size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random);
  };
  static constexpr uint32_t kWords[] = {0,          1,          2,      0xffffffff, 0x7fffffff,
                                        0x80000000, 0x40000000, 0xffff, 0x10000,    0x3b000000};
  // One change alone often leaves a model that can be compiled.
  size_t changes = below(2) == 0 ? 1 : 1 + below(6);
  for (; changes > 0; --changes) {
    size_t place = below(bytes.size());
    switch (below(4)) {
    case 0:
      bytes[place] ^= char(1 << below(8));
      break;
    case 1:
      bytes[place] = char(below(256));
      break;
    case 2: {
      uint32_t word = kWords[below(std::size(kWords))];
      place &= ~size_t(3);
      if (place + 4 <= bytes.size())
        std::memcpy(&bytes[place], &word, 4);
      break;
    }
    case 3: {
      // One word in the place of another.
      size_t from = below(bytes.size()) & ~size_t(3);
      place &= ~size_t(3);
      if (std::max(from, place) + 4 <= bytes.size())
        std::memmove(&bytes[place], &bytes[from], 4);
      break;
    }
    }
  }
  if (below(100) == 0)
    bytes.resize(below(bytes.size()));
  return bytes;
}
