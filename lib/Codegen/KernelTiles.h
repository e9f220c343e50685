//===- KernelTiles.h - Register blocks by target ----------------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELTILES_H
#define EFFC_LIB_CODEGEN_KERNELTILES_H

#include "KernelShape.h"

namespace effc {

/// 32-bit lanes of a target's vectors.
int64_t getLanes(TargetAttr target);

/// What a kernel multiplies: bytes are 8-bit input and weights of at most 8 bits.
enum class KernelOperands { Float, Bytes, Integers };

/// The block for a convolution with `pixels` output pixels in a row (in all, if pointwise).
TileAttr chooseConvTile(TargetAttr target, KernelOperands operands, int64_t pixels,
                        int64_t channels);

/// The block for a convolution with so few output channels that lanes go along the reduction
/// instead (KernelLaneSums.cpp); null where that does not pay. Its depth is that of all lanes.
TileAttr chooseLaneTile(TargetAttr target, KernelOperands operands, const KernelShape &shape);

/// True for the tiles of `chooseLaneTile`.
bool hasLaneSums(TileAttr tile);

/// The block for a depthwise convolution with `pixels` output pixels in a row.
TileAttr chooseDepthwiseTile(TargetAttr target, bool isFloat, int64_t pixels, int64_t channels);

/// Output channels after rounding up the last block of `tile.channels` to whole vectors.
int64_t getPaddedChannels(int64_t channels, int64_t tileChannels, int64_t lanes);

/// True if the target's kernels can be built at all.
bool hasVectorKernels(TargetAttr target);

} // namespace effc

#endif
