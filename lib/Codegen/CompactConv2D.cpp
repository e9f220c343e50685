//===- CompactConv2D.cpp - Convolutions by shared routines ----------------===//
//
// Three forms, by shape:
//
// * A single row against the weights (fully connected): read in place.
// * Pointwise: a few pixels at a time are widened to a panel of i16, which all output channels
//   read.
// * Otherwise a panel of as many input rows as the window is high, padded and widened. For each
//   row of results, the panel is moved up by the stride and the new rows are filled in at its
//   end, so each input row is read once. Where the window's rows are whole steps of the
//   reduction, results are computed right from the panel; else (few channels) the windows of two
//   pixels at a time are gathered first.
//
// With vector reductions (CompactVector.cpp) nothing is widened: panels are of bytes, and a
// pointwise convolution reads its input in place. For plain multiplies (CompactTwin.cpp) panels
// are of bytes, too, and the windows of four pixels at a time are interleaved to words.
//
// Since what is needed of a row has been copied before the first result of that row is stored,
// results may take the input's place (see canOverwriteOperand).
//
// Panels of up to 128 bytes are on the stack, which costs less than an arena that has to have
// room for them while the largest tensors are live.
//
//===----------------------------------------------------------------------===//
#include "CompactRoutines.h"
#include "CompactShape.h"
#include "CompactTwin.h"
#include "CompactVector.h"
#include "KernelConv2D.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

static constexpr int64_t kStackBytes = 128;
/// What the panel of a pointwise convolution takes if it is too large for the stack.
static constexpr int64_t kFlatBytes = 256;

namespace {
/// How the panels look.
struct Plan {
  Plan(KernelCompactConv2DOp op)
      : shape(KernelShape::of(op)), tile(op.getTile()), reduction(shape, tile) {
    isVector = tile.getDot() == Dot::Widen;
    isTwin = tile.getDot() == Dot::TwinI16;
    isRow = tile.getPixels() == 1 && !isVector;
    elementBytes = isVector || isTwin ? 1 : 2;
    isFlat = shape.isPointwise() && !shape.hasPadding() && shape.strideHeight == 1 &&
             shape.strideWidth == 1;
    windowRows = shape.dilationHeight * (shape.windowHeight - 1) + 1;
    keptRows = std::max<int64_t>(windowRows - shape.strideHeight, 0);
    int64_t columns = shape.padLeft + shape.width + shape.padRight;
    rowBytes = llvm::alignTo(columns * shape.channels * elementBytes, 8);
    pixelBytes = reduction.length * elementBytes;
    int64_t pixels = shape.batch * shape.outHeight * shape.outWidth;
    int64_t budget = 2 * pixelBytes <= kStackBytes ? kStackBytes : kFlatBytes;
    flatPixels = std::max<int64_t>(2, budget / pixelBytes / 2 * 2);
    flatPixels = std::min<int64_t>(flatPixels, llvm::alignTo(pixels, 2));
  }

  int64_t panelBytes() const {
    if (isFlat)
      return isVector || isTwin ? 0 : flatPixels * pixelBytes;
    return windowRows * rowBytes;
  }
  int64_t gatherBytes() const {
    if (isTwin)
      return reduction.runs * reduction.length * kTwinStepBytes;
    return isFlat || reduction.hasRowRuns ? 0 : 2 * pixelBytes;
  }

  KernelShape shape;
  TileAttr tile;
  CompactReduction reduction;
  bool isRow, isFlat, isVector, isTwin;
  int64_t elementBytes;         // of a panel
  int64_t windowRows, keptRows; // of the panel; those that the next row of results needs, too
  int64_t rowBytes;             // of the panel
  int64_t pixelBytes;           // of a pixel's whole reduction
  int64_t flatPixels;           // of the panel of a pointwise convolution
};

/// Strides of a four-dimensional buffer of bytes.
struct Buffer {
  Buffer(ImplicitLocOpBuilder &b, Value memref) : address(getAddress(b, memref)) {
    auto type = cast<MemRefType>(memref.getType());
    int64_t offset;
    [[maybe_unused]] LogicalResult isStrided = type.getStridesAndOffset(strides, offset);
    assert(succeeded(isStrided) && "expected a strided memref");
    isEven = strides[1] == strides[2] * type.getDimSize(2) &&
             (type.getDimSize(0) == 1 || strides[0] == strides[1] * type.getDimSize(1));
  }
  Value address;
  SmallVector<int64_t> strides;
  bool isEven; // all pixels have the same distance
};

class Emitter {
public:
  Emitter(ImplicitLocOpBuilder &b, KernelCompactConv2DOp op, TargetAttr target, ValueRange inputs,
          Value output, ValueRange scratch)
      : b(b), op(op), plan(op), shape(plan.shape), input(b, inputs[0]), output(b, output),
        weights(getAddress(b, inputs[1])), table(getAddress(b, inputs[2])), scratch(scratch),
        isRISCV(target && llvm::Triple(target.getTriple()).isRISCV()),
        epilogue(op.getRequantize(), op.getQuarterScales(), getProductForm(op.getTile(), isRISCV)),
        isWide(cast<MemRefType>(inputs[1].getType()).getElementTypeBitWidth() == 16) {}

