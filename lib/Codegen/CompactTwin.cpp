//===- CompactTwin.cpp - Reductions with plain 32-bit multiplies ----------===//
//
// Problem: Cortex-M0+ and RV32IMC have no multiply-accumulate and no products of halves. A product
// of bytes takes two loads, a multiplication and an addition, and Thumb-1 has eight registers to
// do it in and destroys a factor each time.
//
// Idea: two pixels in one factor. The panel holds words 65536*x1 + x0 of pixels next to each other,
// so w times that word is both products: one multiplication, one addition and half a load for two.
// Four pixels (two words) meet each weight. Making such words costs three instructions for each
// byte, but they serve all output channels.
//
// The sum S = 65536*A + B of some steps is exact in both halves as long as -2^15 <= A, B < 2^15.
// Two steps always are (the packer makes sure): 2*127*128 < 2^15. Then, in four instructions,
//     T += S; S += 2^15; H += S >> 16
// adds A to H, for adding 2^15 makes the low half positive. T is the sum of all S modulo 2^32, so
// at the end the sum of all A is H, and that of all B is T - 65536*H modulo 2^32, which is exact.
// This is done every four steps where the packer has found the weights small enough for that.
//
// On Cortex-M0+, T and H are in high registers, which additions can reach, and a load of two words
// is one instruction. No register is left to choose in each four steps: a bit of the table says
// whether all of a channel's are small. RV32 has the registers for two channels at a time, and for
// a mask with a bit for each four steps, which is among the weights; 95 % of them are small there
// in the models of MLPerf Tiny.
//
// Rejected: two channels in one factor, 65536*b + a: it needs no panel, but twice the flash, or
// four instructions to unpack two weights.
//
//===----------------------------------------------------------------------===//
#include "CompactTwin.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace effc;

/// The bit of a table's word that says that four steps fit the halves.
static constexpr int64_t kFourStepsBit = 0x80;

//===----------------------------------------------------------------------===//
// Thumb-1: r0 panel; r1 weights; r8 r9 r10 r11 sums T and H of both words; r12 the panel's end.
//===----------------------------------------------------------------------===//

static constexpr llvm::StringLiteral kThumbBegin = R"(
    movs r2, #128
    lsls r2, r2, #8
    mov lr, r2
1:  ldmia r1!, {r7}
    ldmia r0!, {r2, r3}
    sxtb r6, r7
    muls r2, r6, r2
    muls r3, r6, r3
    asrs r7, r7, #8
    ldmia r0!, {r4, r5}
    sxtb r6, r7
    muls r4, r6, r4
    adds r2, r2, r4
    muls r5, r6, r5
    adds r3, r3, r5
    asrs r7, r7, #8)";
static constexpr llvm::StringLiteral kThumbFold = R"(
    add r8, r2
    add r2, lr
    asrs r2, r2, #16
    add r9, r2
    add r10, r3
    add r3, lr
    asrs r3, r3, #16
    add r11, r3)";
static constexpr llvm::StringLiteral kThumbNewSum = R"(
    ldmia r0!, {r2, r3}
    sxtb r6, r7
    muls r2, r6, r2
    muls r3, r6, r3)";
static constexpr llvm::StringLiteral kThumbSameSum = R"(
    ldmia r0!, {r4, r5}
    sxtb r6, r7
    muls r4, r6, r4
    adds r2, r2, r4
    muls r5, r6, r5
    adds r3, r3, r5)";
static constexpr llvm::StringLiteral kThumbLast = R"(
    asrs r7, r7, #8
    ldmia r0!, {r4, r5}
    muls r4, r7, r4
    adds r2, r2, r4
    muls r5, r7, r5
    adds r3, r3, r5)";
static constexpr llvm::StringLiteral kThumbEnd = R"(
    cmp r0, r12
    bne 1b)";

// r0 to; r1 from; r2 the end of what is written.
static constexpr llvm::StringLiteral kThumbMoveDown = R"(
1:  ldmia r1!, {r3, r4}
    stmia r0!, {r3, r4}
    cmp r0, r2
    bne 1b)";

