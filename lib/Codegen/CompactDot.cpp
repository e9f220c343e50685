//===- CompactDot.cpp - Reductions with dual multiply-accumulates ---------===//
//
// Problem: on cores with the DSP extension one `smlad` takes two products of 16 bits, but bytes
// must first be unpacked to halves, and there are 14 registers. Unpacking both operands costs
// as much as the products.
//
// Input: a panel of i16 serves all output channels, so its unpacking is paid once for each
// pixel. Weights: a block of two pixels by two channels uses each word of weights for two
// pixels only, so unpacking them matters. The weights a and b of two channels are stored in one
// half as 256*a + b. `smlad` on the word as it is gives S = sum of (256*a + b) * x, `sxtb16`
// leaves b and gives B = sum of b * x, and (S - B) / 256 is the sum for a, exact as long as it
// is below 2^23 (the packer makes sure). So eight products cost 13 instructions where unpacking
// costs 17, and 12 with weights stored as i16, which take twice the flash.
//
// The loops are assembly: they need all 14 registers, and pairs of loads in one instruction,
// which LLVM's register allocation does not find.
//
// A single row (a fully connected layer) is unpacked on the way and meets four channels.
//
//===----------------------------------------------------------------------===//
#include "CompactRoutines.h"

using namespace mlir;
using namespace effc;

// $0 - $3 sums of a and b for pixel 0, then 1; $4 $5 pixels; $6 weights; $7 steps of 8.
static constexpr llvm::StringLiteral kPackedLoop = R"(
1:  ldrd $8, $9, [$6], #8
    ldrd $10, $11, [$4], #8
    sxtb16 $12, $8
    smlad $0, $8, $10, $0
    sxtb16 $13, $9
    smlad $1, $12, $10, $1
    smlad $0, $9, $11, $0
    smlad $1, $13, $11, $1
    ldrd $10, $11, [$5], #8
    smlad $2, $8, $10, $2
    smlad $3, $12, $10, $3
    smlad $2, $9, $11, $2
    smlad $3, $13, $11, $3
    ldrd $8, $9, [$6], #8
    ldrd $10, $11, [$4], #8
    sxtb16 $12, $8
    smlad $0, $8, $10, $0
    sxtb16 $13, $9
    smlad $1, $12, $10, $1
    smlad $0, $9, $11, $0
    smlad $1, $13, $11, $1
    ldrd $10, $11, [$5], #8
    smlad $2, $8, $10, $2
    smlad $3, $12, $10, $3
    smlad $2, $9, $11, $2
    smlad $3, $13, $11, $3
    subs $7, #1
    bne 1b)";

static constexpr llvm::StringLiteral kWideLoop = R"(
1:  ldrd $8, $9, [$4], #8
    ldrd $10, $11, [$5], #8
    ldrd $12, $13, [$6], #8
    smlad $0, $12, $8, $0
    smlad $1, $13, $8, $1
    smlad $2, $12, $10, $2
    smlad $3, $13, $10, $3
    ldrd $12, $13, [$6], #8
    smlad $0, $12, $9, $0
    smlad $1, $13, $9, $1
    smlad $2, $12, $11, $2
    smlad $3, $13, $11, $3
    ldrd $8, $9, [$4], #8
    ldrd $10, $11, [$5], #8
    ldrd $12, $13, [$6], #8
    smlad $0, $12, $8, $0
    smlad $1, $13, $8, $1
    smlad $2, $12, $10, $2
    smlad $3, $13, $10, $3
    ldrd $12, $13, [$6], #8
    smlad $0, $12, $9, $0
    smlad $1, $13, $9, $1
    smlad $2, $12, $11, $2
    smlad $3, $13, $11, $3
    subs $7, #1
    bne 1b)";

// $0 - $3 sums of a0 b0 a1 b1; $4 input; $5 weights; $6 steps of 8.
static constexpr llvm::StringLiteral kRowLoop = R"(
1:  ldr $7, [$4], #4
    ldrd $8, $9, [$5], #8
    sxtb16 $10, $7
    smlad $0, $8, $10, $0
    sxtb16 $8, $8
    smlad $2, $9, $10, $2
    sxtb16 $9, $9
    smlad $1, $8, $10, $1
    smlad $3, $9, $10, $3
    ldrd $8, $9, [$5], #8
    sxtb16 $10, $7, ror #8
    smlad $0, $8, $10, $0
    sxtb16 $8, $8
    smlad $2, $9, $10, $2
    sxtb16 $9, $9
    smlad $1, $8, $10, $1
    smlad $3, $9, $10, $3
    ldr $7, [$4], #4
    ldrd $8, $9, [$5], #8
    sxtb16 $10, $7
    smlad $0, $8, $10, $0
    sxtb16 $8, $8
    smlad $2, $9, $10, $2
    sxtb16 $9, $9
    smlad $1, $8, $10, $1
    smlad $3, $9, $10, $3
    ldrd $8, $9, [$5], #8
    sxtb16 $10, $7, ror #8
    smlad $0, $8, $10, $0
    sxtb16 $8, $8
    smlad $2, $9, $10, $2
    sxtb16 $9, $9
    smlad $1, $8, $10, $1
    smlad $3, $9, $10, $3
    subs $6, #1
    bne 1b)";

