// RUN: effc %s --target=riscv64gcv -S -o %t.s
// RUN: FileCheck %s --check-prefix=ASM < %t.s
// RUN: effc %s --target=riscv64gcv -o %t.o
// RUN: FileCheck %s --check-prefix=HEADER < %t.h

// The size of the stack once left out what a function keeps there by whole vector registers, whose
// length the machine decides. They are counted as 1024 bits each.
// ASM: csrr {{[a-z0-9]+}}, vlenb
// HEADER: #define STACK_OF_SCALABLE_VECTORS_STACK_SIZE {{[1-9][0-9][0-9][0-9]+}}u
!image = tensor<1x11x3x3x!quant.uniform<u8:f32, 0.01:128>>
!result = tensor<1x6x1x8x!quant.uniform<u8:f32, 0.03:58>>
!weights = tensor<8x1x3x3x!quant.uniform<u8:f32, 0.009:128>>
func.func @main(%x: !image {effc.name = "x"}) -> (!result {effc.name = "y"}) {
  %w = effc.constant dense<3> : tensor<8x1x3x3xi8> -> !weights
  %b = effc.constant dense<1> : tensor<8xi32> -> tensor<8xi32>
  %y = effc.conv_2d %x, %w, %b
      {strides = array<i64: 2, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
      : (!image, !weights, tensor<8xi32>) -> !result
  return %y : !result
}
