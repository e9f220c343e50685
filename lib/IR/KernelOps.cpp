//===- KernelOps.cpp - Verifiers of kernel ops ----------------------------===//
#include "effc/IR/Effc.h"

using namespace mlir;
using namespace effc;

/// A depthwise kernel of twins reads unsigned bytes, other kernels of twins signed ones.
int64_t effc::getInputShift(Dot dot, bool unsignedInput, bool isDepthwise) {
  if (dot == Dot::TwinI16)
    return isDepthwise ? (unsignedInput ? 0 : 128) : (unsignedInput ? -128 : 0);
  if (dot == Dot::QuadU8I8 && !unsignedInput)
    return 128;
  return (dot == Dot::QuadI8 || dot == Dot::MatrixI8) && unsignedInput ? -128 : 0;
}

/// Output extent of a window that slides over a padded input; -1 if it does not fit.
static int64_t outputExtent(int64_t input, int64_t low, int64_t high, int64_t window,
                            int64_t stride, int64_t dilation) {
  int64_t room = input + low + high - dilation * (window - 1) - 1;
  return room < 0 ? -1 : room / stride + 1;
}

template <typename OpT> static LogicalResult verifyWindow(OpT op) {
  auto input = cast<RankedTensorType>(op.getInput().getType());
  auto output = cast<RankedTensorType>(op.getOutput().getType());
  if (op.getWindow().size() != 2 || op.getStrides().size() != 2 || op.getDilations().size() != 2 ||
      op.getPadding().size() != 4)
    return op.emitOpError("expected 2 windows, strides and dilations and 4 paddings"); // C1
  auto positive = [](int64_t value) { return value > 0; };
  if (!llvm::all_of(op.getWindow(), positive) || !llvm::all_of(op.getStrides(), positive) ||
      !llvm::all_of(op.getDilations(), positive) ||
      !llvm::all_of(op.getPadding(), [](int64_t value) { return value >= 0; }))
    return op.emitOpError("expected positive windows, strides and dilations, and padding that is "
                          "not negative"); // C1
  for (unsigned d = 0; d < 2; ++d) {
    int64_t expected =
        outputExtent(input.getDimSize(d + 1), op.getPadding()[2 * d], op.getPadding()[2 * d + 1],
                     op.getWindow()[d], op.getStrides()[d], op.getDilations()[d]);
    if (output.getDimSize(d + 1) != expected)
      return op.emitOpError() << "found output extent " << output.getDimSize(d + 1)
                              << " in dimension " << d + 1 << ", expected " << expected; // C2
  }
  if (output.getDimSize(0) != input.getDimSize(0))
    return op.emitOpError("expected the batch of the input"); // C2
  return success();
}

static Value getAddend(KernelConv2DOp op) { return op.getAddend(); }
static Value getAddend(KernelDepthwiseConv2DOp) { return {}; }

template <typename OpT> static LogicalResult verifyTypes(OpT op) {
  auto elementOf = [](Value value) { return cast<TensorType>(value.getType()).getElementType(); };
  Type input = elementOf(op.getInput()), weights = elementOf(op.getWeights());
  Type output = elementOf(op.getOutput()), bias = elementOf(op.getBias());
  int64_t channels = cast<RankedTensorType>(op.getOutput().getType()).getDimSize(3);
  int64_t padded = cast<RankedTensorType>(op.getBias().getType()).getNumElements();
  if (input.isF32()) {
    if (!weights.isF32() || !output.isF32() || !bias.isF32() || op.getScaling() || op.getScales())
      return op.emitOpError("expected f32 throughout and no scaling"); // C3
  } else {
    auto isStored = [](Type type) {
      return type.isSignlessInteger(8) || type.isSignlessInteger(16);
    };
    if (!isStored(input) || !isStored(weights) || !isStored(output) || !bias.isSignlessInteger(32))
      return op.emitOpError("expected 8- or 16-bit integers and an i32 bias"); // C3
    if (!op.getScaling() || !op.getScales())
      return op.emitOpError("expected a scaling with scales"); // C3
    auto scales = cast<RankedTensorType>(op.getScales().getType());
    int64_t rows = op.getScalingAttr().getRows(), found = scales.getNumElements();
    int64_t others = kNumLimits + (getAddend(op) ? kNumSumTerms : 0);
    if (!scales.getElementType().isSignlessInteger(32) ||
        (found != others + rows && found != others + rows * padded))
      return op.emitOpError() << "found scales of type " << scales << ", expected " << others + rows
                              << "xi32 or " << others + rows * padded << "xi32"; // C4
  }
  if (padded < channels)
    return op.emitOpError() << "found " << padded << " biases, expected at least "
                            << channels; // C4
  return success();
}