namespace {
/// What the sums of two channels start at.
struct Start {
  Start(ImplicitLocOpBuilder &b, Value table, bool isPacked)
      : a(loadWord(b, table)), b(loadWord(b, table, 4) >> 8) {
    a = isPacked ? (a & ~int64_t(255)) + this->b : a >> 8;
  }
  Lanes a, b;
};
} // namespace

/// Stores the results of two channels for each of `outputs`, with sums of the one, then of the
/// other. The table is read here, and not kept in registers over the reduction.
static void storePairs(ImplicitLocOpBuilder &b, ArrayRef<Value> sums, Value table,
                       ArrayRef<Value> outputs, bool isPacked, const CompactEpilogue &epilogue,
                       ArrayRef<Value> arguments) {
  Lanes scales[] = {loadWord(b, table), loadWord(b, table, 4)};
  Lanes multipliers[] = {loadWord(b, table, 8), loadWord(b, table, 12)};
  SmallVector<Lanes> results;
  for (size_t pixel = 0; pixel < outputs.size(); ++pixel) {
    Lanes first(b, sums[2 * pixel]), second(b, sums[2 * pixel + 1]);
    if (isPacked)
      first = (first - second) >> 8;
    results.push_back(epilogue.apply(first, scales[0], multipliers[0], arguments));
    results.push_back(epilogue.apply(second, scales[1], multipliers[1], arguments));
  }
  for (auto [pixel, output] : llvm::enumerate(outputs)) {
    storeByte(b, results[2 * pixel], output);
    storeByte(b, results[2 * pixel + 1], advance(b, output, 1));
  }
}

namespace {
/// The body of the routine for two pixels by two channels; members are its arguments.
class DualDot {
public:
  DualDot(ImplicitLocOpBuilder &b, ArrayRef<Value> arguments, bool hasRuns, bool isWide,
          const CompactEpilogue &epilogue)
      : b(b), arguments(arguments), hasRuns(hasRuns), isWide(isWide), epilogue(epilogue) {}

  void emit() {
    Value pixels = arguments[4];
    loop(b, pixels, 2, {arguments[0], arguments[3]},
         [&](Value pixel, ArrayRef<Value> carried) -> SmallVector<Value> {
           // The last of an odd number of pixels is computed twice.
           Lanes isSingle = Lanes(b, pixels) < Lanes(b, pixel) + 2;
           auto step = [&](Value bytes) {
             return isSingle.select(word(b, 0), Lanes(b, bytes));
           };
           Lanes pixelBytes = step(arguments[5]), outputBytes = step(arguments[6]);
           emitPixels(carried[0], advance(b, carried[0], pixelBytes), carried[1], outputBytes);
           return {advance(b, carried[0], pixelBytes * 2), advance(b, carried[1], outputBytes * 2)};
         });
  }

private:
  void emitPixels(Value first, Value second, Value output, Value outputBytes) {
    loop(b, arguments[7], 1, {arguments[1], arguments[2], output},
         [&](Value, ArrayRef<Value> carried) -> SmallVector<Value> {
           Value table = carried[1], to = carried[2];
           Start start(b, table, !isWide);
           SmallVector<Value> sums =
               reduce({start.a, start.b, start.a, start.b, first, second, carried[0]});
           storePairs(b, ArrayRef(sums).take_front(4), table, {to, advance(b, to, outputBytes)},
                      !isWide, epilogue, arguments.drop_front(hasRuns ? 11 : 9));
           return {sums[6], advance(b, table, 16), advance(b, to, 2)};
         });
  }

