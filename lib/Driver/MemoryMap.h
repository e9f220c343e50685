//===- MemoryMap.h - Memories of a board, and what goes where ---*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_MEMORYMAP_H
#define EFFC_LIB_DRIVER_MEMORYMAP_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>
#include <vector>

namespace effc {

struct KernelCall;

/// One memory of a board, and what is assigned to it.
struct MemoryRegion {
  std::string name, kind;
  uint64_t bytes = 0;
  /// How fast reads are, compared with other regions.
  double speed = 1;
  /// Of the constants that go here; `.rodata` for the region of the code.
  std::string section;
  bool isWritable = false;

  uint64_t arenaBytes = 0, constBytes = 0;
  unsigned numConstants = 0;

  uint64_t getFree() const { return bytes - std::min(bytes, arenaBytes + constBytes); }
};

/// The memories of a board, fastest first: see MemoryMap.cpp.
class MemoryMap {
public:
  static llvm::Expected<MemoryMap> parse(llvm::StringRef json);

  /// Chooses regions for the arena and for the constants of a module of the memory phase, whose
  /// calls are `calls`.
  llvm::Error assign(mlir::ModuleOp module, llvm::ArrayRef<KernelCall> calls, uint64_t arenaBytes);
  /// Puts the constants into their sections.
  void setSections(llvm::Module &module) const;
  /// Checks that code and the other constants fit their region.
  llvm::Error checkCode(uint64_t textBytes, uint64_t constBytes) const;

  llvm::ArrayRef<MemoryRegion> getRegions() const { return regions; }
  const MemoryRegion &getArenaRegion() const { return regions[arenaRegion]; }
  const MemoryRegion &getCodeRegion() const { return regions[codeRegion]; }

private:
  std::vector<MemoryRegion> regions;
  size_t arenaRegion = 0, codeRegion = 0;
  std::map<std::string, size_t> regionOf; // of constants
};

} // namespace effc

#endif
