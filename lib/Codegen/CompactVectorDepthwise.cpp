//===- CompactVectorDepthwise.cpp - Depthwise convolutions with Helium ----===//
//
// As in CompactDepthwiseConv2D.cpp, each channel is copied to a padded plane, here of bytes.
// There the inputs of one result lie at fixed distances, below 256, from the first: one load
// gathers all of them (up to 16), and one `vmladav` with the channel's weights is the sum. Four
// results of a row are then rescaled at once, with the channel's constants in general registers,
// and scattered to the output. A product is made one less where it is negative if the shift (lr: 1)
// is not 0.
//
//===----------------------------------------------------------------------===//
#include "CompactVector.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace effc;

// r0 interior of the plane; r1 input; r2 columns; r3 bytes from column to column.
static constexpr llvm::StringLiteral kColumnLoop = R"(
    movs r4, #0
    vidup.u16 q0, r4, #1
    vmul.i16 q0, q0, r3
    lsl r5, r3, #3
    dlstp.16 lr, r2
1:  vldrb.u16 q1, [r1, q0]
    vstrb.16 q1, [r0], #8
    add r1, r1, r5
    letp lr, 1b)";

// r1 plane; r3 results; r5 output; r7 weights; r8 offsets of taps; r9 taps; r10 table; r11 bytes
// from result to result; r12 zero point, bounds and stride in memory.
static constexpr llvm::StringLiteral kResultLoop = R"(
    vldrb.u8 q7, [r8]
    vctp.8 r9
    vpst
    vldrbt.u8 q6, [r7]
    movs r0, #0
    vidup.u32 q5, r0, #1
    vmul.i32 q5, q5, r11
    lsl r11, r11, #2
    ldrd r8, r9, [r10]
    asr r10, r8, #5
    and r8, r8, #31
    rsb r8, r8, #0
    lsr lr, r8, #31
    ldrd r0, r2, [r12]
    vdup.32 q4, r2
    ldrd r2, r7, [r12, #8]
    vdup.32 q3, r2
    mov r12, r0
1:  vldrb.u8 q0, [r1, q7]
    vmladav.s8 r0, q0, q6
    add r1, r1, r7
    vldrb.u8 q0, [r1, q7]
    vmladav.s8 r2, q0, q6
    add r1, r1, r7
    vldrb.u8 q0, [r1, q7]
    vmladav.s8 r4, q0, q6
    add r1, r1, r7
    vldrb.u8 q0, [r1, q7]
    vmladav.s8 r6, q0, q6
    add r1, r1, r7
    vmov q0[2], q0[0], r0, r4
    vmov q0[3], q0[1], r2, r6
    vadd.i32 q0, q0, r10
    vqrdmulh.s32 q0, q0, r9
    vshr.s32 q1, q0, #31
    vmla.s32 q0, q1, lr
    vrshl.s32 q0, r8
    vadd.i32 q0, q0, r12
    vmax.s32 q0, q0, q4
    vmin.s32 q0, q0, q3
    vctp.32 r3
    vpst
    vstrbt.32 q0, [r5, q5]
    add r5, r5, r11
    subs r3, #4
    bgt 1b)";

namespace {
struct Plan {
  explicit Plan(KernelShape given) : shape(given) {
    isTransposed = shape.outHeight > shape.outWidth;
    if (isTransposed)
      shape.transpose();
    columns = shape.padLeft + shape.width + shape.padRight;
    rows = shape.padTop + shape.height + shape.padBottom;
  }
  /// From the first input of a result to that of tap (i, j), in the order of the weights.
  int64_t offsetOf(int64_t i, int64_t j) const {
    return i * shape.dilationHeight * columns + j * shape.dilationWidth;
  }
  /// Up to three results beyond the last one are computed, from what lies there.
  int64_t planeBytes() const { return rows * columns + 4 * shape.strideWidth + 256; }

  KernelShape shape; // with rows and columns exchanged if
  bool isTransposed; // this is set
  int64_t rows, columns;
};

enum Argument {
  Input,
  Output,
  Weights,
  Table,
  Plane,
  Interior,
  Offsets,
  Bounds, // zero point, bounds, stride
  Channels,
  Rows,
  Columns,
  InputColumn,
  InputRow,
  PlaneColumns,
  OutputRows,
  OutputColumns,
  OutputColumn,
  OutputRow,
  PlaneRow, // from row to row of results
  Taps,
  Count
};
} // namespace

bool effc::hasVectorDepthwise(const KernelShape &shape) {
  Plan plan(shape);
  return shape.outChannels == shape.channels && shape.windowHeight * shape.windowWidth <= 16 &&
         plan.offsetOf(plan.shape.windowHeight - 1, plan.shape.windowWidth - 1) < 256;
}

static constexpr int64_t kHeaderWords = 8; // offsets of taps, bounds

int64_t effc::getVectorDepthwiseWords(KernelCompactDepthwiseConv2DOp op) {
  return kHeaderWords + llvm::divideCeil(Plan(KernelShape::of(op)).planeBytes(), 4);
}

