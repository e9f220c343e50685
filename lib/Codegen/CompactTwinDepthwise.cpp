//===- CompactTwinDepthwise.cpp - 3x3 windows with plain multiplies -------===//
//
// Channel by channel, as in CompactDepthwiseConv2D.cpp: the input's channel is copied to a padded
// plane, where the taps of a window are at fixed distances, and the weights stay where they are
// quickest to reach. Elements stay bytes, so the plane is half as large; they are made unsigned,
// for Thumb-1 loads only unsigned bytes from an address with a fixed offset. The bias makes up for
// that.
//
// RV32 has registers for all nine weights, and LLVM writes a good loop. On Cortex-M0+ it is
// assembly: weights and the constants of the rescaling (CompactEpilogue.cpp) are words on the
// stack, read at fixed offsets from one register; row pointers and temporaries take the seven
// others.
//
//===----------------------------------------------------------------------===//
#include "CompactTwin.h"
#include "KernelShape.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace effc;

static int64_t getPlaneRows(const KernelShape &shape) {
  return shape.padTop + shape.height + shape.padBottom;
}
static int64_t getPlaneColumns(const KernelShape &shape) {
  return shape.padLeft + shape.width + shape.padRight;
}

int64_t effc::getTwinDepthwiseWords(KernelCompactDepthwiseConv2DOp op) {
  KernelShape shape = KernelShape::of(op);
  return llvm::divideCeil(getPlaneRows(shape) * getPlaneColumns(shape), 4);
}