static LogicalResult verifyAddend(KernelConv2DOp op) {
  auto result = cast<RankedTensorType>(op.getOutput().getType());
  bool isFloat = result.getElementType().isF32();
  if (op.getAddend() && (op.getAddend().getType() != result ||
                         (!isFloat && !result.getElementType().isSignlessInteger(8))))
    return op.emitOpError() << "found an addend of type " << op.getAddend().getType()
                            << ", expected the result's type with i8 or f32 elements"; // C7
  if (op.getSumActivation() != Activation::None && (!op.getAddend() || !isFloat))
    return op.emitOpError("found an activation of a sum, expected an addend of f32"); // C7
  return success();
}

/// The block of a scalable tile is all channels.
template <typename OpT> static LogicalResult verifyScalableTile(OpT op) {
  if (!op.getTile().getScalable())
    return success();
  int64_t channels = cast<RankedTensorType>(op.getOutput().getType()).getDimSize(3);
  int64_t padded = cast<RankedTensorType>(op.getBias().getType()).getNumElements();
  if (op.getTile().getDepth() != 1 || padded != channels)
    return op.emitOpError() << "found depth " << op.getTile().getDepth() << " and " << padded
                            << " biases, expected 1 and " << channels << " for a scalable tile";
  if (getAddend(op))
    return op.emitOpError("found an addend, expected none for a scalable tile");
  return success();
}

LogicalResult KernelConv2DOp::verify() {
  if (failed(verifyWindow(*this)) || failed(verifyTypes(*this)) || failed(verifyAddend(*this)))
    return failure();
  auto isByte = [](Value value) {
    return cast<TensorType>(value.getType()).getElementType().isSignlessInteger(8);
  };
  Dot dot = getTile().getDot();
  int64_t unit = dot == Dot::MatrixI8 ? 8 : 4;
  if (multipliesBytes(dot) &&
      (!isByte(getInput()) || !isByte(getWeights()) || getTile().getDepth() % unit != 0))
    return emitOpError("expected i8 input and weights and a multiple of ")
           << unit << " as depth for "
           << stringifyDot(getTile().getDot()); // C6
  if (failed(verifyScalableTile(*this)))
    return failure(); // C8
  int64_t channels = cast<RankedTensorType>(getInput().getType()).getDimSize(3);
  bool contiguous = getDilations()[1] == 1;
  int64_t runs = getWindow()[0] * (contiguous ? 1 : getWindow()[1]);
  int64_t length = channels * (contiguous ? getWindow()[1] : 1);
  int64_t step = runs * llvm::divideCeil(length, getTile().getDepth()) * getTile().getDepth();
  int64_t found = cast<RankedTensorType>(getWeights().getType()).getNumElements();
  int64_t padded = cast<RankedTensorType>(getBias().getType()).getNumElements();
  if (found != step * padded)
    return emitOpError() << "found " << found << " weights, expected " << step * padded; // C5
  return success();
}

LogicalResult KernelDepthwiseConv2DOp::verify() {
  if (failed(verifyWindow(*this)) || failed(verifyTypes(*this)))
    return failure();
  int64_t inputs = cast<RankedTensorType>(getInput().getType()).getDimSize(3);
  int64_t outputs = cast<RankedTensorType>(getOutput().getType()).getDimSize(3);
  if (outputs % inputs != 0)
    return emitOpError() << "found " << outputs << " output channels, expected a multiple of "
                         << inputs; // C6
  if (multipliesBytes(getTile().getDot()))
    return emitOpError() << "found " << stringifyDot(getTile().getDot())
                         << ", which sums over channels"; // C7
  if (failed(verifyScalableTile(*this)))
    return failure(); // C8
  int64_t expected = getWindow()[0] * getWindow()[1] * outputs;
  if (getTile().getDepth() == 2) {
    int64_t rows = getStrides()[0] == 1 ? 2 : 1, width = getTile().getChannels();
    int64_t pairs = llvm::divideCeil(getWindow()[0] + rows - 1, 2);
    expected = llvm::alignTo(outputs, width) * rows * pairs * getWindow()[1] * 2;
  }
  int64_t found = cast<RankedTensorType>(getWeights().getType()).getNumElements();
  if (found != expected)
    return emitOpError() << "found " << found << " weights, expected " << expected; // C5
  return success();
}

//===----------------------------------------------------------------------===//
// Compact kernels
//===----------------------------------------------------------------------===//

