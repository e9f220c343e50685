//===- CompactTwinRow.cpp - Single rows with plain multiplies -------------===//
//
// A single row (a fully connected layer) has no second pixel to put into a factor
// (CompactTwin.cpp). It is read in place, a byte at a time, and each byte meets the weights of four
// channels. On Cortex-M0+ all rows are indexed by the same register, which counts up to 0, so that
// addresses take one addition for nine instructions; the sums are in high registers.
//
//===----------------------------------------------------------------------===//
#include "CompactTwin.h"

using namespace mlir;
using namespace effc;

// r0 input's end; r1 - r4 ends of the weights of four channels; r5 minus the steps; r8 - r11 sums.
static constexpr llvm::StringLiteral kThumbRowLoop = R"(
1:  ldrsb r6, [r0, r5]
    ldrsb r7, [r1, r5]
    muls r7, r6, r7
    add r8, r7
    ldrsb r7, [r2, r5]
    muls r7, r6, r7
    add r9, r7
    ldrsb r7, [r3, r5]
    muls r7, r6, r7
    add r10, r7
    ldrsb r7, [r4, r5]
    muls r7, r6, r7
    add r11, r7
    adds r5, r5, #1
    bne 1b)";

// $0 - $3 sums; $4 input; $5 - $8 weights of four channels; $9 the input's end.
static constexpr llvm::StringLiteral kRISCVRowStep = R"(
    lb $10, @($4)
    lb $11, @($5)
    lb $12, @($6)
    lb $13, @($7)
    lb $14, @($8)
    mul $11, $11, $10
    mul $12, $12, $10
    mul $13, $13, $10
    mul $14, $14, $10
    add $0, $0, $11
    add $1, $1, $12
    add $2, $2, $13
    add $3, $3, $14)";
static constexpr llvm::StringLiteral kRISCVRowEnd = R"(
    addi $4, $4, 4
    addi $5, $5, 4
    addi $6, $6, 4
    addi $7, $7, 4
    addi $8, $8, 4
    bne $4, $9, 1b)";

static std::string makeRISCVRowLoop() {
  std::string text = "\n1:";
  for (int64_t step = 0; step < 4; ++step)
    text += makeTwinStep(kRISCVRowStep, step);
  return text + kRISCVRowEnd.str();
}

/// Four channels at a time; arguments: input, weights, table, output, blocks, elements.
static void emitTwinRow(ImplicitLocOpBuilder &b, ArrayRef<Value> arguments, bool isRISCV,
                        const CompactEpilogue &epilogue) {
  Lanes length(b, arguments[5]);
  Value end = advance(b, arguments[0], length);
  loop(b, arguments[4], 1, {arguments[1], arguments[2], arguments[3]},
       [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
         SmallVector<Value> sums, rows = {at[0]};
         for (int64_t channel = 0; channel < 4; ++channel) {
           sums.push_back(loadWord(b, at[1], 8 * channel) >> 8);
           rows.push_back(advance(b, rows.back(), length));
         }
         if (isRISCV)
           sums = assemble(b, makeRISCVRowLoop(),
                           {sums[0], sums[1], sums[2], sums[3], arguments[0], rows[0], rows[1],
                            rows[2], rows[3], end},
                           5);
         else
           sums = assembleIn(b, kThumbRowLoop,
                             {{"r8", sums[0]},
                              {"r9", sums[1]},
                              {"r10", sums[2]},
                              {"r11", sums[3]},
                              {"r0", end},
                              {"r1", rows[1]},
                              {"r2", rows[2]},
                              {"r3", rows[3]},
                              {"r4", rows[4]},
                              {"r5", word(b, 0) - length}},
                             "~{r6},~{r7}");
         for (int64_t channel = 0; channel < 4; ++channel) {
           Value table = advance(b, at[1], 8 * channel);
           storeByte(b,
                     epilogue.apply({b, sums[channel]}, loadWord(b, table), loadWord(b, table, 4),
                                    arguments.drop_front(6)),
                     advance(b, at[2], channel));
         }
         return {rows[4], advance(b, at[1], 32), advance(b, at[2], 4)};
       });
}

void effc::callTwinRow(ImplicitLocOpBuilder &b, const DotArguments &dot, bool isRISCV,
                       const CompactEpilogue &epilogue) {
  int64_t length = 4 * dot.steps;
  auto call = [&](int64_t first, int64_t blocks) {
    SmallVector<Value> arguments = {dot.panel,
                                    advance(b, dot.weights, first * length),
                                    advance(b, dot.table, first * 8),
                                    advance(b, dot.output, first),
                                    word(b, blocks),
                                    word(b, length)};
    arguments.append(epilogue.getArguments(b));
    callRoutine(b, "routine_twin_row" + epilogue.getName(), arguments,
                [&](ImplicitLocOpBuilder &b, ArrayRef<Value> values) {
                  emitTwinRow(b, values, isRISCV, epilogue);
                });
  };
  call(0, dot.channels / 4);
  if (dot.channels % 4 != 0)
    call(dot.channels - 4, 1);
}
