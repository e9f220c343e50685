//===- StructuralMutation.h - Models that are wrong in their parts -*- C++ -*-===//
#ifndef EFFC_TEST_FUZZ_STRUCTURALMUTATION_H
#define EFFC_TEST_FUZZ_STRUCTURALMUTATION_H

#include <random>
#include <string>

/// Whether `bytes` are a flatbuffer that can be taken apart.
bool isModel(const std::string &bytes);

/// Takes a model apart, changes a few of its tensors, operators, buffers, quantization
/// parameters or names, and writes it again. The file's structure is sound; what it says mostly
/// is not.
std::string mutateStructure(const std::string &model, std::mt19937 &random);

#endif