template <typename OpT> static LogicalResult verifyCompactTypes(OpT op) {
  auto elementOf = [](Value value) { return cast<TensorType>(value.getType()).getElementType(); };
  Type weights = elementOf(op.getWeights());
  if (!elementOf(op.getInput()).isSignlessInteger(8) ||
      !elementOf(op.getOutput()).isSignlessInteger(8) ||
      (!weights.isSignlessInteger(8) && !weights.isSignlessInteger(16)) ||
      !elementOf(op.getTable()).isSignlessInteger(32))
    return op.emitOpError("expected i8 input and result, i8 or i16 weights and an i32 table"); // C3
  if (op.getRequantize().getRescale() != Rescale::DoubleRounding)
    return op.emitOpError("expected a requantization by double_rounding"); // C3
  return success();
}

static LogicalResult verifySize(Operation *op, Value constant, int64_t expected, StringRef what) {
  int64_t found = cast<RankedTensorType>(constant.getType()).getNumElements();
  if (found != expected)
    return op->emitOpError() << "found " << found << " " << what << ", expected " << expected;
  return success();
}

LogicalResult KernelCompactConv2DOp::verify() {
  if (failed(verifyWindow(*this)) || failed(verifyCompactTypes(*this)))
    return failure();
  int64_t block = getTile().getChannels(), depth = getTile().getDepth();
  int64_t outputs = cast<RankedTensorType>(getOutput().getType()).getDimSize(3);
  bool isTwin = getTile().getDot() == Dot::TwinI16;
  if (block != 2 && block != (isTwin ? 1 : 4))
    return emitOpError("expected a tile of ")
           << (isTwin ? "1 or 2" : "2 or 4") << " channels"; // C6
  if (block > outputs || depth < 2 || depth % 2 != 0)
    return emitOpError("expected a tile of the output's channels and an even depth"); // C6
  int64_t channels = cast<RankedTensorType>(getInput().getType()).getDimSize(3);
  int64_t reduction = getWindow()[0] * getWindow()[1] * channels;
  bool hasRowRuns = getDilations()[1] == 1 && getWindow()[1] * channels % depth == 0;
  int64_t padded = hasRowRuns ? reduction : llvm::divideCeil(reduction, depth) * depth;
  int64_t blocks = llvm::divideCeil(outputs, block);
  if (failed(verifySize(*this, getTable(), blocks * block * 2, "words in the table"))) // C4
    return failure();
  int64_t maskBytes = isTwin && block == 2 ? 4 * llvm::divideCeil(padded, 128) : 0;
  return verifySize(*this, getWeights(), blocks * (block * padded + maskBytes), "weights"); // C5
}

LogicalResult KernelCompactDepthwiseConv2DOp::verify() {
  if (failed(verifyWindow(*this)) || failed(verifyCompactTypes(*this)))
    return failure();
  int64_t channels = cast<RankedTensorType>(getInput().getType()).getDimSize(3);
  if (cast<RankedTensorType>(getOutput().getType()).getDimSize(3) != channels)
    return emitOpError("expected as many output as input channels");             // C6
  if (failed(verifySize(*this, getTable(), channels * 2, "words in the table"))) // C4
    return failure();
  return verifySize(*this, getWeights(), channels * getWindow()[0] * getWindow()[1],
                    "weights"); // C5
}

/// Rows of the window, with the gaps of a dilation.
template <typename OpT> static int64_t getWindowRows(OpT op) {
  return op.getDilations()[0] * (op.getWindow()[0] - 1) + 1;
}

/// Results are written row by row, after the rows of the input that they need have been copied.
/// Tiles of one pixel are read in place for each block of channels if they are pointwise.
bool KernelCompactConv2DOp::canOverwriteOperand(unsigned index) {
  auto in = cast<RankedTensorType>(getInput().getType()).getShape();
  auto out = cast<RankedTensorType>(getOutput().getType()).getShape();
  if (index != 0)
    return false;
  bool isPointwise = getWindow()[0] * getWindow()[1] * getStrides()[0] * getStrides()[1] == 1;
  if (isPointwise && llvm::all_of(getPadding(), [](int64_t size) { return size == 0; }))
    return out[3] <= in[3] && getTile().getPixels() > 1; // pixel by pixel
  for (int64_t row = 0; row < out[1]; ++row) {
    int64_t copied = row * getStrides()[0] - getPadding()[0] + getWindowRows(*this);
    if ((row + 1) * out[2] * out[3] > std::min(copied, in[1]) * in[2] * in[3])
      return false;
  }
  return true;
}

/// Each channel is copied before its results are written.
bool KernelCompactDepthwiseConv2DOp::canOverwriteOperand(unsigned index) {
  auto in = cast<RankedTensorType>(getInput().getType()).getShape();
  auto out = cast<RankedTensorType>(getOutput().getType()).getShape();
  return index == 0 && in == out;
}
