//===- Limits.h - How large a model may be ----------------------*- C++ -*-===//
//
// Work and memory grow with the size of a model, and these bound it. docs/limits.md lists them.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_IMPORT_TFLITE_LIMITS_H
#define EFFC_LIB_IMPORT_TFLITE_LIMITS_H

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace effc::tflite {

inline constexpr size_t kMaxOperators = 100'000;
inline constexpr size_t kMaxTensors = 500'000;
/// Of the model's inputs, and of its outputs: each is a parameter of a C function.
inline constexpr size_t kMaxInterface = 32'768;
inline constexpr size_t kMaxRank = 8;
/// Offsets in generated code are 32-bit.
inline constexpr int64_t kMaxTensorBytes = INT32_MAX;

/// Tables of a file, counted again where several parts of it refer to the same one.
inline constexpr size_t kMaxTables = 4'000'000;

/// Parts of a file may be referred to many times. A model may unfold to this many bytes.
inline uint64_t getMaxUnfoldedBytes(uint64_t fileSize) {
  return std::max<uint64_t>(8 * fileSize, 16 << 20);
}

} // namespace effc::tflite

#endif
