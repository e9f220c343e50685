//===- CompactVector.cpp - Convolutions with Helium -----------------------===//
//
// `vmladava.s8` adds the products of two vectors of 16 bytes to a general register, so a sum
// over channels needs neither widening nor a panel of widened elements: pixels are read where
// they are. One vector of input meets four output channels. The loops are tail-predicated
// (`dlstp`, `letp`): elements beyond the run's end are not read, whatever its length.
//
// The four sums then move to one vector, and are rescaled as TFLite's own NEON code does it:
// doubling high multiply with rounding, less one where negative, shift right with rounding. The
// table's low byte is the shift, as `vrshl` takes it, so its word needs no unpacking. Where a scale
// is 1/2 or more, the shift is 0, and nothing may be subtracted; layers with such a channel look at
// the shift's sign first.
//
// Sums are in even registers, which `vmladava` demands.
//
//===----------------------------------------------------------------------===//
#include "CompactVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace effc;

SmallVector<Value> effc::getVectorBounds(ImplicitLocOpBuilder &b, RequantizeAttr requantize) {
  return {word(b, requantize.getZeroPoint()), word(b, requantize.getMin()),
          word(b, requantize.getMax())};
}

// One pixel. At entry r0, r2 bounds; r4 zero point; r6 runs; r3 weights; r5 elements of a run; r7
// output; r8 table; r9 input; r10 blocks; r11 from the end of a run to the next one. Then r0 r2 r4
// r6 sums; r1 input; r12 runs; q4 q5 bounds; q6 zero point.
static constexpr llvm::StringLiteral kDot = R"(
    vdup.32 q4, r0
    vdup.32 q5, r2
    vdup.32 q6, r4
    vmov s28, r6
1:  mov r1, r9
    vmov r12, s28
    movs r0, #0
    movs r2, #0
    movs r4, #0
    movs r6, #0
2:  dlstp.8 lr, r5
3:  vldrb.u8 q0, [r1], #16
    vldrb.u8 q1, [r3], #16
    vmladava.s8 r0, q1, q0
    vldrb.u8 q1, [r3], #16
    vmladava.s8 r2, q1, q0
    vldrb.u8 q1, [r3], #16
    vmladava.s8 r4, q1, q0
    vldrb.u8 q1, [r3], #16
    vmladava.s8 r6, q1, q0
    letp lr, 3b
    add r1, r1, r11
    subs r12, r12, #1
    bne 2b
    vmov q0[2], q0[0], r0, r4
    vmov q0[3], q0[1], r2, r6
    vldrw.u32 q1, [r8], #16
    vldrw.u32 q2, [r8], #16
    vshr.s32 q3, q1, #8
    vadd.i32 q0, q0, q3
    vqrdmulh.s32 q0, q0, q2)";
// One less where the product is negative; and the shift is, too.
static constexpr llvm::StringLiteral kSign = R"(
    vshr.s32 q3, q0, #31)";
static constexpr llvm::StringLiteral kSignOfBoth = R"(
    vshl.i32 q3, q1, #24
    vand q3, q3, q0
    vshr.s32 q3, q3, #31)";
static constexpr llvm::StringLiteral kStore = R"(
    vadd.i32 q0, q0, q3
    vrshl.s32 q0, q0, q1
    vadd.i32 q0, q0, q6
    vmax.s32 q0, q0, q4
    vmin.s32 q0, q0, q5
    vstrb.32 q0, [r7], #4
    subs r10, r10, #1
    bne 1b)";

/// Arguments: panel, weights, table, output, pixels, pixel bytes, output bytes, blocks, count,
/// runs, from the end of a run to the next one, zero point, bounds.
static void emitVectorDot(ImplicitLocOpBuilder &b, ArrayRef<Value> arguments,
                          bool hasLargeScales) {
  std::string text = (kDot + (hasLargeScales ? kSignOfBoth : kSign) + kStore).str();
  loop(b, arguments[4], 1, {arguments[0], arguments[3]},
       [&](Value, ArrayRef<Value> pixel) -> SmallVector<Value> {
         assembleIn(b, text,
                    {{"r0", arguments[12]},
                     {"r2", arguments[13]},
                     {"r3", arguments[1]},
                     {"r4", arguments[11]},
                     {"r5", arguments[8]},
                     {"r6", arguments[9]},
                     {"r7", pixel[1]},
                     {"r8", arguments[2]},
                     {"r9", pixel[0]},
                     {"r10", arguments[7]},
                     {"r11", arguments[10]}},
                    "~{r1},~{r12},~{q0},~{q1},~{q2},~{q3},~{q4},~{q5},~{q6},~{q7},~{lr}");
         return {advance(b, pixel[0], arguments[5]), advance(b, pixel[1], arguments[6])};
       });
}

void effc::callVectorDot(ImplicitLocOpBuilder &b, const DotArguments &dot, int64_t count,
                         RequantizeAttr requantize, bool hasLargeScales) {
  auto call = [&](Value weights, Value table, Value output, int64_t blocks) {
    SmallVector<Value> arguments = dot.getShared(b, weights, table, output, blocks);
    arguments.append({word(b, count), word(b, dot.runs),
                      word(b, dot.rowBytes - int64_t(llvm::alignTo(count, 16)))});
    llvm::append_range(arguments, getVectorBounds(b, requantize));
    callRoutine(b, hasLargeScales ? "routine_vector_dot_large_scales" : "routine_vector_dot",
                arguments, [&](ImplicitLocOpBuilder &b, ArrayRef<Value> values) {
                  emitVectorDot(b, values, hasLargeScales);
                });
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