// r0 r1 r2 rows of the plane; r7 weights, bias, then see `getHalves`; r8 output, r9 from there to
// the next; r12 the end of the first row.
static constexpr llvm::StringLiteral kThumbResult = R"(
    ldr r5, [r7, #36]
    adds r3, r3, r5
    asrs r4, r3, #16
    uxth r3, r3
    ldr r5, [r7, #40]
    movs r6, r3
    muls r6, r5, r6
    lsrs r6, r6, #16
    muls r5, r4, r5
    adds r5, r5, r6
    ldr r6, [r7, #44]
    muls r3, r6, r3
    adds r3, r3, r5
    ldr r5, [r7, #48]
    adds r3, r3, r5
    lsrs r3, r3, #14
    muls r6, r4, r6
    lsls r6, r6, #2
    adds r3, r3, r6
    ldr r5, [r7, #68]
    asrs r4, r4, #31
    ands r4, r5
    adds r3, r3, r4
    ldr r5, [r7, #52]
    adds r3, r3, r5
    ldr r5, [r7, #56]
    asrs r3, r5
    asrs r3, r3, #1
    ldr r5, [r7, #60]
    cmp r3, r5
    bge 2f
    movs r3, r5
2:  ldr r5, [r7, #64]
    cmp r3, r5
    ble 3f
    movs r3, r5
3:  mov r6, r8
    strb r3, [r6]
    add r8, r9)";

/// A row of results.
static std::string makeThumbRow(int64_t stride) {
  std::string text = "\n1:";
  for (int64_t tap = 0; tap < 9; ++tap) {
    std::string element = tap == 0 ? "r3" : "r4";
    text += "\n    ldrb " + element + ", [r" + std::to_string(tap / 3) + ", #" +
            std::to_string(tap % 3) + "]\n    ldr r5, [r7, #" + std::to_string(4 * tap) +
            "]\n    muls " + element + ", r5, " + element;
    if (tap > 0)
      text += "\n    adds r3, r3, r4";
  }
  text += kThumbResult;
  for (const char *row : {"r0", "r1", "r2"})
    text += std::string("\n    adds ") + row + ", " + row + ", #" + std::to_string(stride);
  return text + "\n    cmp r0, r12\n    bne 1b";
}

namespace {
/// Arguments of the routine; the epilogue's follow.
enum Argument {
  Input,
  Output,
  Weights,
  Table,
  Plane,    // its first element
  Interior, // its first element that is not padding
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
                 bool isTransposed, bool isUnsigned, bool isWide, bool isRISCV,
                 const CompactEpilogue &epilogue)
      : b(b), arguments(arguments), stride(stride), isTransposed(isTransposed),
        isUnsigned(isUnsigned), isWide(isWide), isRISCV(isRISCV), epilogue(epilogue) {}

  void emit() {
    if (!isRISCV)
      constants = getStackWords(b, 18);
    loop(b, arguments[Channels], 1,
         {arguments[Input], arguments[Output], arguments[Weights], arguments[Table]},
         [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
           fillPlane(at[0]);
           emitRows(at[1], loadWeights(at[2]), loadWord(b, at[3]), loadWord(b, at[3], 4));
           return {advance(b, at[0], 1), advance(b, at[1], 1), advance(b, at[2], isWide ? 18 : 9),
                   advance(b, at[3], 8)};
         });
  }

private:
  void fillPlane(Value input) {
    loop(
        b, arguments[Rows], 1, {input, arguments[Interior]},
        [&](Value, ArrayRef<Value> row) -> SmallVector<Value> {
          loop(b, arguments[Columns], 1, {row[0], row[1]},
               [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
                 Lanes byte = loadByte(b, at[0], 0, /*isUnsigned=*/true);
                 storeByte(b, isUnsigned ? byte : byte ^ 0x80, at[1]);
                 return {advance(b, at[0], arguments[InputColumn]), advance(b, at[1], 1)};
               });
          return {advance(b, row[0], arguments[InputRow]), advance(b, row[1], arguments[PlaneRow])};
        });
  }

  SmallVector<Lanes> loadWeights(Value address) {
    SmallVector<Lanes> weights;
    for (int64_t index = 0; index < 9; ++index) {
      int64_t tap = isTransposed ? index % 3 * 3 + index / 3 : index;
      weights.push_back(isWide ? loadHalf(b, address, 2 * tap) : loadByte(b, address, tap));
    }
    return weights;
  }

  void emitRows(Value output, ArrayRef<Lanes> weights, Lanes scale, Lanes multiplier) {
    Value planeRow = arguments[PlaneRow];
    if (!isRISCV)
      storeConstants(weights, scale, multiplier);
    loop(b, arguments[OutputRows], 1, {arguments[Plane], output},
         [&](Value, ArrayRef<Value> row) -> SmallVector<Value> {
           Value second = advance(b, row[0], planeRow), third = advance(b, second, planeRow);
           if (!isRISCV) {
             Value end = advance(b, row[0], Lanes(b, arguments[OutputColumns]) * stride);
             assembleIn(b, makeThumbRow(stride),
                        {{"r0", row[0]},
                         {"r1", second},
                         {"r2", third},
                         {"r7", constants},
                         {"r8", row[1]},
                         {"r9", arguments[OutputColumn]},
                         {"r12", end}},
                        "~{r3},~{r4},~{r5},~{r6}");
             return {advance(b, row[0], Lanes(b, planeRow) * stride),
                     advance(b, row[1], arguments[OutputRow])};
           }
           loop(b, arguments[OutputColumns], 1, {row[0], second, third, row[1]},
                [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
                  Lanes sum = scale >> 5;
                  for (int64_t tap = 0; tap < 9; ++tap)
                    sum =
                        sum + loadByte(b, at[tap / 3], tap % 3, /*isUnsigned=*/true) * weights[tap];
                  storeByte(b, epilogue.apply(sum, scale, multiplier, arguments.drop_front(Count)),
                            at[3]);
                  return {advance(b, at[0], stride), advance(b, at[1], stride),
                          advance(b, at[2], stride), advance(b, at[3], arguments[OutputColumn])};
                });
           return {advance(b, row[0], Lanes(b, planeRow) * stride),
                   advance(b, row[1], arguments[OutputRow])};
         });
  }

  void storeConstants(ArrayRef<Lanes> weights, Lanes scale, Lanes multiplier) {
    SmallVector<Lanes> words(weights);
    words.push_back(scale >> 5);
    llvm::append_range(words, epilogue.getHalves(scale, multiplier, arguments.drop_front(Count)));
    for (auto [index, value] : llvm::enumerate(words))
      LLVM::StoreOp::create(b, value, advance(b, constants, 4 * index), /*alignment=*/4);
  }

  ImplicitLocOpBuilder &b;
  ArrayRef<Value> arguments;
  int64_t stride;
  bool isTransposed, isUnsigned, isWide, isRISCV;
  Value constants;
  const CompactEpilogue &epilogue;
};
} // namespace

void effc::emitTwinDepthwise(ImplicitLocOpBuilder &b, KernelCompactDepthwiseConv2DOp op,
                             bool isRISCV, const CompactEpilogue &epilogue, ValueRange inputs,
                             Value output, Value scratch) {
  KernelShape shape = KernelShape::of(op);
  bool isTransposed = shape.outHeight > shape.outWidth; // rows cost something beside their results
  if (isTransposed)
    shape.transpose();
  SmallVector<int64_t> in = cast<MemRefType>(inputs[0].getType()).getStridesAndOffset().first;
  SmallVector<int64_t> out = cast<MemRefType>(output.getType()).getStridesAndOffset().first;
  if (isTransposed) {
    std::swap(in[1], in[2]);
    std::swap(out[1], out[2]);
  }
  bool isUnsigned = op.getUnsignedInput();
  bool isWide = cast<MemRefType>(inputs[1].getType()).getElementTypeBitWidth() == 16;
  int64_t columns = getPlaneColumns(shape), stride = shape.strideWidth;
  Value plane = getAddress(b, scratch), input = getAddress(b, inputs[0]),
        result = getAddress(b, output);
  SmallVector<Value> arguments(Count);
  arguments[Weights] = getAddress(b, inputs[1]);
  arguments[Table] = getAddress(b, inputs[2]);
  arguments[Plane] = plane;
  arguments[Interior] = advance(b, plane, shape.padTop * columns + shape.padLeft);
  arguments[Channels] = word(b, shape.channels);
  arguments[Rows] = word(b, shape.height);
  arguments[Columns] = word(b, shape.width);
  arguments[InputColumn] = word(b, in[2]);
  arguments[InputRow] = word(b, in[1]);
  arguments[PlaneRow] = word(b, columns);
  arguments[OutputRows] = word(b, shape.outHeight);
  arguments[OutputColumns] = word(b, shape.outWidth);
  arguments[OutputColumn] = word(b, out[2]);
  arguments[OutputRow] = word(b, out[1]);
  std::string name = "routine_twin_depthwise_stride_" + std::to_string(stride) +
                     (isTransposed ? "_tall" : "") + (isUnsigned ? "_u8" : "_i8") +
                     (isWide ? "_i16" : "") + epilogue.getName();
  llvm::append_range(arguments, epilogue.getArguments(b));
  if (shape.hasPadding())
    callFillBytes(b, plane, getPlaneRows(shape) * columns,
                  op.getPadValue() + getInputShift(Dot::TwinI16, isUnsigned, /*isDepthwise=*/true));
  repeat(b, shape.batch, [&](Value batch) {
    arguments[Input] = advance(b, input, batch, in[0]);
    arguments[Output] = advance(b, result, batch, out[0]);
    callRoutine(b, name, arguments, [&](ImplicitLocOpBuilder &b, ArrayRef<Value> values) {
      ChannelEmitter(b, values, stride, isTransposed, isUnsigned, isWide, isRISCV, epilogue).emit();
    });
  });
}
