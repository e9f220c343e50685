//===- RuleParts.h - Parts that rules share ---------------------*- C++ -*-===//
#ifndef EFFC_LIB_IR_RULEPARTS_H
#define EFFC_LIB_IR_RULEPARTS_H

#include "effc/IR/Rules.h"
#include "llvm/ADT/Twine.h"

namespace effc {

Violation malformed(const llvm::Twine &message);
Violation unsupported(const llvm::Twine &message, const llvm::Twine &remedy);

/// A quantized type with one scale for all elements.
inline bool isPerTensor(mlir::Type element) {
  return isQuantized(element) && !isPerAxisQuantized(element);
}

/// Quantized per tensor with 8 or 16 bits.
bool isNarrow(mlir::Type element);

/// Quantized per tensor with 8 bits, or with 16 bits and zero point 0.
bool isActivation(mlir::Type element);

/// Both types are stored in as many bits, with or without sign.
bool isSameStorage(mlir::Type a, mlir::Type b);

/// The element types found, and those expected.
Violation wrongElements(llvm::ArrayRef<RankedTensorType> operands, RankedTensorType output,
                        llvm::StringRef expected);

/// `what` has the shape `expected`.
Verdict checkShape(llvm::StringRef what, RankedTensorType found, Shape expected);

/// Input and result have the same element type, which is not quantized per axis.
Verdict checkSameElement(RankedTensorType input, RankedTensorType output);

/// `array` has a number for each of `rank` dimensions, from `min` to 2^31 - 1.
Verdict checkNumbers(llvm::StringRef name, Shape array, size_t rank, int64_t min);

/// The number is from 1 to 2^31 - 1.
Verdict checkPositive(llvm::StringRef what, int64_t number);

/// The axis is one of a tensor's dimensions.
Verdict checkAxis(int64_t axis, RankedTensorType tensor);

/// How many positions a window of `extent` elements has in `size` padded elements; 0 if it
/// does not fit.
int64_t countPositions(int64_t size, int64_t extent, int64_t stride);

/// 16-bit elements have zero point 0.
Verdict checkSymmetric(llvm::StringRef what, RankedTensorType tensor);

/// A fixed-point multiplier of `factor` exists, with a shift of at most `largestShift`: the factor
/// is below 2^largestShift.
Verdict checkFactor(double factor, int largestShift = 30);

/// The bounds of an activation of `output` fit 32 bits.
Verdict checkActivation(Activation activation, RankedTensorType output);

/// A quantized result has the fixed parameters that TFLite prescribes for an op.
Verdict checkResultParameters(RankedTensorType output, double scale, int64_t zeroPoint);

} // namespace effc

#endif
