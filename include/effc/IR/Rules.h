//===- Rules.h - What each op demands of types and attributes ---*- C++ -*-===//
//
// The preconditions of the dialect's ops, one function for each op: element types, shapes, and
// the domain of its arithmetic, that is the scales for which TFLite's reference kernels are
// defined. An op's verifier asks its function, and an importer asks it before it builds the op,
// so that what is imported always verifies. The labels C1, C2 ... are those of the op's
// description.
//
// Rules speak of tensors, not of values: an importer has no values yet. The messages are worded
// for those who know the model, not the dialect.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_IR_RULES_H
#define EFFC_IR_RULES_H

#include "effc/IR/Quantization.h"

namespace effc {

/// A broken rule.
struct Violation {
  enum class Kind {
    Malformed,   ///< The parts of the model contradict each other.
    Unsupported, ///< The model may be sound, but the op is not defined for it.
  };
  Kind kind;
  std::string message;
  std::string remedy;
};

/// Nothing, or what was found.
using Verdict = std::optional<Violation>;

using Shape = llvm::ArrayRef<int64_t>;
using mlir::RankedTensorType;

/// `1x8x8x3`, or `scalar`.
std::string describeShape(Shape shape);

/// `float32`, and for quantized elements `int8[scale 5.000000e-01, zero point 3]`.
std::string describeElement(mlir::Type element);

// ElementwiseRules.cpp
Verdict checkSum(RankedTensorType lhs, RankedTensorType rhs, RankedTensorType output,
                 Activation activation, bool potScale);
Verdict checkProduct(RankedTensorType lhs, RankedTensorType rhs, RankedTensorType output,
                     Activation activation);
Verdict checkExtremum(RankedTensorType lhs, RankedTensorType rhs, RankedTensorType output);
Verdict checkPrelu(RankedTensorType input, RankedTensorType alpha, RankedTensorType output);
/// RELU and its relatives.
Verdict checkRectifier(RankedTensorType input, RankedTensorType output, Activation activation);
Verdict checkLeakyRelu(RankedTensorType input, RankedTensorType output, float alpha);
Verdict checkLogistic(RankedTensorType input, RankedTensorType output);
Verdict checkTanh(RankedTensorType input, RankedTensorType output);
Verdict checkElu(RankedTensorType input, RankedTensorType output);
Verdict checkHardSwish(RankedTensorType input, RankedTensorType output);
Verdict checkLookup(RankedTensorType input, RankedTensorType table, RankedTensorType output);

// ConvolutionRules.cpp
/// The operands and the result of a convolution; the bias may be absent.
struct ConvolutionTypes {
  RankedTensorType input, filter, bias, output;
};
/// Padding is top, bottom, left, right.
struct ConvolutionWindow {
  Shape strides, dilations, padding;
};
Verdict checkConv2D(const ConvolutionTypes &types, const ConvolutionWindow &window,
                    Activation activation);
Verdict checkDepthwiseConv2D(const ConvolutionTypes &types, const ConvolutionWindow &window,
                             Activation activation);
/// Padding is top, left.
Verdict checkTransposeConv2D(const ConvolutionTypes &types, Shape strides, Shape padding,
                             Activation activation);
Verdict checkFullyConnected(const ConvolutionTypes &types, Activation activation);

// PoolRules.cpp
struct PoolWindow {
  Shape size, strides, padding;
};
Verdict checkAveragePool2D(RankedTensorType input, RankedTensorType output,
                           const PoolWindow &window, Activation activation);
Verdict checkMaxPool2D(RankedTensorType input, RankedTensorType output, const PoolWindow &window,
                       Activation activation);
/// Sum and mean.
Verdict checkReduction(RankedTensorType input, RankedTensorType output, Shape axes, bool keepDims);
Verdict checkSoftmax(RankedTensorType input, RankedTensorType output, float beta);
Verdict checkArgMax(RankedTensorType input, RankedTensorType output, int64_t axis);

// QuantizeRules.cpp
Verdict checkQuantize(RankedTensorType input, RankedTensorType output);
Verdict checkRequantize(RankedTensorType input, RankedTensorType output);
Verdict checkDequantize(RankedTensorType input, RankedTensorType output);
Verdict checkCast(RankedTensorType input, RankedTensorType output);

// ShapeRules.cpp
Verdict checkReshape(RankedTensorType input, RankedTensorType output);
Verdict checkTranspose(RankedTensorType input, RankedTensorType output, Shape permutation);
Verdict checkSlice(RankedTensorType input, RankedTensorType output, Shape offsets, Shape strides);
Verdict checkConcat(llvm::ArrayRef<RankedTensorType> inputs, RankedTensorType output, int64_t axis);
/// Without the padding value.
Verdict checkPad(RankedTensorType input, RankedTensorType output, Shape low, Shape high);
Verdict checkTile(RankedTensorType input, RankedTensorType output, Shape multiples);
Verdict checkResizeBilinear(RankedTensorType input, RankedTensorType output, bool alignCorners,
                            bool halfPixelCenters);
Verdict checkResizeNearest(RankedTensorType input, RankedTensorType output);

} // namespace effc

#endif
