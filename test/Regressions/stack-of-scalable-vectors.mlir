// RUN: effc --input-format=mlir %s --target=riscv64gcv -S -o %t.s
// RUN: FileCheck %s --check-prefix=ASM < %t.s
// RUN: effc --input-format=mlir %s --name=stack_of_scalable_vectors --target=riscv64gcv -o %t.o
// RUN: FileCheck %s --check-prefix=HEADER < %t.h

// The size of the stack once left out what a function keeps there by whole vector registers, whose
// length the machine decides. They are counted as 1024 bits each: here a group of four.
// ASM: csrr {{[a-z0-9]+}}, vlenb
// ASM: vs4r.v
// HEADER: #define STACK_OF_SCALABLE_VECTORS_STACK_SIZE {{[5-9][0-9][0-9]}}u
!image = tensor<1x1x7x64x!quant.uniform<i8:f32, 0.01:3>>
!result = tensor<1x1x7x20x!quant.uniform<i8:f32, 0.9:5>>
!weights = tensor<20x1x1x64x!quant.uniform<i8:f32:0, {0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09,
    0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.01, 0.02}>>
func.func @main(%x: !image {effc.name = "x"}) -> (!result {effc.name = "y"}) {
  %w = effc.constant dense<3> : tensor<20x1x1x64xi8> -> !weights
  %b = effc.constant dense<1> : tensor<20xi32> -> tensor<20xi32>
  %y = effc.conv_2d %x, %w, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
      : (!image, !weights, tensor<20xi32>) -> !result
  return %y : !result
}
