//===- CompactDepthwiseConv2D.cpp - Depthwise convolutions by channels ----===//
//
// Problem: the taps of a channel lie `channels` bytes apart, so a product of two of them at once
// (`smlad`) needs them brought together first, for every result anew.
//
// Idea: channel by channel, the input is copied to a padded plane of i16, once for each
// element. There the taps of a row are neighbours, and the weights of the channel stay in
// registers: with the row's weights in two words (w0 w1) and (w1 w2), two neighbouring results
// take two pairs of inputs and four instructions for each row of the window. Sums of a row of
// results go to a line of i32, and a second loop rescales them: one loop for both would need
// more registers than there are.
//
// A tall image is processed by columns: what a row costs beside its products counts less then.
//
// The results of a channel are written after all of its inputs have been read, so they may take
// their place. The routine's arguments are addresses and extents, so all layers of a stride
// share it.
//
//===----------------------------------------------------------------------===//
#include "CompactTwin.h"
#include "CompactVector.h"
#include "KernelConv2D.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

// $0 plane; $1 line; $2 pairs of results; $3 bytes of a plane's row; $4 - $9 weights.
static constexpr llvm::StringLiteral kUnitStrideLoop = R"(
1:  ldrd $12, $13, [$0]
    smuad $10, $12, $4
    smultb $11, $12, $4
    smlabt $10, $13, $5, $10
    smlad $11, $13, $5, $11
    add $13, $0, $3
    ldrd $12, $13, [$13]
    smlad $10, $12, $6, $10
    smlatb $11, $12, $6, $11
    smlabt $10, $13, $7, $10
    smlad $11, $13, $7, $11
    add $13, $0, $3, lsl #1
    ldrd $12, $13, [$13]
    smlad $10, $12, $8, $10
    smlatb $11, $12, $8, $11
    smlabt $10, $13, $9, $10
    smlad $11, $13, $9, $11
    adds $0, #4
    strd $10, $11, [$1], #8
    subs $2, #1
    bne 1b)";

