//===- ModelInfo.h - A compiled model as its caller sees it -----*- C++ -*-===//
//
// Inputs, outputs and sizes: what the generated header, the descriptor inside the
// object and the report say. Free of LLVM types, since it is part of the public API.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_TARGET_MODELINFO_H
#define EFFC_TARGET_MODELINFO_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace effc {

/// Element types with the values of effc_model.h.
enum class ElementType : uint32_t {
  Float32 = 1,
  Float16,
  Int8,
  UInt8,
  Int16,
  Int32,
  Int64,
  Bool,
};

struct TensorInfo {
  std::string name;
  ElementType type = ElementType::Float32;
  std::vector<int32_t> shape;
  uint64_t bytes = 0;
  /// One scale and zero point, or one per element of dimension `quantAxis`, or none.
  std::vector<float> scales;
  std::vector<int32_t> zeroPoints;
  int32_t quantAxis = -1;
  /// Where the memory planner put the tensor in the arena, -1 if nowhere.
  int64_t arenaOffset = -1;
};

struct ModelInfo {
  std::string name;
  std::vector<TensorInfo> inputs, outputs;
  uint64_t arenaBytes = 0, arenaAlign = 1, stateBytes = 0;
  uint64_t macs = 0;
  /// The region that a memory map has for the arena; empty without a map.
  std::string arenaRegion;
  /// Regions that `<name>_load()` copies from flash, and whether there is a `<name>_check()`.
  std::vector<std::string> loadedRegions;
  bool hasSelfTest = false;
  /// Known once there is an object.
  uint64_t stackBytes = 0, constBytes = 0, textBytes = 0;
};

} // namespace effc

#endif
