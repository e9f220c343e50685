//===- CompactTwinDepthwise.cpp - 3x3 windows with plain multiplies -------===//
//
// Channel by channel, as in CompactDepthwiseConv2D.cpp: the input's channel is copied to a padded
// plane, where the taps of a window are at fixed distances, and the weights stay where they are
// quickest to reach. Elements stay bytes, so the plane is half as large; they are made unsigned,
// for Thumb-1 loads only unsigned bytes from an address with a fixed offset. The bias makes up for
// that.
//
// The loops are left to LLVM: they are an order of loads, products and sums without a trick.
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
                 bool isUnsigned, bool isWide, const CompactEpilogue &epilogue)
      : b(b), arguments(arguments), stride(stride), isUnsigned(isUnsigned), isWide(isWide),
        epilogue(epilogue) {}

  void emit() {
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
    for (int64_t tap = 0; tap < 9; ++tap) {
      if (isWide)
        weights.push_back(
            Lanes(b, LLVM::LoadOp::create(b, b.getI16Type(), advance(b, address, 2 * tap),
                                          /*alignment=*/2))
                .toInteger(32));
      else
        weights.push_back(loadByte(b, address, tap));
    }
    return weights;
  }

  void emitRows(Value output, ArrayRef<Lanes> weights, Lanes scale, Lanes multiplier) {
    Value planeRow = arguments[PlaneRow];
    loop(b, arguments[OutputRows], 1, {arguments[Plane], output},
         [&](Value, ArrayRef<Value> row) -> SmallVector<Value> {
           Value second = advance(b, row[0], planeRow), third = advance(b, second, planeRow);
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

  ImplicitLocOpBuilder &b;
  ArrayRef<Value> arguments;
  int64_t stride;
  bool isUnsigned, isWide;
  const CompactEpilogue &epilogue;
};
} // namespace

void effc::emitTwinDepthwise(ImplicitLocOpBuilder &b, KernelCompactDepthwiseConv2DOp op,
                             const CompactEpilogue &epilogue, ValueRange inputs, Value output,
                             Value scratch) {
  KernelShape shape = KernelShape::of(op);
  SmallVector<int64_t> in = cast<MemRefType>(inputs[0].getType()).getStridesAndOffset().first;
  SmallVector<int64_t> out = cast<MemRefType>(output.getType()).getStridesAndOffset().first;
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
                     (isUnsigned ? "_u8" : "_i8") + (isWide ? "_i16" : "") + epilogue.getName();
  llvm::append_range(arguments, epilogue.getArguments(b));
  if (shape.hasPadding())
    callFillBytes(b, plane, getPlaneRows(shape) * columns,
                  op.getPadValue() + getInputShift(Dot::TwinI16, isUnsigned, /*isDepthwise=*/true));
  repeat(b, shape.batch, [&](Value batch) {
    arguments[Input] = advance(b, input, batch, in[0]);
    arguments[Output] = advance(b, result, batch, out[0]);
    callRoutine(b, name, arguments, [&](ImplicitLocOpBuilder &b, ArrayRef<Value> values) {
      ChannelEmitter(b, values, stride, isUnsigned, isWide, epilogue).emit();
    });
  });
}
