//===- CompactVector.cpp - Convolutions with Helium -----------------------===//
//
// `vmladava.s8` adds the products of two vectors of 16 bytes to a general register, so a sum
// over channels needs neither widening nor a panel of widened elements: pixels are read where
// they are. One vector of input meets four output channels. The loops are tail-predicated
// (`dlstp`, `letp`): elements beyond the run's end are not read, whatever its length.
//
// The four sums then move to one vector, and are rescaled as TFLite's own NEON code does it:
// doubling high multiply with rounding, less one where negative, shift right with rounding. The
// table's low byte is the shift, as `vrshl` takes it, so its word needs no unpacking.
//
// Sums are in even registers, which `vmladava` demands.
//
//===----------------------------------------------------------------------===//
#include "CompactVector.h"

using namespace mlir;
using namespace effc;

SmallVector<Value> effc::getVectorBounds(ImplicitLocOpBuilder &b, RequantizeAttr requantize) {
  return {word(b, requantize.getZeroPoint()), word(b, requantize.getMin()),
          word(b, requantize.getMax())};
}

// r0 r2 r4 r6 sums; r1 input; r3 weights; r5 elements.
static constexpr llvm::StringLiteral kDotLoop = R"(
    dlstp.8 lr, r5
1:  vldrb.u8 q0, [r1], #16
    vldrb.u8 q1, [r3], #16
    vmladava.s8 r0, q1, q0
    vldrb.u8 q1, [r3], #16
    vmladava.s8 r2, q1, q0
    vldrb.u8 q1, [r3], #16
    vmladava.s8 r4, q1, q0
    vldrb.u8 q1, [r3], #16
    vmladava.s8 r6, q1, q0
    letp lr, 1b)";

// r0 r2 r4 r6 sums; r1 table; r3 output; r5 zero point; r8, r10 bounds.
static constexpr llvm::StringLiteral kStore = R"(
    vmov q0[2], q0[0], r0, r4
    vmov q0[3], q0[1], r2, r6
    vldrw.u32 q1, [r1], #16
    vldrw.u32 q2, [r1], #16
    vshr.s32 q3, q1, #8
    vadd.i32 q0, q0, q3
    vqrdmulh.s32 q0, q0, q2
    vshr.s32 q3, q0, #31
    vadd.i32 q0, q0, q3
    vrshl.s32 q0, q0, q1
    vadd.i32 q0, q0, r5
    vdup.32 q1, r8
    vdup.32 q2, r10
    vmax.s32 q0, q0, q1
    vmin.s32 q0, q0, q2
    vstrb.32 q0, [r3], #4)";

static constexpr llvm::StringLiteral kClobbered = "~{q0},~{q1},~{q2},~{q3},~{lr}";

/// Arguments: panel, weights, table, output, pixels, pixel bytes, output bytes, blocks, count,
/// runs, row bytes, bounds.
static void emitVectorDot(ImplicitLocOpBuilder &b, ArrayRef<Value> arguments) {
  auto emitBlock = [&](Value input, ArrayRef<Value> at) -> SmallVector<Value> {
    Lanes zero = word(b, 0);
    SmallVector<Value> sums = loop(
        b, arguments[9], 1, {zero, zero, zero, zero, at[0], input},
        [&](Value, ArrayRef<Value> carried) -> SmallVector<Value> {
          SmallVector<Value> next = assembleIn(b, kDotLoop,
                                               {{"r0", carried[0]},
                                                {"r2", carried[1]},
                                                {"r4", carried[2]},
                                                {"r6", carried[3]},
                                                {"r1", carried[5]},
                                                {"r3", carried[4]},
                                                {"r5", arguments[8]}},
                                               kClobbered);
          return {next[0], next[1], next[2],
                  next[3], next[5], advance(b, carried[5], arguments[10])};
        });
    SmallVector<Value> next = assembleIn(b, kStore,
                                         {{"r0", sums[0]},
                                          {"r2", sums[1]},
                                          {"r4", sums[2]},
                                          {"r6", sums[3]},
                                          {"r1", at[1]},
                                          {"r3", at[2]},
                                          {"r5", arguments[11]},
                                          {"r8", arguments[12]},
                                          {"r10", arguments[13]}},
                                         kClobbered);
    return {sums[4], next[4], next[5]};
  };
  loop(b, arguments[4], 1, {arguments[0], arguments[3]},
       [&](Value, ArrayRef<Value> pixel) -> SmallVector<Value> {
         loop(b, arguments[7], 1, {arguments[1], arguments[2], pixel[1]},
              [&](Value, ArrayRef<Value> at) { return emitBlock(pixel[0], at); });
         return {advance(b, pixel[0], arguments[5]), advance(b, pixel[1], arguments[6])};
       });
}

void effc::callVectorDot(ImplicitLocOpBuilder &b, const DotArguments &dot, int64_t count,
                         RequantizeAttr requantize) {
  auto call = [&](Value weights, Value table, Value output, int64_t blocks) {
    SmallVector<Value> arguments = {dot.panel,
                                    weights,
                                    table,
                                    output,
                                    dot.pixels,
                                    word(b, dot.pixelBytes),
                                    word(b, dot.outputBytes),
                                    word(b, blocks),
                                    word(b, count),
                                    word(b, dot.runs),
                                    word(b, dot.rowBytes)};
    llvm::append_range(arguments, getVectorBounds(b, requantize));
    callRoutine(b, "routine_vector_dot", arguments, emitVectorDot);
  };
  int64_t blocks = dot.channels / 4;
  call(dot.weights, dot.table, dot.output, blocks);
  if (dot.channels % 4 != 0)
    call(advance(b, dot.weights, blocks * 2 * dot.pairWeightBytes),
         advance(b, dot.table, blocks * 32), advance(b, dot.output, dot.channels - 4), 1);
}

Value effc::callVectorCopy(ImplicitLocOpBuilder &b, Value to, Value from, int64_t rows, Value count,
                           int64_t rowBytes) {
  callRoutine(b, "routine_vector_copy", {to, from, word(b, rows), count, word(b, rowBytes)},
              [](ImplicitLocOpBuilder &b, ArrayRef<Value> arguments) {
                assembleIn(b, R"(
1:  mov r5, r0
    mov r6, r1
    dlstp.8 lr, r3
2:  vldrb.u8 q0, [r6], #16
    vstrb.8 q0, [r5], #16
    letp lr, 2b
    add r0, r3
    add r1, r4
    subs r2, #1
    bne 1b)",
                           {{"r0", arguments[0]},
                            {"r1", arguments[1]},
                            {"r2", arguments[2]},
                            {"r3", arguments[3]},
                            {"r4", arguments[4]}},
                           "~{r5},~{r6},~{q0},~{lr}");
              });
  return advance(b, to, Lanes(b, count) * rows);
}

void effc::callVectorFill(ImplicitLocOpBuilder &b, Value to, int64_t count, int64_t value) {
  if (count == 0)
    return;
  callRoutine(b, "routine_vector_fill", {to, word(b, count), word(b, value)},
              [](ImplicitLocOpBuilder &b, ArrayRef<Value> arguments) {
                assembleIn(b, R"(
    vdup.8 q0, r2
    dlstp.8 lr, r1
1:  vstrb.8 q0, [r0], #16
    letp lr, 1b)",
                           {{"r0", arguments[0]}, {"r1", arguments[1]}, {"r2", arguments[2]}},
                           "~{q0},~{lr}");
              });
}