  void emit() {
    if (plan.isRow) {
      DotArguments row = dot(input.address, output.address, word(b, 1), 0);
      if (plan.isTwin)
        return callTwinRow(b, row, isRISCV, epilogue);
      return callDualRow(b, row, isUnsigned(), epilogue);
    }
    if (plan.panelBytes() > 0)
      panel = getWork(plan.panelBytes());
    if (plan.gatherBytes() > 0)
      window = getWork(plan.gatherBytes());
    if (plan.isFlat && input.isEven && output.isEven)
      return emitPixels(input.address, output.address,
                        shape.batch * shape.outHeight * shape.outWidth);
    repeat(b, shape.batch, [&](Value batch) {
      emitImage(advance(b, input.address, batch, input.strides[0]),
                advance(b, output.address, batch, output.strides[0]));
    });
  }

private:
  bool isUnsigned() { return op.getUnsignedInput(); }
  Value getWork(int64_t bytes);
  DotArguments dot(Value from, Value to, Value pixels, int64_t pixelBytes) const;
  void callDot(const DotArguments &arguments);
  void widen(Value to, Value from, Value count);
  void fill(Value to, int64_t count);
  Value gather(Value to, Value from, int64_t rows, int64_t count, int64_t rowBytes);
  void emitPixels(Value from, Value to, int64_t pixels);
  void emitTwins(Value from, Value to, int64_t pixels, int64_t pixelBytes, int64_t rows,
                 int64_t count);
  void emitImage(Value image, Value result);
  void fillRow(Value to, Value image, Value row);
  void emitRow(Value result);

  ImplicitLocOpBuilder &b;
  KernelCompactConv2DOp op;
  Plan plan;
  KernelShape shape;
  Buffer input, output;
  Value weights, table;
  ValueRange scratch;
  bool isRISCV;
  CompactEpilogue epilogue;
  bool isWide;
  Value panel, window;
};
} // namespace

/// The next piece of work space: see getScratchTypes.
Value Emitter::getWork(int64_t bytes) {
  if (bytes <= kStackBytes)
    return getStackWords(b, llvm::divideCeil(bytes, 4));
  Value work = getAddress(b, scratch.front());
  scratch = scratch.drop_front();
  return work;
}

DotArguments Emitter::dot(Value from, Value to, Value pixels, int64_t pixelBytes) const {
  const CompactReduction &reduction = plan.reduction;
  return {from,
          weights,
          table,
          to,
          pixels,
          pixelBytes,
          output.strides[2],
          shape.outChannels,
          reduction.runs,
          reduction.length * plan.elementBytes,
          shape.dilationHeight * plan.rowBytes,
          reduction.steps,
          2 * reduction.runs * reduction.length * (isWide ? 2 : 1)};
}

void Emitter::widen(Value to, Value from, Value count) {
  if (plan.isVector) {
    callVectorCopy(b, to, from, 1, count, 0);
    return;
  }
  if (plan.isTwin)
    return callCopy(b, to, from, count);
  callWiden(b, to, from, count, plan.reduction.swapsMiddle, isUnsigned());
}

void Emitter::callDot(const DotArguments &arguments) {
  if (!plan.isVector)
    return callDualDot(b, arguments, isWide, epilogue);
  int64_t count = plan.reduction.hasRowRuns
                      ? plan.reduction.length
                      : shape.windowHeight * shape.windowWidth * shape.channels;
  callVectorDot(b, arguments, count, op.getRequantize(), op.getQuarterScales());
}

void Emitter::fill(Value to, int64_t count) {
  if (plan.isVector)
    return callVectorFill(b, to, count, op.getPadValue());
  if (plan.isTwin)
    return callFillBytes(b, to, count, op.getPadValue());
  callFill(b, to, count, op.getPadValue());
}

