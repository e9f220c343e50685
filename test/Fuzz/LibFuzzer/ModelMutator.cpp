//===- ModelMutator.cpp - Mutates models in their parts --------------------===//
//
// libFuzzer's own mutations break most flatbuffers at their first offset. Most mutants are models
// that are taken apart, changed and written again, or that keep their size.
//
//===----------------------------------------------------------------------===//
#include "Mutation.h"
#include "StructuralMutation.h"
#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize,
                                          unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(reinterpret_cast<const char *>(data), size);
  if (seed % 16 == 0 || !isModel(bytes))
    return LLVMFuzzerMutate(data, size, maxSize);
  std::string mutant = seed % 8 == 1 ? mutate(bytes, random) : mutateStructure(bytes, random);
  if (mutant.size() > maxSize)
    return LLVMFuzzerMutate(data, size, maxSize);
  std::copy(mutant.begin(), mutant.end(), data);
  return mutant.size();
}
