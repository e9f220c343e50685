//===- Geometry.h - Explicit windows and slices -----------------*- C++ -*-===//
//
// Turns TFLite's padding schemes and slice masks into the explicit numbers of the dialect.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_IMPORT_TFLITE_GEOMETRY_H
#define EFFC_LIB_IMPORT_TFLITE_GEOMETRY_H

#include "OperatorReader.h"

namespace effc::tflite {

/// Where a window moves along one dimension.
struct WindowSteps {
  int64_t before, after; ///< Padding.
  int64_t count;         ///< Window positions; not positive if there is none.
};

/// Positions of a window over `size` elements; none if an argument is not positive. SAME covers
/// every `stride`-th element and puts the odd element of padding behind.
WindowSteps getWindowSteps(Padding padding, int64_t size, int64_t window, int64_t stride,
                           int64_t dilation);

/// A slice of a tensor, with the result's shape before and after dimensions are dropped and
/// inserted.
struct SliceGeometry {
  llvm::SmallVector<int64_t> offsets, strides, shape, resultShape;
};

/// What a STRIDED_SLICE takes, from its constant operands and masks. None where TFLite's rules
/// give no answer; `problem` says why.
std::optional<SliceGeometry> getStridedSlice(const OperatorReader &op, std::string &problem);

/// What a SLICE takes.
std::optional<SliceGeometry> getSlice(const OperatorReader &op, std::string &problem);

/// The axes of a reduction, which are all in range: counted from the front, in order, each once.
llvm::SmallVector<int64_t> getReducedAxes(const OperatorReader &op);

/// Sizes of a SPLIT_V's results along the axis, with -1 resolved.
std::optional<llvm::SmallVector<int64_t>> getSplitSizes(const OperatorReader &op, int64_t total);

} // namespace effc::tflite

#endif