Value Emitter::gather(Value to, Value from, int64_t rows, int64_t count, int64_t rowBytes) {
  if (plan.isVector)
    return callVectorCopy(b, to, from, rows, word(b, count), rowBytes);
  return callGather(b, to, from, rows, count, rowBytes);
}

/// A pointwise convolution of pixels that follow each other evenly.
void Emitter::emitPixels(Value from, Value to, int64_t pixels) {
  if (plan.isVector)
    return callDot(dot(from, to, word(b, pixels), input.strides[2]));
  if (plan.isTwin)
    return emitTwins(from, to, pixels, input.strides[2], 1, shape.channels);
  bool isDense = input.strides[2] == shape.channels && plan.pixelBytes == 2 * shape.channels;
  auto emitPanel = [&](Value first, Value count) {
    Value source = advance(b, from, first, input.strides[2]);
    if (isDense)
      widen(panel, source, Lanes(b, count) * shape.channels);
    else
      loop(b, count, 1, {}, [&](Value pixel, ArrayRef<Value>) -> SmallVector<Value> {
        widen(advance(b, panel, pixel, plan.pixelBytes),
              advance(b, source, pixel, input.strides[2]), word(b, shape.channels));
        return {};
      });
    Value result = advance(b, to, first, output.strides[2]);
    callDot(dot(panel, result, count, plan.pixelBytes));
  };
  int64_t step = plan.flatPixels;
  if (pixels <= step)
    return emitPanel(nullptr, word(b, pixels));
  loop(b, word(b, pixels), step, {}, [&](Value first, ArrayRef<Value>) -> SmallVector<Value> {
    Lanes rest = word(b, pixels) - Lanes(b, first);
    emitPanel(first, pixels % step == 0 ? word(b, step) : rest.min(step));
    return {};
  });
}

/// Four pixels at a time, whose windows are `rows` of `count` bytes each and begin `pixelBytes`
/// apart.
void Emitter::emitTwins(Value from, Value to, int64_t pixels, int64_t pixelBytes, int64_t rows,
                        int64_t count) {
  DotArguments twins = dot(window, to, nullptr, 0);
  twins.steps = plan.gatherBytes() / kTwinStepBytes / plan.tile.getDepth();
  twins.pairWeightBytes = plan.reduction.blockBytes;
  loop(b, word(b, pixels), kTwinPixels, {},
       [&](Value first, ArrayRef<Value>) -> SmallVector<Value> {
         twins.pixels = (word(b, pixels) - Lanes(b, first)).min(kTwinPixels);
         twins.output = advance(b, to, first, output.strides[2]);
         Value source = advance(b, from, first, pixelBytes), end = window;
         auto gather = [&](int64_t bytes, int64_t stretches, int64_t length, int64_t distance) {
           end = callTwinGather(b, end, advance(b, source, bytes), stretches, length, distance,
                                twins.pixels, pixelBytes, isUnsigned(), isRISCV);
         };
         int64_t rowDistance = shape.dilationHeight * plan.rowBytes;
         if (shape.dilationWidth == 1)
           gather(0, rows, count, rowDistance);
         else
           for (int64_t row = 0; row < rows; ++row)
             gather(row * rowDistance, shape.windowWidth, shape.channels,
                    shape.dilationWidth * shape.channels);
         callTwinDot(b, twins, isRISCV, epilogue);
         return {};
       });
}

/// Fills one row of the panel with row `row` of the image, which may lie above or below it.
void Emitter::fillRow(Value to, Value image, Value row) {
  int64_t left = shape.padLeft * shape.channels, inside = shape.width * shape.channels;
  int64_t right = shape.padRight * shape.channels, size = plan.elementBytes;
  auto copy = [&] {
    fill(to, left);
    Value start = advance(b, to, size * left);
    Value from = advance(b, image, row, input.strides[1]);
    if (input.strides[2] == shape.channels)
      widen(start, from, word(b, inside));
    else
      repeat(b, shape.width, [&](Value pixel) {
        widen(advance(b, start, pixel, size * shape.channels),
              advance(b, from, pixel, input.strides[2]), word(b, shape.channels));
      });
    fill(advance(b, start, size * inside), right);
  };
  if (!shape.padTop && !shape.padBottom)
    return copy();
  // One unsigned comparison covers rows above and below.
  Value isInside = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, row, word(b, shape.height));
  auto branch = scf::IfOp::create(b, isInside, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  copy();
  b.setInsertionPointToStart(branch.elseBlock());
  fill(to, left + inside + right);
}