// r0 to; r1 first pixel; r2 r3 r4 from there to the others; r12 the first pixel's end.
static constexpr llvm::StringLiteral kThumbGather = R"(
1:  ldrsb r6, [r1, r2]
    lsls r6, r6, #16
    ldrb r7, [r1]
    sxtb r7, r7
    adds r6, r6, r7
    ldrsb r7, [r1, r4]
    lsls r7, r7, #16
    ldrsb r5, [r1, r3]
    adds r7, r7, r5
    stmia r0!, {r6, r7}
    adds r1, r1, #1
    cmp r1, r12
    bne 1b)";

//===----------------------------------------------------------------------===//
// RV32: $0 - $7 sums T and H of both words of the first channel, then of the second; $8 panel;
// $9 weights; $10 the panel's end; $11 2^15. $21 mask; $22 the end of the part that it is for.
//===----------------------------------------------------------------------===//

static constexpr llvm::StringLiteral kRISCVBegin = R"(
1:  lw $21, 0($9)
    addi $9, $9, 4
    addi $22, $8, 1024
    bltu $22, $10, 2f
    mv $22, $10
2:)";
static constexpr llvm::StringLiteral kRISCVNewSum = R"(
    lw $12, #+0($8)
    lw $13, #+4($8)
    lb $14, @($9)
    lb $15, @+4($9)
    mul $16, $12, $14
    mul $17, $13, $14
    mul $18, $12, $15
    mul $19, $13, $15)";
static constexpr llvm::StringLiteral kRISCVSameSum = R"(
    lw $12, #+0($8)
    lw $13, #+4($8)
    lb $14, @($9)
    lb $15, @+4($9)
    mul $20, $12, $14
    mul $12, $12, $15
    mul $14, $13, $14
    mul $13, $13, $15
    add $16, $16, $20
    add $17, $17, $14
    add $18, $18, $12
    add $19, $19, $13)";
static constexpr llvm::StringLiteral kRISCVFold = R"(
    add $0, $0, $16
    add $16, $16, $11
    srai $16, $16, 16
    add $1, $1, $16
    add $2, $2, $17
    add $17, $17, $11
    srai $17, $17, 16
    add $3, $3, $17
    add $4, $4, $18
    add $18, $18, $11
    srai $18, $18, 16
    add $5, $5, $18
    add $6, $6, $19
    add $19, $19, $11
    srai $19, $19, 16
    add $7, $7, $19)";
static constexpr llvm::StringLiteral kRISCVEnd = R"(
    slli $21, $21, 1
    addi $8, $8, 32
    addi $9, $9, 8
    bne $8, $22, 2b
    bne $8, $10, 1b)";

// $0 to; $1 from; $2 the end of what is written.
static constexpr llvm::StringLiteral kRISCVMoveDown = R"(
1:  lw $3, 0($1)
    lw $4, 4($1)
    sw $3, 0($0)
    sw $4, 4($0)
    addi $0, $0, 8
    addi $1, $1, 8
    bne $0, $2, 1b)";

static std::string makeThumbLoop(bool foldsFour) {
  if (foldsFour)
    return (kThumbBegin + kThumbSameSum + kThumbLast + kThumbFold + kThumbEnd).str();
  return (kThumbBegin + kThumbFold + kThumbNewSum + kThumbLast + kThumbFold + kThumbEnd).str();
}

std::string effc::makeTwinStep(StringRef text, int64_t index) {
  std::string step;
  for (char c : text) {
    if (c == '#')
      step += std::to_string(index * kTwinStepBytes);
    else if (c == '@')
      step += std::to_string(index);
    else
      step += c;
  }
  return step;
}

static std::string makeRISCVLoop() {
  return (kRISCVBegin + makeTwinStep(kRISCVNewSum, 0) + makeTwinStep(kRISCVSameSum, 1) +
          "\n    bgez $21, 3f" + kRISCVFold + makeTwinStep(kRISCVNewSum, 2) +
          "\n    j 4f\n3:" + makeTwinStep(kRISCVSameSum, 2) +
          "\n4:" + makeTwinStep(kRISCVSameSum, 3) + kRISCVFold + kRISCVEnd)
      .str();
}

//===----------------------------------------------------------------------===//
// Routines
//===----------------------------------------------------------------------===//

