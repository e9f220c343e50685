//===- CompactRoutines.cpp - Copies of compact kernels --------------------===//
#include "CompactRoutines.h"

using namespace mlir;
using namespace effc;

static std::string withSign(StringRef name, bool isUnsigned) {
  return (name + (isUnsigned ? "_u8" : "_i8")).str();
}

/// One group of four bytes each time. Two words hold elements 0 and 2, 1 and 3.
static void emitSwappedWiden(ImplicitLocOpBuilder &b, ArrayRef<Value> arguments, bool isUnsigned) {
  std::string text = R"(
1:  ldr $3, [$1], #4
    sxtb16 $4, $3
    sxtb16 $3, $3, ror #8
    strd $4, $3, [$0], #8
    subs $2, #4
    bne 1b)";
  if (isUnsigned)
    for (size_t at = text.find("sxtb16"); at != std::string::npos; at = text.find("sxtb16"))
      text[at] = 'u';
  assemble(b, text, arguments, 2);
}

void effc::callWiden(ImplicitLocOpBuilder &b, Value to, Value from, Value count, bool swapsMiddle,
                     bool isUnsigned) {
  std::string name = withSign(swapsMiddle ? "routine_widen_swapped" : "routine_widen", isUnsigned);
  callRoutine(b, name, {to, from, count}, [&](ImplicitLocOpBuilder &b, ArrayRef<Value> arguments) {
    if (swapsMiddle)
      return emitSwappedWiden(b, arguments, isUnsigned);
    loop(b, arguments[2], 1, {arguments[0]},
         [&](Value index, ArrayRef<Value> carried) -> SmallVector<Value> {
           Lanes byte = loadByte(b, advance(b, arguments[1], index), 0, isUnsigned);
           storeHalf(b, byte, carried[0]);
           return {advance(b, carried[0], 2)};
         });
  });
}

void effc::callFill(ImplicitLocOpBuilder &b, Value to, int64_t count, int64_t value) {
  if (count == 0)
    return;
  callRoutine(b, "routine_fill", {to, word(b, count), word(b, value)},
              [](ImplicitLocOpBuilder &b, ArrayRef<Value> arguments) {
                loop(b, arguments[1], 1, {arguments[0]},
                     [&](Value, ArrayRef<Value> carried) -> SmallVector<Value> {
                       storeHalf(b, {b, arguments[2]}, carried[0]);
                       return {advance(b, carried[0], 2)};
                     });
              });
}

void effc::callMoveDown(ImplicitLocOpBuilder &b, Value to, Value from, int64_t bytes) {
  if (bytes == 0)
    return;
  callRoutine(b, "routine_move_down", {to, from, word(b, bytes)},
              [](ImplicitLocOpBuilder &b, ArrayRef<Value> arguments) {
                assemble(b, R"(
1:  ldrd $3, $4, [$1], #8
    strd $3, $4, [$0], #8
    subs $2, #8
    bne 1b)",
                         arguments, 2);
              });
}

void effc::callCopy(ImplicitLocOpBuilder &b, Value to, Value from, Value bytes) {
  LLVM::MemcpyOp::create(b, to, from, bytes, /*isVolatile=*/false);
}

void effc::callFillBytes(ImplicitLocOpBuilder &b, Value to, int64_t bytes, int64_t value) {
  if (bytes > 0)
    LLVM::MemsetOp::create(b, to, scalarConstant(b, b.getI8Type(), int64_t(int8_t(value))),
                           word(b, bytes), /*isVolatile=*/false);
}

/// Copies halves by words: the addresses may be odd multiples of two, which single loads and
/// stores take.
Value effc::callGather(ImplicitLocOpBuilder &b, Value to, Value from, int64_t rows, int64_t count,
                       int64_t rowBytes) {
  callRoutine(b, "routine_gather",
              {to, from, word(b, rows), word(b, count), word(b, rowBytes - 2 * count)},
              [](ImplicitLocOpBuilder &b, ArrayRef<Value> arguments) {
                assemble(b, R"(
1:  subs $5, $3, #2
    blt 3f
2:  ldr $6, [$1], #4
    subs $5, #2
    str $6, [$0], #4
    bge 2b
3:  adds $5, #1
    itt eq
    ldrheq $6, [$1], #2
    strheq $6, [$0], #2
    add $1, $4
    subs $2, #1
    bne 1b)",
                         arguments, 2);
              });
  return advance(b, to, 2 * rows * count);
}
