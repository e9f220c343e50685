//===- FilterAxis.cpp - Where a filter's taps read ------------------------===//
#include "FilterAxis.h"

using namespace mlir;
using namespace effc;

static Value subtract(ImplicitLocOpBuilder &builder, Value a, Value b) {
  return arith::SubIOp::create(builder, a, b, arith::IntegerOverflowFlags::nsw);
}

/// `value / divisor` rounded up; neither is negative.
static Value divideUp(ImplicitLocOpBuilder &builder, Value value, int64_t divisor) {
  if (divisor == 1)
    return value;
  return arith::DivUIOp::create(builder, addIndex(builder, value, divisor - 1),
                                indexConstant(builder, divisor));
}

FilterAxis::Taps FilterAxis::getTaps(ImplicitLocOpBuilder &builder, Value position) const {
  if (isTransposed)
    return getTransposedTaps(builder, position);
  Value zero = indexConstant(builder, 0), size = indexConstant(builder, filterSize);
  Value origin = addIndex(builder, scaleIndex(builder, position, stride), -before);
  Value missing = arith::MaxSIOp::create(builder, zero, subtract(builder, zero, origin));
  Value rest = subtract(builder, indexConstant(builder, inputSize), origin);
  rest = arith::MaxSIOp::create(builder, zero, rest);
  Value begin = divideUp(builder, missing, dilation);
  Value end = arith::MinSIOp::create(builder, size, divideUp(builder, rest, dilation));
  return {begin, end, zero, origin, 1, dilation};
}

// Element i of the filter takes input p to output p * stride + i - before. Output y therefore
// gets taps i = phase + t * stride with phase = (y + before) % stride, from input
// (y + before) / stride - t.
FilterAxis::Taps FilterAxis::getTransposedTaps(ImplicitLocOpBuilder &builder,
                                               Value position) const {
  Value zero = indexConstant(builder, 0), step = indexConstant(builder, stride);
  Value place = addIndex(builder, position, before);
  Value phase = arith::RemUIOp::create(builder, place, step);
  Value last = arith::DivUIOp::create(builder, place, step);
  Value begin = arith::MaxSIOp::create(builder, zero, addIndex(builder, last, 1 - inputSize));
  Value room = subtract(builder, indexConstant(builder, filterSize + stride - 1), phase);
  Value end = arith::MinSIOp::create(builder, addIndex(builder, last, 1),
                                     arith::DivUIOp::create(builder, room, step));
  return {begin, end, phase, last, stride, -1};
}

SmallVector<Value>
effc::emitTaps(ImplicitLocOpBuilder &builder, const FilterAxis::Taps &rows,
               const FilterAxis::Taps &columns, ArrayRef<int64_t> inputStrides,
               ArrayRef<int64_t> filterStrides, ValueRange carried,
               llvm::function_ref<SmallVector<Value>(Value, Value, ValueRange)> body) {
  auto place = [&](Value start, Value tap, int64_t step, int64_t stride) {
    return scaleIndex(builder, addIndex(builder, start, scaleIndex(builder, tap, step)), stride);
  };
  auto walkRow = [&](Value row, ValueRange outer) {
    Value inputRow = place(rows.inputStart, row, rows.inputStep, inputStrides[0]);
    Value filterRow = place(rows.filterStart, row, rows.filterStep, filterStrides[0]);
    return emitLoop(
        builder, columns.begin, columns.end, outer, [&](Value column, ValueRange inner) {
          Value input = place(columns.inputStart, column, columns.inputStep, inputStrides[1]);
          Value filter = place(columns.filterStart, column, columns.filterStep, filterStrides[1]);
          return body(addIndex(builder, inputRow, input), addIndex(builder, filterRow, filter),
                      inner);
        });
  };
  return emitLoop(builder, rows.begin, rows.end, carried, walkRow);
}
