//===- CompactTwin.h - Inner loops for plain multiplies ---------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_COMPACTTWIN_H
#define EFFC_LIB_CODEGEN_COMPACTTWIN_H

#include "CompactRoutines.h"

namespace effc {

/// Pixels that a panel of twins holds, and the bytes of each reduction step.
constexpr int64_t kTwinPixels = 4;
constexpr int64_t kTwinStepBytes = 2 * kTwinPixels;

/// Interleaves the windows of `pixels` (i32, up to four) pixels, the first at `from`, the others
/// `pixelBytes` from each other; the last takes the place of those that lack. A window has `rows`
/// stretches of `count` bytes that begin `rowBytes` apart. Returns the address behind what is
/// written.
mlir::Value callTwinGather(mlir::ImplicitLocOpBuilder &b, mlir::Value to, mlir::Value from,
                           int64_t rows, int64_t count, int64_t rowBytes, mlir::Value pixels,
                           int64_t pixelBytes, bool isUnsigned, bool isRISCV);

/// As `callMoveDown`.
void callTwinMoveDown(mlir::ImplicitLocOpBuilder &b, mlir::Value to, mlir::Value from,
                      int64_t bytes, bool isRISCV);

/// Text of assembly for step `index` of the four of an iteration: `#` becomes the offset in a
/// panel,
/// `@` that in a row of bytes.
std::string makeTwinStep(llvm::StringRef text, int64_t index);

/// A panel of up to four pixels against all channels, with `dot.steps` steps of four.
void callTwinDot(mlir::ImplicitLocOpBuilder &b, const DotArguments &dot, bool isRISCV,
                 const CompactEpilogue &epilogue);

/// One row of bytes against four channels at a time, in place.
void callTwinRow(mlir::ImplicitLocOpBuilder &b, const DotArguments &dot, bool isRISCV,
                 const CompactEpilogue &epilogue);

/// 3x3 windows, channel by channel; and the words of scratch.
int64_t getTwinDepthwiseWords(KernelCompactDepthwiseConv2DOp op);
void emitTwinDepthwise(mlir::ImplicitLocOpBuilder &b, KernelCompactDepthwiseConv2DOp op,
                       bool isRISCV, const CompactEpilogue &epilogue, mlir::ValueRange inputs,
                       mlir::Value output, mlir::Value scratch);

} // namespace effc

#endif
