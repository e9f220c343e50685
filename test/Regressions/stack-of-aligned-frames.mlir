// RUN: effc --input-format=mlir %s --target=riscv64gcv -S -o %t.s
// RUN: FileCheck %s --check-prefix=ASM < %t.s
// RUN: effc --input-format=mlir %s --name=stack_of_aligned_frames --target=riscv64gcv -o %t.o
// RUN: FileCheck %s --check-prefix=HEADER < %t.h

// A function whose frame is aligned further than the stack skips some bytes, which the size of the stack in
// the header left out: here up to 48, besides frames of 128 and 16 bytes.
// ASM: addi sp, sp, -128
// ASM: andi sp, sp, -64
// HEADER: #define STACK_OF_ALIGNED_FRAMES_STACK_SIZE 192u
func.func @main(%x: tensor<1x6x6x1xf32> {effc.name = "x"}) -> (tensor<1x3x3x1xf32> {effc.name = "y"}) {
  %y = effc.max_pool_2d %x {padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>, window = array<i64: 2, 2>} : (tensor<1x6x6x1xf32>) -> tensor<1x3x3x1xf32>
  return %y : tensor<1x3x3x1xf32>
}
