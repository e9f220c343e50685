//===- Mutation.h - Damaged models --------------------------------*- C++ -*-===//
#ifndef EFFC_TEST_FUZZ_MUTATION_H
#define EFFC_TEST_FUZZ_MUTATION_H

#include <random>
#include <string>

/// Damages a few places: single bits, bytes, and aligned words, which offsets, counts and
/// dimensions are. Now and then the end is cut off.
std::string mutate(std::string bytes, std::mt19937 &random);

#endif
