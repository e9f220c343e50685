//===- Memory.h - Names that the memory phase leaves in the IR --*- C++ -*-===//
#ifndef EFFC_MEMORY_MEMORY_H
#define EFFC_MEMORY_MEMORY_H

#include "mlir/IR/Location.h"
#include <string>

namespace effc {

/// Unit attribute of the entry function's arguments that take a model output.
inline constexpr llvm::StringLiteral kOutputAttrName = "effc.output";
/// Attribute of the entry function's arguments that are bytes: the alignment of their elements.
inline constexpr llvm::StringLiteral kAlignmentAttrName = "effc.alignment";
/// Unit attribute of the entry function's argument that takes the arena.
inline constexpr llvm::StringLiteral kArenaAttrName = "effc.arena";
/// Unit attribute of allocations that are a kernel's work space.
inline constexpr llvm::StringLiteral kScratchAttrName = "effc.scratch";
/// Module attribute that describes the arena.
inline constexpr llvm::StringLiteral kMemoryAttrName = "effc.memory";

/// The name that an op's location carries, which tells where in the model it comes from;
/// empty if there is none.
std::string getLocationName(mlir::Location location);

} // namespace effc

#endif
