//===- MemoryMap.h - Memories of a board, and what goes where ---*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_MEMORYMAP_H
#define EFFC_LIB_DRIVER_MEMORYMAP_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include <map>
#include <optional>
#include <string>
#include <utility>
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
  /// What the map says of it, if anything.
  std::optional<bool> mayHoldCode;

  uint64_t arenaBytes = 0, constBytes = 0, codeBytes = 0;
  unsigned numConstants = 0;
  /// Of the descriptor and the like, and of what writable regions are loaded from.
  uint64_t otherBytes = 0, loadBytes = 0;

  uint64_t getUsed() const { return arenaBytes + constBytes + codeBytes + otherBytes + loadBytes; }
  uint64_t getFree() const { return bytes - std::min(bytes, getUsed()); }
};

/// The memories of a board, fastest first: see MemoryMap.cpp.
class MemoryMap {
public:
  struct Constant {
    std::string name;
    uint64_t bytes = 0;
    double readsPerByte = 0;
  };

  static llvm::Expected<MemoryMap> parse(llvm::StringRef json);

  /// Chooses regions for the arena and for the constants of a module of the memory phase, whose
  /// calls are `calls`.
  llvm::Error assign(mlir::ModuleOp module, llvm::ArrayRef<KernelCall> calls, uint64_t arenaBytes);
  /// Puts constants and functions into their sections.
  void setSections(llvm::Module &module) const;
  /// Takes up the code and all constants of the object. If they do not fit, moves something; an
  /// error if that does not help.
  llvm::Error addCode(uint64_t textBytes, uint64_t constBytes);
  /// True if `addCode` moved something, so that sections have to be set again.
  bool takeMoved() { return std::exchange(wasMoved, false); }

  llvm::ArrayRef<MemoryRegion> getRegions() const { return regions; }
  const MemoryRegion &getArenaRegion() const { return regions[arenaRegion]; }
  /// Names of the regions that hold something that is copied at start-up.
  std::vector<std::string> getLoadedRegions() const;
  /// Where the program's own code and data are, and what writable regions are loaded from.
  const MemoryRegion &getHome() const { return regions[home]; }
  /// True if the contents of a region are copied from home at start-up.
  bool isLoaded(size_t region) const {
    return regions[region].isWritable && !regions[home].isWritable;
  }

private:
  bool chooseHome();
  void clear();
  llvm::Error place(bool countsLoads);
  void countCode(uint64_t textBytes, uint64_t otherBytes);

  std::vector<MemoryRegion> regions;
  std::vector<size_t> codeRegions; // where code may be, the best first
  size_t arenaRegion = 0, codeRegion = 0, home = 0;
  std::vector<Constant> constants;
  uint64_t arenaBytes = 0;
  std::map<std::string, size_t> regionOf; // of constants
  bool wasMoved = false;
};

} // namespace effc

#endif