static constexpr llvm::StringLiteral kStrideTwoLoop = R"(
1:  ldrd $12, $13, [$0]
    smuad $10, $12, $4
    smlabt $10, $13, $5, $10
    smuad $11, $13, $4
    ldr $12, [$0, #8]
    smlabt $11, $12, $5, $11
    add $13, $0, $3
    ldrd $12, $13, [$13]
    smlad $10, $12, $6, $10
    smlabt $10, $13, $7, $10
    smlad $11, $13, $6, $11
    add $12, $0, $3
    ldr $12, [$12, #8]
    smlabt $11, $12, $7, $11
    add $13, $0, $3, lsl #1
    ldrd $12, $13, [$13]
    smlad $10, $12, $8, $10
    smlabt $10, $13, $9, $10
    smlad $11, $13, $8, $11
    add $12, $0, $3, lsl #1
    ldr $12, [$12, #8]
    smlabt $11, $12, $9, $11
    adds $0, #8
    strd $10, $11, [$1], #8
    subs $2, #1
    bne 1b)";

// $0 plane; $1 input; $2 columns; $3 bytes from column to column.
static constexpr llvm::StringLiteral kColumnLoop = R"(
    lsrs $2, $2, #1
    bcc 1f
    ldrsb $4, [$1]
    add $1, $3
    strh $4, [$0], #2
    cmp $2, #0
    beq 2f
1:  ldrsb $4, [$1]
    ldrsb $5, [$1, $3]
    add $1, $1, $3, lsl #1
    pkhbt $4, $4, $5, lsl #16
    str $4, [$0], #4
    subs $2, #1
    bne 1b
2:)";

namespace {
/// The planes of a layer.
struct Plan {
  Plan(KernelCompactDepthwiseConv2DOp op) : shape(KernelShape::of(op)) {
    isTransposed = shape.outHeight > shape.outWidth;
    if (isTransposed)
      shape.transpose();
    // Two results at a time may read a column more than there is.
    int64_t results = llvm::alignTo(shape.outWidth, 2);
    int64_t read = (results - 1) * shape.strideWidth + shape.windowWidth;
    columns = llvm::alignTo(std::max(read, shape.padLeft + shape.width), 2);
    rows = shape.padTop + shape.height + shape.padBottom;
    lineWords = results;
  }
  KernelShape shape;     // with rows and columns exchanged if
  bool isTransposed;     // this is set
  int64_t rows, columns; // of i16
  int64_t lineWords;     // sums of a row of results
};

/// Arguments of the routine; the epilogue's follow.
enum Argument {
  Input,
  Output,
  Weights,
  Table,
  Plane,    // its first element
  Interior, // its first element that is not padding
  Line,
  Channels,
  Rows,
  Columns,
  InputColumn, // strides in bytes
  InputRow,
  PlaneRow,
  OutputRows,
  OutputColumns,
  OutputColumn,
  OutputRow,
  Count
};

class ChannelEmitter {
public:
  ChannelEmitter(ImplicitLocOpBuilder &b, ArrayRef<Value> arguments, int64_t stride,
                 bool isTransposed, bool isUnsigned, bool isWide, const CompactEpilogue &epilogue)
      : b(b), arguments(arguments), stride(stride), isTransposed(isTransposed),
        isUnsigned(isUnsigned), isWide(isWide), epilogue(epilogue) {}

  void emit() {
    loop(b, arguments[Channels], 1,
         {arguments[Input], arguments[Output], arguments[Weights], arguments[Table]},
         [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
           fillPlane(at[0]);
           emitRows(at[1], loadWeights(at[2]), at[3]);
           return {advance(b, at[0], 1), advance(b, at[1], 1), advance(b, at[2], isWide ? 18 : 9),
                   advance(b, at[3], 8)};
         });
  }

private:
  void fillPlane(Value input);
  SmallVector<Value> loadWeights(Value address);
  void emitRows(Value output, ArrayRef<Value> weights, Value table);
  void emitResults(Value output, Value table);

  ImplicitLocOpBuilder &b;
  ArrayRef<Value> arguments;
  int64_t stride;
  bool isTransposed, isUnsigned, isWide;
  const CompactEpilogue &epilogue;
};
} // namespace

void ChannelEmitter::fillPlane(Value input) {
  std::string text = kColumnLoop.str();
  if (isUnsigned)
    for (size_t at = text.find("ldrsb"); at != std::string::npos; at = text.find("ldrsb"))
      text.replace(at, 5, "ldrb");
  loop(b, arguments[Rows], 1, {input, arguments[Interior]},
       [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
         assemble(b, text, {at[1], at[0], arguments[Columns], arguments[InputColumn]}, 2);
         return {advance(b, at[0], arguments[InputRow]), advance(b, at[1], arguments[PlaneRow])};
       });
}

/// (w0 w1) and (w1 w2) of each row.
SmallVector<Value> ChannelEmitter::loadWeights(Value address) {
  SmallVector<Value> words;
  for (int64_t row = 0; row < 3; ++row) {
    SmallVector<Lanes> taps;
    for (int64_t column = 0; column < 3; ++column) {
      int64_t index = isTransposed ? column * 3 + row : row * 3 + column;
      taps.push_back(isWide ? loadHalf(b, address, 2 * index) : loadByte(b, address, index));
    }
    for (int64_t first = 0; first < 2; ++first)
      words.push_back((taps[first] & 0xffff) | (taps[first + 1] << 16));
  }
  return words;
}

void ChannelEmitter::emitRows(Value output, ArrayRef<Value> weights, Value table) {
  Value pairs = (Lanes(b, arguments[OutputColumns]) + 1) >> 1;
  loop(b, arguments[OutputRows], 1, {arguments[Plane], output},
       [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
         SmallVector<Value> operands = {at[0], arguments[Line], pairs, arguments[PlaneRow]};
         llvm::append_range(operands, weights);
         assemble(b, stride == 1 ? kUnitStrideLoop : kStrideTwoLoop, operands, 4);
         emitResults(at[1], table);
         return {advance(b, at[0], Lanes(b, arguments[PlaneRow]) * stride),
                 advance(b, at[1], arguments[OutputRow])};
       });
}

void ChannelEmitter::emitResults(Value output, Value table) {
  Lanes scale = loadWord(b, table), multiplier = loadWord(b, table, 4);
  loop(b, arguments[OutputColumns], 1, {arguments[Line], output},
       [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
         Lanes sum = loadWord(b, at[0]) + (scale >> 5);
         storeByte(b, epilogue.apply(sum, scale, multiplier, arguments.drop_front(Count)), at[1]);
         return {advance(b, at[0], 4), advance(b, at[1], arguments[OutputColumn])};
       });
}

namespace {
struct CompactDepthwiseModel
    : KernelOpInterface::ExternalModel<CompactDepthwiseModel, KernelCompactDepthwiseConv2DOp> {
  void getScratchTypes(Operation *op, TargetAttr, SmallVectorImpl<MemRefType> &types) const {
    auto depthwise = cast<KernelCompactDepthwiseConv2DOp>(op);
    Plan plan(depthwise);
    int64_t words = plan.rows * plan.columns / 2 + plan.lineWords;
    if (depthwise.getTile().getDot() == Dot::Widen)
      words = getVectorDepthwiseWords(depthwise);
    if (depthwise.getTile().getDot() == Dot::TwinI16)
      words = getTwinDepthwiseWords(depthwise);
    types.push_back(MemRefType::get({words}, IntegerType::get(op->getContext(), 32)));
  }

  LogicalResult emitLoops(Operation *operation, ImplicitLocOpBuilder &b, TargetAttr target,
                          ValueRange inputs, ValueRange outputs, ValueRange scratch) const {
    auto op = cast<KernelCompactDepthwiseConv2DOp>(operation);
    keepSmall(operation->getParentOfType<func::FuncOp>());
    if (op.getTile().getDot() == Dot::Widen) {
      emitVectorDepthwise(b, op, inputs, outputs[0], scratch[0]);
      return success();
    }
    if (op.getTile().getDot() == Dot::TwinI16) {
      bool isRISCV = target && llvm::Triple(target.getTriple()).isRISCV();
      CompactEpilogue epilogue(op.getRequantize(), op.getQuarterScales(),
                               getProductForm(op.getTile(), isRISCV));
      emitTwinDepthwise(b, op, isRISCV, epilogue, inputs, outputs[0], scratch[0]);
      return success();
    }
    Plan plan(op);
    SmallVector<int64_t> in = cast<MemRefType>(inputs[0].getType()).getStridesAndOffset().first;
    SmallVector<int64_t> out = cast<MemRefType>(outputs[0].getType()).getStridesAndOffset().first;
    if (plan.isTransposed) {
      std::swap(in[1], in[2]);
      std::swap(out[1], out[2]);
    }
    CompactEpilogue epilogue(op.getRequantize(), op.getQuarterScales());
    int64_t stride = plan.shape.strideWidth;
    bool isUnsigned = op.getUnsignedInput();
    bool isWide = cast<MemRefType>(inputs[1].getType()).getElementTypeBitWidth() == 16;
    std::string name = "routine_depthwise_3x3_stride_" + std::to_string(stride) +
                       (plan.isTransposed ? "_tall" : "") + (isUnsigned ? "_u8" : "_i8") +
                       (isWide ? "_i16" : "") + epilogue.getName();
    Value line = getAddress(b, scratch[0]), plane = advance(b, line, plan.lineWords * 4);
    Value input = getAddress(b, inputs[0]), output = getAddress(b, outputs[0]);
    SmallVector<Value> arguments(Count);
    arguments[Weights] = getAddress(b, inputs[1]);
    arguments[Table] = getAddress(b, inputs[2]);
    arguments[Plane] = plane;
    arguments[Interior] =
        advance(b, plane, (plan.shape.padTop * plan.columns + plan.shape.padLeft) * 2);
    arguments[Line] = line;
    arguments[Channels] = word(b, plan.shape.channels);
    arguments[Rows] = word(b, plan.shape.height);
    arguments[Columns] = word(b, plan.shape.width);
    arguments[InputColumn] = word(b, in[2]);
    arguments[InputRow] = word(b, in[1]);
    arguments[PlaneRow] = word(b, plan.columns * 2);
    arguments[OutputRows] = word(b, plan.shape.outHeight);
    arguments[OutputColumns] = word(b, plan.shape.outWidth);
    arguments[OutputColumn] = word(b, out[2]);
    arguments[OutputRow] = word(b, out[1]);
    llvm::append_range(arguments, epilogue.getArguments(b));
    callFill(b, plane, plan.rows * plan.columns, op.getPadValue());
    repeat(b, plan.shape.batch, [&](Value batch) {
      arguments[Input] = advance(b, input, batch, in[0]);
      arguments[Output] = advance(b, output, batch, out[0]);
      callRoutine(b, name, arguments, [&](ImplicitLocOpBuilder &b, ArrayRef<Value> values) {
        ChannelEmitter(b, values, stride, plan.isTransposed, isUnsigned, isWide, epilogue).emit();
      });
    });
    return success();
  }
};
} // namespace

void effc::attachCompactDepthwiseConv2D(MLIRContext *context) {
  KernelCompactDepthwiseConv2DOp::attachInterface<CompactDepthwiseModel>(*context);
}