  SmallVector<Value> reduce(SmallVector<Value> sums) {
    auto run = [&](ArrayRef<Value> values) {
      SmallVector<Value> updated(values);
      updated.push_back(arguments[8]);
      return assemble(b, isWide ? kWideLoop : kPackedLoop, updated, 6);
    };
    if (!hasRuns)
      return run(sums);
    return loop(b, arguments[9], 1, sums, [&](Value, ArrayRef<Value> carried) {
      SmallVector<Value> next = run(carried);
      next.pop_back();
      next[4] = advance(b, next[4], arguments[10]);
      next[5] = advance(b, next[5], arguments[10]);
      return next;
    });
  }

  ImplicitLocOpBuilder &b;
  ArrayRef<Value> arguments;
  bool hasRuns, isWide;
  const CompactEpilogue &epilogue;
};
} // namespace

SmallVector<Value> DotArguments::getShared(ImplicitLocOpBuilder &b, Value weights, Value table,
                                           Value output, int64_t count) const {
  return {panel,
          weights,
          table,
          output,
          pixels,
          word(b, pixelBytes),
          word(b, outputBytes),
          word(b, count)};
}

void effc::callDualDot(ImplicitLocOpBuilder &b, const DotArguments &dot, bool hasWideWeights,
                       const CompactEpilogue &epilogue) {
  bool hasRuns = dot.runs > 1;
  std::string name = (hasWideWeights ? "routine_dot_i16" : "routine_dot_i8") +
                     std::string(hasRuns ? "_runs" : "") + epilogue.getName();
  auto call = [&](Value weights, Value table, Value output, int64_t pairs) {
    SmallVector<Value> arguments = dot.getShared(b, weights, table, output, pairs);
    arguments.push_back(word(b, dot.steps));
    if (hasRuns)
      arguments.append({word(b, dot.runs), word(b, dot.rowBytes - dot.runBytes)});
    arguments.append(epilogue.getArguments(b));
    callRoutine(b, name, arguments, [&](ImplicitLocOpBuilder &b, ArrayRef<Value> values) {
      DualDot(b, values, hasRuns, hasWideWeights, epilogue).emit();
    });
  };
  int64_t pairs = dot.channels / 2;
  call(dot.weights, dot.table, dot.output, pairs);
  if (dot.channels % 2 != 0)
    call(advance(b, dot.weights, pairs * dot.pairWeightBytes), advance(b, dot.table, pairs * 16),
         advance(b, dot.output, dot.channels - 2), 1);
}

/// Four channels at a time; arguments: input, weights, table, output, blocks, steps.
static void emitDualRow(ImplicitLocOpBuilder &b, ArrayRef<Value> arguments, bool isUnsigned,
                        const CompactEpilogue &epilogue) {
  std::string text = kRowLoop.str();
  StringRef widen = "sxtb16 $10, $7";
  for (size_t at = text.find(widen); isUnsigned && at != std::string::npos; at = text.find(widen))
    text[at] = 'u';
  loop(b, arguments[4], 1, {arguments[1], arguments[2], arguments[3]},
       [&](Value, ArrayRef<Value> carried) -> SmallVector<Value> {
         Value table = carried[1], second = advance(b, table, 16);
         Start low(b, table, true), high(b, second, true);
         SmallVector<Value> sums = assemble(
             b, text, {low.a, low.b, high.a, high.b, arguments[0], carried[0], arguments[5]}, 4);
         ArrayRef<Value> all = sums, rest = arguments.drop_front(6);
         storePairs(b, all.take_front(2), table, carried[2], true, epilogue, rest);
         storePairs(b, all.slice(2, 2), second, advance(b, carried[2], 2), true, epilogue, rest);
         return {sums[5], advance(b, table, 32), advance(b, carried[2], 4)};
       });
}

void effc::callDualRow(ImplicitLocOpBuilder &b, const DotArguments &dot, bool isUnsigned,
                       const CompactEpilogue &epilogue) {
  std::string name = std::string("routine_row") + (isUnsigned ? "_u8" : "_i8") + epilogue.getName();
  auto call = [&](Value weights, Value table, Value output, int64_t blocks) {
    SmallVector<Value> arguments = {dot.panel, weights,         table,
                                    output,    word(b, blocks), word(b, dot.steps)};
    arguments.append(epilogue.getArguments(b));
    callRoutine(b, name, arguments, [&](ImplicitLocOpBuilder &b, ArrayRef<Value> values) {
      emitDualRow(b, values, isUnsigned, epilogue);
    });
  };
  int64_t blocks = dot.channels / 4;
  call(dot.weights, dot.table, dot.output, blocks);
  if (dot.channels % 4 != 0)
    call(advance(b, dot.weights, blocks * 2 * dot.pairWeightBytes),
         advance(b, dot.table, blocks * 32), advance(b, dot.output, dot.channels - 4), 1);
}