/// A row of results from the panel.
void Emitter::emitRow(Value result) {
  int64_t columnBytes = shape.strideWidth * shape.channels * plan.elementBytes;
  if (plan.isTwin)
    return emitTwins(panel, result, shape.outWidth, columnBytes, shape.windowHeight,
                     shape.windowWidth * shape.channels);
  if (plan.reduction.hasRowRuns)
    return callDot(dot(panel, result, word(b, shape.outWidth), columnBytes));
  loop(b, word(b, shape.outWidth), 2, {}, [&](Value column, ArrayRef<Value>) -> SmallVector<Value> {
    // Beyond the last column the window of the last one is taken.
    Lanes last = word(b, shape.outWidth - 1);
    for (int64_t pixel = 0; pixel < 2; ++pixel) {
      Lanes at = (Lanes(b, column) + pixel).min(last);
      Value from = advance(b, panel, at, columnBytes);
      Value to = advance(b, window, pixel * plan.pixelBytes);
      if (shape.dilationWidth == 1)
        gather(to, from, shape.windowHeight, shape.windowWidth * shape.channels,
               shape.dilationHeight * plan.rowBytes);
      else
        for (int64_t row = 0; row < shape.windowHeight; ++row)
          to = gather(to, advance(b, from, row * shape.dilationHeight * plan.rowBytes),
                      shape.windowWidth, shape.channels,
                      shape.dilationWidth * shape.channels * plan.elementBytes);
    }
    Lanes count = (last + 1 - Lanes(b, column)).min(2);
    callDot(dot(window, advance(b, result, column, output.strides[2]), count, plan.pixelBytes));
    return {};
  });
}

void Emitter::emitImage(Value image, Value result) {
  if (plan.isFlat)
    return repeat(b, shape.height, [&](Value row) {
      emitPixels(advance(b, image, row, input.strides[1]),
                 advance(b, result, row, output.strides[1]), shape.width);
    });
  auto fillRows = [&](int64_t first, int64_t count, Lanes row) {
    repeat(b, count, [&](Value index) {
      Lanes place = index ? Lanes(b, index) + first : word(b, first);
      fillRow(advance(b, panel, place, plan.rowBytes), image, row + place);
    });
  };
  if (plan.keptRows > 0)
    fillRows(0, plan.keptRows, word(b, -shape.padTop));
  loop(b, word(b, shape.outHeight), 1, {}, [&](Value y, ArrayRef<Value>) -> SmallVector<Value> {
    fillRows(plan.keptRows, plan.windowRows - plan.keptRows,
             Lanes(b, y) * shape.strideHeight - shape.padTop);
    emitRow(advance(b, result, y, output.strides[1]));
    Value kept = advance(b, panel, shape.strideHeight * plan.rowBytes);
    int64_t bytes = plan.keptRows * plan.rowBytes;
    if (plan.isVector && bytes > 0)
      callVectorCopy(b, panel, kept, 1, word(b, bytes), 0);
    else if (plan.isTwin)
      callTwinMoveDown(b, panel, kept, bytes, isRISCV);
    else
      callMoveDown(b, panel, kept, bytes);
    return {};
  });
}

namespace {
struct CompactConv2DModel
    : KernelOpInterface::ExternalModel<CompactConv2DModel, KernelCompactConv2DOp> {
  void getScratchTypes(Operation *op, TargetAttr, SmallVectorImpl<MemRefType> &types) const {
    Plan plan(cast<KernelCompactConv2DOp>(op));
    if (plan.isRow)
      return;
    auto add = [&](int64_t bytes) {
      if (bytes > kStackBytes)
        types.push_back(MemRefType::get({int64_t(llvm::divideCeil(bytes, 4))},
                                        IntegerType::get(op->getContext(), 32)));
    };
    add(plan.panelBytes());
    add(plan.gatherBytes());
  }

  LogicalResult emitLoops(Operation *op, ImplicitLocOpBuilder &b, TargetAttr target,
                          ValueRange inputs, ValueRange outputs, ValueRange scratch) const {
    keepSmall(op->getParentOfType<func::FuncOp>());
    Emitter(b, cast<KernelCompactConv2DOp>(op), target, inputs, outputs[0], scratch).emit();
    return success();
  }
};
} // namespace

void effc::attachCompactConv2D(MLIRContext *context) {
  KernelCompactConv2DOp::attachInterface<CompactConv2DModel>(*context);
}
