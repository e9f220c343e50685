//===- KernelPanel.cpp - Padded, widened copies of input rows -------------===//
#include "KernelPanel.h"
#include "ScalableLanes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace effc;

scf::ForOp effc::forEach(ImplicitLocOpBuilder &b, int64_t count, function_ref<void(Value)> body) {
  if (count <= 0)
    return {};
  if (count == 1)
    return body(nullptr), scf::ForOp();
  Value zero = arith::ConstantIndexOp::create(b, 0);
  Value end = arith::ConstantIndexOp::create(b, count);
  Value one = arith::ConstantIndexOp::create(b, 1);
  auto loop = scf::ForOp::create(b, zero, end, one);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
  return loop;
}

/// Notes for LLVM's loop passes.
static void annotate(scf::ForOp loop, LLVM::LoopUnrollAttr unroll, LLVM::LoopLICMAttr hoisting) {
  loop->setAttr("llvm.loop_annotation",
                LLVM::LoopAnnotationAttr::get(loop.getContext(), {}, {}, {}, unroll, {}, hoisting,
                                              {}, {}, {}, {}, {}, {}, {}, {}, {}));
}

void effc::forbidHoisting(scf::ForOp loop) {
  if (loop)
    annotate(
        loop, {},
        LLVM::LoopLICMAttr::get(loop.getContext(), BoolAttr::get(loop.getContext(), true), {}));
}

void effc::forEachVector(ImplicitLocOpBuilder &b, int64_t count, int64_t lanes,
                         function_ref<void(Offset, int64_t)> body) {
  forEach(b, count / lanes, [&](Value index) { body(scaled(b, index, lanes), lanes); });
  for (int64_t first = count / lanes * lanes; first < count;) {
    int64_t piece = llvm::bit_floor(uint64_t(count - first));
    body({nullptr, first}, piece);
    first += piece;
  }
}

/// Unrolled, LLVM may sum up steps in another order, which takes more registers than there are.
static void forbidUnrolling(scf::ForOp loop) {
  MLIRContext *context = loop.getContext();
  auto disable = BoolAttr::get(context, true);
  annotate(loop, LLVM::LoopUnrollAttr::get(context, disable, {}, {}, {}, {}, {}, {}), {});
}

SmallVector<Value>
effc::reduceBetween(ImplicitLocOpBuilder &b, Value begin, Value end, SmallVector<Value> values,
                    function_ref<SmallVector<Value>(Value, SmallVector<Value>)> body,
                    bool mayUnroll) {
  Value one = arith::ConstantIndexOp::create(b, 1);
  auto loop = scf::ForOp::create(b, begin, end, one, values);
  if (!mayUnroll)
    forbidUnrolling(loop);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> carried(loop.getRegionIterArgs());
  scf::YieldOp::create(b, body(loop.getInductionVar(), carried));
  return SmallVector<Value>(loop.getResults());
}

SmallVector<Value>
effc::reduceOver(ImplicitLocOpBuilder &b, ArrayRef<int64_t> counts, SmallVector<Value> values,
                 SmallVector<Value> indices,
                 function_ref<SmallVector<Value>(ArrayRef<Value>, SmallVector<Value>)> body,
                 bool mayUnroll) {
  if (counts.empty())
    return body(indices, values);
  if (counts.front() == 1) {
    indices.push_back(nullptr);
    return reduceOver(b, counts.drop_front(), values, indices, body, mayUnroll);
  }
  Value zero = arith::ConstantIndexOp::create(b, 0);
  Value end = arith::ConstantIndexOp::create(b, counts.front());
  auto nested = [&](Value index, SmallVector<Value> carried) {
    indices.push_back(index);
    return reduceOver(b, counts.drop_front(), carried, indices, body, mayUnroll);
  };
  return reduceBetween(b, zero, end, values, nested, mayUnroll);
}

/// `value` as the panel's element type.
static Value convert(ImplicitLocOpBuilder &b, const KernelDot &dot, Value value, Type element) {
  auto type = cast<VectorType>(value.getType());
  if (type.getElementType() == element)
    return dot.shiftInput(b, value);
  auto to = VectorType::get(type.getShape(), element);
  return dot.isUnsignedInput() ? arith::ExtUIOp::create(b, to, value).getResult()
                               : arith::ExtSIOp::create(b, to, value).getResult();
}

/// Elements of eight registers of the least length.
static int64_t getPieceLanes(const KernelDot &dot, const LinearBuffer &panel) {
  return 8 * dot.getTarget().getVectorBits() / panel.elementType().getIntOrFloatBitWidth();
}

/// Whether a panel of such elements is filled by vectors as long as the registers.
static bool copiesInPieces(const KernelDot &dot, Type element, const LinearBuffer &panel) {
  return dot.getTarget().getScalableVectors() && element == panel.elementType();
}