/// Where pixels 1 to 3 are; the last of `pixels` takes the place of those that lack.
static SmallVector<Lanes> getOffsets(ImplicitLocOpBuilder &b, Value pixels, Value bytes) {
  SmallVector<Lanes> offsets;
  for (int64_t pixel = 1; pixel < kTwinPixels; ++pixel)
    offsets.push_back((Lanes(b, pixels) - 1).min(pixel) * Lanes(b, bytes));
  return offsets;
}

/// One stretch of `count` bytes. Returns the address behind what is written.
static Value emitTwinStretch(ImplicitLocOpBuilder &b, Value to, Value from, Value count,
                             ArrayRef<Lanes> offsets, bool isUnsigned, bool isRISCV) {
  if (!isUnsigned && !isRISCV)
    return assembleIn(b, kThumbGather,
                      {{"r0", to},
                       {"r1", from},
                       {"r2", offsets[0]},
                       {"r3", offsets[1]},
                       {"r4", offsets[2]},
                       {"r12", advance(b, from, count)}},
                      "~{r5},~{r6},~{r7}")[0];
  return loop(b, count, 1, {to, from}, [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
    SmallVector<Lanes> bytes = {loadByte(b, at[1], 0, isUnsigned)};
    for (Lanes offset : offsets)
      bytes.push_back(loadByte(b, advance(b, at[1], offset), 0, isUnsigned));
    for (int64_t half = 0; half < 2; ++half) {
      Lanes twin = (bytes[2 * half + 1] << 16) + bytes[2 * half];
      if (isUnsigned)
        twin = twin - int64_t(0x800080);
      LLVM::StoreOp::create(b, twin, advance(b, at[0], 4 * half), /*alignment=*/4);
    }
    return {advance(b, at[0], kTwinStepBytes), advance(b, at[1], 1)};
  })[0];
}

Value effc::callTwinGather(ImplicitLocOpBuilder &b, Value to, Value from, int64_t rows,
                           int64_t count, int64_t rowBytes, Value pixels, int64_t pixelBytes,
                           bool isUnsigned, bool isRISCV) {
  callRoutine(
      b, isUnsigned ? "routine_twin_gather_u8" : "routine_twin_gather_i8",
      {to, from, word(b, rows), word(b, count), word(b, rowBytes), pixels, word(b, pixelBytes)},
      [&](ImplicitLocOpBuilder &b, ArrayRef<Value> arguments) {
        SmallVector<Lanes> offsets = getOffsets(b, arguments[5], arguments[6]);
        loop(b, arguments[2], 1, {arguments[0], arguments[1]},
             [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
               return {emitTwinStretch(b, at[0], at[1], arguments[3], offsets, isUnsigned, isRISCV),
                       advance(b, at[1], arguments[4])};
             });
      });
  return advance(b, to, rows * count * kTwinStepBytes);
}

void effc::callTwinMoveDown(ImplicitLocOpBuilder &b, Value to, Value from, int64_t bytes,
                            bool isRISCV) {
  if (bytes == 0)
    return;
  callRoutine(b, "routine_twin_move_down", {to, from, advance(b, to, bytes)},
              [&](ImplicitLocOpBuilder &b, ArrayRef<Value> arguments) {
                if (isRISCV) {
                  assemble(b, kRISCVMoveDown, arguments, 2);
                  return;
                }
                assembleIn(b, kThumbMoveDown,
                           {{"r0", arguments[0]}, {"r1", arguments[1]}, {"r2", arguments[2]}},
                           "~{r3},~{r4}");
              });
}

namespace {
/// The body of the routine for four pixels; members are its arguments: panel, weights, table,
/// output, pixels, output bytes, channels (pairs of them on RV32), steps.
class TwinDot {
public:
  TwinDot(ImplicitLocOpBuilder &b, ArrayRef<Value> arguments, bool isRISCV,
          const CompactEpilogue &epilogue)
      : b(b), arguments(arguments), isRISCV(isRISCV), epilogue(epilogue) {}

