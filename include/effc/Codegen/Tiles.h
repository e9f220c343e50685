//===- Tiles.h - Register blocks given from outside -------------*- C++ -*-===//
//
// The cost model of KernelTiles.cpp chooses the register block of each kernel. For
// experiments and tuning a module may say otherwise: its attribute `effc.tiles` has sizes
// by kernel. Results do not depend on them: every output element is summed up in the same
// order in any block.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_CODEGEN_TILES_H
#define EFFC_CODEGEN_TILES_H

#include "effc/IR/Effc.h"
#include "mlir/IR/BuiltinOps.h"

namespace effc {

/// Module attribute: a dictionary of `array<i64: pixels, channels>` by tile key, `*` for all
/// kernels. If it is there, even empty, kernels have their keys.
inline constexpr llvm::StringLiteral kTilesAttrName = "effc.tiles";
/// Attribute of kernel ops and kernels: what the best block depends on, as text.
inline constexpr llvm::StringLiteral kTileKeyAttrName = "effc.tile_key";

/// Limits of what can be asked for; larger blocks are mostly spills.
inline constexpr int64_t kMaxTilePixels = 32, kMaxTileVectors = 8;

/// Sizes `{pixels, channels}` that may be better than the chosen one: all that fit the registers,
/// at most one per number of channels and one smaller.
llvm::SmallVector<std::pair<int64_t, int64_t>> getTileCandidates(unsigned vectorBits,
                                                                 unsigned vectorRegisters);

} // namespace effc

#endif
