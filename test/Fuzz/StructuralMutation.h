//===- StructuralMutation.h - Models that are wrong in their parts -*- C++ -*-===//
#ifndef EFFC_TEST_FUZZ_STRUCTURALMUTATION_H
#define EFFC_TEST_FUZZ_STRUCTURALMUTATION_H

#include <memory>
#include <random>
#include <string>

namespace effc::fuzz {
struct ModelT;
} // namespace effc::fuzz

/// Whether `bytes` are a flatbuffer that can be taken apart.
bool isModel(const std::string &bytes);

/// A model taken apart. Options without a value have no type, either, since FlatBuffers packs no such
/// union.
std::unique_ptr<effc::fuzz::ModelT> unpackModel(const std::string &model);

/// Takes a model apart, changes a few of its tensors, operators, buffers, quantization
/// parameters or names, and writes it again. The file's structure is sound; what it says mostly
/// is not.
std::string mutateStructure(const std::string &model, std::mt19937 &random);

#endif