void effc::copyElements(ImplicitLocOpBuilder &b, const KernelDot &dot, const LinearBuffer &input,
                        Offset from, const LinearBuffer &panel, Offset to, int64_t count,
                        int64_t lanes) {
  if (copiesInPieces(dot, input.elementType(), panel))
    return forEachPiece(b, dot.getTarget(), count, getPieceLanes(dot, panel),
                        [&](Offset offset, const ScalableLanes &piece) {
                          piece.store(piece.load(input, sum(b, from, offset)), panel,
                                      sum(b, to, offset));
                        });
  forEachVector(b, count, lanes, [&](Offset offset, int64_t piece) {
    Value elements = input.load(b, sum(b, from, offset), piece);
    panel.store(b, convert(b, dot, elements, panel.elementType()), sum(b, to, offset));
  });
}

void effc::setElements(ImplicitLocOpBuilder &b, const KernelDot &dot, const LinearBuffer &panel,
                       Offset to, int64_t count, Value value, int64_t lanes) {
  if (count == 0)
    return;
  Type element = panel.elementType();
  if (!value)
    value = arith::ConstantOp::create(b, b.getZeroAttr(element));
  else if (value.getType() != element)
    value = arith::TruncIOp::create(b, element, value);
  if (copiesInPieces(dot, element, panel))
    return forEachPiece(b, dot.getTarget(), count, getPieceLanes(dot, panel),
                        [&](Offset offset, const ScalableLanes &piece) {
                          piece.store(piece.splat(value), panel, sum(b, to, offset));
                        });
  forEachVector(b, count, lanes, [&](Offset offset, int64_t piece) {
    Value fill = vector::BroadcastOp::create(b, VectorType::get({piece}, element), value);
    panel.store(b, dot.shiftInput(b, fill), sum(b, to, offset));
  });
}

/// Copies one pixel and repeats each of its channels `times` times.
static void repeatChannels(ImplicitLocOpBuilder &b, const KernelDot &dot, const LinearBuffer &input,
                           Offset from, const LinearBuffer &panel, Offset to, int64_t channels,
                           int64_t times) {
  forEach(b, channels, [&](Value channel) {
    Value element = input.load(b, sum(b, from, scaled(b, channel, 1)), 1);
    element = convert(b, dot, element, panel.elementType());
    Offset first = sum(b, to, scaled(b, channel, times));
    forEach(b, times,
            [&](Value index) { panel.store(b, element, sum(b, first, scaled(b, index, 1))); });
  });
}

/// Copies the part of an input row that the panel has room for, and pads left and right of it.
static void fillRow(ImplicitLocOpBuilder &b, const KernelDot &dot, const KernelShape &shape,
                    const PanelShape &panelShape, const LinearBuffer &input, Offset row,
                    const LinearBuffer &panel, Offset to, Value padValue, int64_t lanes) {
  int64_t step = panelShape.columnStep, channels = panelShape.channels;
  int64_t left = std::min<int64_t>(llvm::divideCeil(shape.padLeft, step), panelShape.columns);
  int64_t firstColumn = left * step - shape.padLeft;
  int64_t inside =
      firstColumn < shape.width ? llvm::divideCeil(shape.width - firstColumn, step) : 0;
  inside = std::min(inside, panelShape.columns - left);
  setElements(b, dot, panel, to, left * channels, padValue, lanes);
  Offset from = row + firstColumn * input.stride(2);
  Offset target = to + left * channels;
  int64_t distance = step * input.stride(2);
  if (distance == channels && channels == shape.channels)
    copyElements(b, dot, input, from, panel, target, inside * channels, lanes);
  else
    forEach(b, inside, [&](Value column) {
      Offset source = sum(b, from, scaled(b, column, distance));
      Offset place = sum(b, target, scaled(b, column, channels));
      if (channels == shape.channels)
        copyElements(b, dot, input, source, panel, place, channels, lanes);
      else
        repeatChannels(b, dot, input, source, panel, place, shape.channels,
                       channels / shape.channels);
    });
  int64_t done = left + inside;
  setElements(b, dot, panel, to + done * channels, (panelShape.columns - done) * channels, padValue,
              lanes);
}

void effc::fillPanel(ImplicitLocOpBuilder &b, const KernelDot &dot, const KernelShape &shape,
                     const PanelShape &panelShape, const LinearBuffer &input, Value batch,
                     Offset firstRow, const LinearBuffer &panel, Offset first, Value padValue,
                     int64_t lanes) {
  Offset image = scaled(b, batch, input.stride(0));
  forEach(b, panelShape.rows, [&](Value index) {
    Offset to = sum(b, first, scaled(b, index, panelShape.columns * panelShape.channels));
    Offset row = sum(b, firstRow, scaled(b, index, panelShape.rowStep));
    Value y = materialize(b, row);
    auto copy = [&] {
      fillRow(b, dot, shape, panelShape, input, sum(b, image, scaled(b, y, input.stride(1))), panel,
              to, padValue, lanes);
    };
    if (!shape.padTop && !shape.padBottom)
      return copy();
    Value height = arith::ConstantIndexOp::create(b, shape.height);
    // One unsigned comparison covers rows above and below.
    Value isInside = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, y, height);
    auto branch = scf::IfOp::create(b, isInside, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    copy();
    b.setInsertionPointToStart(branch.elseBlock());
    setElements(b, dot, panel, to, panelShape.columns * panelShape.channels, padValue, lanes);
  });
}