  void emit() {
    SmallVector<Lanes> offsets = getOffsets(b, arguments[4], arguments[5]);
    int64_t group = isRISCV ? 2 : 1;
    loop(b, arguments[6], 1, {arguments[1], arguments[2], arguments[3]},
         [&](Value, ArrayRef<Value> at) -> SmallVector<Value> {
           SmallVector<Value> sums = isRISCV ? runRISCV(at[0]) : runThumb(at[0], at[1]);
           for (int64_t channel = 0; channel < group; ++channel)
             store(ArrayRef(sums).slice(4 * channel, 4), advance(b, at[1], 8 * channel),
                   advance(b, at[2], channel), offsets);
           return {sums.back(), advance(b, at[1], 8 * group), advance(b, at[2], group)};
         });
  }

private:
  Value getPanelEnd() { return advance(b, arguments[0], Lanes(b, arguments[7]) << 5); }

  /// T and H of both words, for both channels; then the address of the next weights.
  SmallVector<Value> runRISCV(Value weights) {
    SmallVector<Value> values(8, word(b, 0));
    values.append({arguments[0], weights, getPanelEnd(), word(b, 1 << 15)});
    values = assemble(b, makeRISCVLoop(), values, 11);
    values.erase(values.begin() + 8);
    values.truncate(9);
    return values;
  }

  /// The same for one channel.
  SmallVector<Value> runThumb(Value weights, Value table) {
    Value foldsFour = (loadWord(b, table) & kFourStepsBit) != word(b, 0);
    Value zero = word(b, 0), end = getPanelEnd();
    SmallVector<Type> types(4, b.getI32Type());
    types.push_back(weights.getType());
    auto branch = scf::IfOp::create(b, types, foldsFour, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    for (Block *block : {branch.thenBlock(), branch.elseBlock()}) {
      b.setInsertionPointToStart(block);
      SmallVector<Value> sums = assembleIn(b, makeThumbLoop(block == branch.thenBlock()),
                                           {{"r8", zero},
                                            {"r9", zero},
                                            {"r10", zero},
                                            {"r11", zero},
                                            {"r1", weights},
                                            {"r0", arguments[0]},
                                            {"r12", end}},
                                           "~{r2},~{r3},~{r4},~{r5},~{r6},~{r7},~{lr}");
      scf::YieldOp::create(b, ArrayRef(sums).take_front(types.size()));
    }
    return SmallVector<Value>(branch.getResults());
  }

  void store(ArrayRef<Value> sums, Value table, Value output, ArrayRef<Lanes> offsets) {
    Lanes scale = loadWord(b, table), multiplier = loadWord(b, table, 4), bias = scale >> 8;
    for (int64_t pixel = 0; pixel < kTwinPixels; ++pixel) {
      Lanes total(b, sums[pixel / 2 * 2]), high(b, sums[pixel / 2 * 2 + 1]);
      Lanes sum = (pixel % 2 == 0 ? total - (high << 16) : high) + bias;
      Value to = pixel == 0 ? output : advance(b, output, offsets[pixel - 1]);
      storeByte(b, epilogue.apply(sum, scale, multiplier, arguments.drop_front(8)), to);
    }
  }

  ImplicitLocOpBuilder &b;
  ArrayRef<Value> arguments;
  bool isRISCV;
  const CompactEpilogue &epilogue;
};
} // namespace

void effc::callTwinDot(ImplicitLocOpBuilder &b, const DotArguments &dot, bool isRISCV,
                       const CompactEpilogue &epilogue) {
  int64_t group = isRISCV ? 2 : 1, blocks = dot.channels / group;
  auto call = [&](int64_t firstBlock, int64_t firstChannel, int64_t count) {
    SmallVector<Value> arguments = {dot.panel,
                                    advance(b, dot.weights, firstBlock * dot.pairWeightBytes),
                                    advance(b, dot.table, firstBlock * group * 8),
                                    advance(b, dot.output, firstChannel),
                                    dot.pixels,
                                    word(b, dot.outputBytes),
                                    word(b, count),
                                    word(b, dot.steps)};
    arguments.append(epilogue.getArguments(b));
    callRoutine(b, "routine_twin_dot" + epilogue.getName(), arguments,
                [&](ImplicitLocOpBuilder &b, ArrayRef<Value> values) {
                  TwinDot(b, values, isRISCV, epilogue).emit();
                });
  };
  call(0, 0, blocks);
  if (dot.channels % group != 0)
    call(blocks, dot.channels - group, 1);
}
