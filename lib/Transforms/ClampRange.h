//===- ClampRange.h - Intervals that values are clamped to ------*- C++ -*-===//
#ifndef EFFC_LIB_TRANSFORMS_CLAMPRANGE_H
#define EFFC_LIB_TRANSFORMS_CLAMPRANGE_H

#include "effc/IR/Effc.h"
#include <optional>

namespace effc {

/// A closed interval of elements: of stored values for quantized types, of real numbers for
/// f32. A double holds the elements of every type that is clamped.
struct ClampRange {
  double min, max;

  bool operator==(ClampRange other) const { return min == other.min && max == other.max; }
  bool contains(ClampRange other) const { return min <= other.min && other.max <= max; }
  bool isEmpty() const { return min > max; }
};

ClampRange intersect(ClampRange first, ClampRange second);

/// True for element types that have an interval: f32 and those quantized per tensor.
bool hasClampRange(mlir::Type elementType);

/// The elements that `activation` lets pass; all of the type for `None`.
ClampRange getActivationClamp(Activation activation, mlir::Type elementType);

/// The activation that clamps to `range`, if there is one.
std::optional<Activation> findActivation(ClampRange range, mlir::Type elementType);

/// The activation of ops that have one, null for all others.
std::optional<Activation> getActivation(mlir::Operation *op);

/// The activation that `op` computes if it is a relu of any kind.
std::optional<Activation> getReluActivation(mlir::Operation *op);

/// An interval that holds every element of `value`, as far as its producer tells.
ClampRange getKnownRange(mlir::Value value);

/// The one element that all of a constant consists of; none for other values.
std::optional<double> getSplatElement(mlir::Value value);

} // namespace effc

#endif