static void emitChannels(ImplicitLocOpBuilder &b, ArrayRef<Value> a) {
  loop(b, a[Channels], 1, {a[Input], a[Output], a[Weights], a[Table]},
       [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
         loop(b, a[Rows], 1, {at[0], a[Interior]},
              [&](Value, ArrayRef<Value> row) -> SmallVector<Value> {
                assembleIn(b, kColumnLoop,
                           {{"r0", row[1]},
                            {"r1", row[0]},
                            {"r2", a[Columns]},
                            {"r3", a[InputColumn]}},
                           "~{r4},~{r5},~{q0},~{q1},~{lr}");
                return {advance(b, row[0], a[InputRow]), advance(b, row[1], a[PlaneColumns])};
              });
         loop(b, a[OutputRows], 1, {a[Plane], at[1]},
              [&](Value, ArrayRef<Value> row) -> SmallVector<Value> {
                assembleIn(b, kResultLoop,
                           {{"r1", row[0]},
                            {"r3", a[OutputColumns]},
                            {"r5", row[1]},
                            {"r7", at[2]},
                            {"r8", a[Offsets]},
                            {"r9", a[Taps]},
                            {"r10", at[3]},
                            {"r11", a[OutputColumn]},
                            {"r12", a[Bounds]}},
                           "~{r0},~{r2},~{r4},~{r6},~{lr},"
                           "~{q0},~{q1},~{q3},~{q4},~{q5},~{q6},~{q7}");
                return {advance(b, row[0], a[PlaneRow]), advance(b, row[1], a[OutputRow])};
              });
         return {advance(b, at[0], 1), advance(b, at[1], 1), advance(b, at[2], a[Taps]),
                 advance(b, at[3], 8)};
       });
}

/// Stores the offsets of the taps and what all channels have in common.
static void storeHeader(ImplicitLocOpBuilder &b, KernelCompactDepthwiseConv2DOp op,
                        const Plan &plan, Value header) {
  uint8_t bytes[16] = {};
  int64_t width = op.getWindow()[1];
  for (int64_t tap = 0; tap < op.getWindow()[0] * width; ++tap)
    bytes[tap] = plan.isTransposed ? plan.offsetOf(tap % width, tap / width)
                                   : plan.offsetOf(tap / width, tap % width);
  SmallVector<Value> words;
  for (int64_t index = 0; index < 16; index += 4)
    words.push_back(word(b, int32_t(bytes[index] | bytes[index + 1] << 8 | bytes[index + 2] << 16 |
                                    uint32_t(bytes[index + 3]) << 24)));
  llvm::append_range(words, getVectorBounds(b, op.getRequantize()));
  words.push_back(word(b, plan.shape.strideWidth));
  for (auto [index, value] : llvm::enumerate(words))
    LLVM::StoreOp::create(b, value, advance(b, header, int64_t(4 * index)), /*alignment=*/4);
}

void effc::emitVectorDepthwise(ImplicitLocOpBuilder &b, KernelCompactDepthwiseConv2DOp op,
                               ValueRange inputs, Value outputMemref, Value scratch) {
  Plan plan(KernelShape::of(op));
  SmallVector<int64_t> in = cast<MemRefType>(inputs[0].getType()).getStridesAndOffset().first;
  SmallVector<int64_t> out = cast<MemRefType>(outputMemref.getType()).getStridesAndOffset().first;
  if (plan.isTransposed) {
    std::swap(in[1], in[2]);
    std::swap(out[1], out[2]);
  }
  const KernelShape &shape = plan.shape;
  Value header = getAddress(b, scratch), plane = advance(b, header, kHeaderWords * 4);
  Value input = getAddress(b, inputs[0]), output = getAddress(b, outputMemref);
  storeHeader(b, op, plan, header);
  SmallVector<Value> arguments(Count);
  arguments[Weights] = getAddress(b, inputs[1]);
  arguments[Table] = getAddress(b, inputs[2]);
  arguments[Plane] = plane;
  arguments[Interior] = advance(b, plane, shape.padTop * plan.columns + shape.padLeft);
  arguments[Offsets] = header;
  arguments[Bounds] = advance(b, header, 16);
  arguments[Channels] = word(b, shape.channels);
  arguments[Rows] = word(b, shape.height);
  arguments[Columns] = word(b, shape.width);
  arguments[InputColumn] = word(b, in[2]);
  arguments[InputRow] = word(b, in[1]);
  arguments[PlaneColumns] = word(b, plan.columns);
  arguments[OutputRows] = word(b, shape.outHeight);
  arguments[OutputColumns] = word(b, shape.outWidth);
  arguments[OutputColumn] = word(b, out[2]);
  arguments[OutputRow] = word(b, out[1]);
  arguments[PlaneRow] = word(b, plan.columns * shape.strideHeight);
  arguments[Taps] = word(b, shape.windowHeight * shape.windowWidth);
  callVectorFill(b, plane, plan.rows * plan.columns, op.getPadValue());
  repeat(b, shape.batch, [&](Value batch) {
    arguments[Input] = advance(b, input, batch, in[0]);
    arguments[Output] = advance(b, output, batch, out[0]);
    callRoutine(b, "routine_vector_depthwise", arguments, emitChannels);
  });
}
