// Additions move into the epilogue of the convolution before them, and results stay.
// RUN: effc-opt %s --effc-select-kernels -o %t.kernels.mlir
// RUN: FileCheck %s < %t.kernels.mlir
// RUN: effc run --input-format=mlir --reference --random-inputs=7 %s --out %t.expected
// RUN: effc run --input-format=mlir --reference --random-inputs=7 %t.kernels.mlir --out %t.kernels
// RUN: effc run --input-format=mlir --random-inputs=7 %s --out %t.native
// RUN: effc run --input-format=mlir --random-inputs=7 --target=x86-64 %s --out %t.base
// RUN: cmp %t.expected.0.bin %t.kernels.0.bin && cmp %t.expected.1.bin %t.kernels.1.bin
// RUN: cmp %t.expected.2.bin %t.kernels.2.bin && cmp %t.expected.3.bin %t.kernels.3.bin
// RUN: cmp %t.expected.0.bin %t.native.0.bin && cmp %t.expected.1.bin %t.native.1.bin
// RUN: cmp %t.expected.2.bin %t.native.2.bin
// RUN: cmp %t.expected.0.bin %t.base.0.bin && cmp %t.expected.1.bin %t.base.1.bin
// RUN: cmp %t.expected.2.bin %t.base.2.bin

// Integer sums have no f32 form that is exact elsewhere; sums of f32 have.
// RUN: sed 's/x86_64-unknown-linux-gnu/aarch64-unknown-linux-gnu/' %s | effc-opt --effc-select-kernels \
// RUN:   | FileCheck %s --check-prefix=ARM
// ARM-COUNT-3: effc.add
// ARM: effc.kernel.conv_2d {{.*}} plus {{.*}} tensor<1x2x5x5xf32>
// ARM-COUNT-4: effc.add

!i = !quant.uniform<i8:f32, 0.5:-7>
!f = !quant.uniform<i8:f32, 0.25>
!uf = !quant.uniform<u8:f32, 0.25:3>
!c = !quant.uniform<i8:f32, 3.1:5>
!s = !quant.uniform<i8:f32, 3.7:-20>
!ui = !quant.uniform<u8:f32, 0.5:113>
!uc = !quant.uniform<u8:f32, 3.3:90>
!us = !quant.uniform<u8:f32, 4.1:7>

module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-unknown-linux-gnu",
                     vectorBits = 256, vectorRegisters = 16, dot = pair_i16, hasFma = true>} {
  // CHECK-LABEL: func @main
  func.func @main(%x: tensor<1x2x5x3x!i>, %a: tensor<1x2x5x5x!c>, %u: tensor<1x2x5x3x!ui>,
                  %ua: tensor<1x2x5x5x!us>, %r: tensor<1x2x5x3xf32>, %ra: tensor<1x2x5x5xf32>,
                  %row: tensor<1x1x1x5x!c>)
      -> (tensor<1x2x5x5x!s>, tensor<1x2x5x5x!us>, tensor<1x2x5x5x!s>, tensor<1x2x5x5xf32>,
          tensor<1x2x5x5x!s>, tensor<1x2x5x5x!c>, tensor<1x2x5x5x!s>, tensor<1x2x5x5x!s>,
          tensor<1x2x5x5xf32>) {
    %w = effc.constant dense<[[[[1, -2, 3]]], [[[4, 5, -6]]], [[[7, 8, -128]]], [[[1, 2, 3]]],
                              [[[-4, 5, 6]]]]> : tensor<5x1x1x3xi8> -> tensor<5x1x1x3x!f>
    %uw = effc.constant dense<[[[[1, 2, 3]]], [[[4, 5, 6]]], [[[7, 8, 99]]], [[[1, 2, 3]]],
                               [[[4, 5, 6]]]]> : tensor<5x1x1x3xi8> -> tensor<5x1x1x3x!uf>
    %rw = effc.constant dense<[[[[1.0, -2.0, 3.0]]], [[[4.0, 5.0, -6.0]]], [[[7.0, 8.0, -1.0]]],
                               [[[1.0, 2.0, 3.0]]], [[[-4.0, 5.0, 6.0]]]]> : tensor<5x1x1x3xf32>
      -> tensor<5x1x1x3xf32>

    // Scales have four limits, two numbers for all channels and five of the sum, whose activation is
    // in its bounds.
    // CHECK-DAG: %[[S:.*]] = effc.constant dense<[5, {{.*}}, -20, 127]> : tensor<11xi32>
    // CHECK: effc.kernel.conv_2d {{.*}}, %[[S]] plus %{{.*}} {dilations
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x2x5x3x!i>, tensor<5x1x1x3x!f>) -> tensor<1x2x5x5x!c>
    %z0 = effc.add %y, %a {activation = #effc.activation<relu>}
         : (tensor<1x2x5x5x!c>, tensor<1x2x5x5x!c>) -> tensor<1x2x5x5x!s>

    // The kernel is the right operand; both are unsigned.
    // CHECK: effc.kernel.conv_2d {{.*}} plus {{.*}}unsignedResult = true
    %uy = effc.conv_2d %u, %uw {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x2x5x3x!ui>, tensor<5x1x1x3x!uf>) -> tensor<1x2x5x5x!uc>
    %z1 = effc.add %ua, %uy : (tensor<1x2x5x5x!us>, tensor<1x2x5x5x!uc>) -> tensor<1x2x5x5x!us>

    // Of two convolutions the later one adds, and has padding and an activation of its own.
    // CHECK: %[[FIRST:.*]] = effc.kernel.conv_2d %{{[0-9]+}}, %{{[0-9]+}}, %{{[0-9]+}}, %{{[0-9]+}} {
    // CHECK: effc.kernel.conv_2d {{.*}} plus %[[FIRST]] {{.*}}signless = true
    %y2 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x2x5x3x!i>, tensor<5x1x1x3x!f>) -> tensor<1x2x5x5x!s>
    %y3 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>, activation = #effc.activation<relu>}
         : (tensor<1x2x5x3x!i>, tensor<5x1x1x3x!f>) -> tensor<1x2x5x5x!c>
    %z2 = effc.add %y3, %y2 : (tensor<1x2x5x5x!c>, tensor<1x2x5x5x!s>) -> tensor<1x2x5x5x!s>

    // CHECK: effc.kernel.conv_2d {{.*}} plus %arg5 {activation = #effc.activation<relu6>, {{.*}}sum_activation = #effc.activation<relu>
    %ry = effc.conv_2d %r, %rw {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>, activation = #effc.activation<relu6>}
         : (tensor<1x2x5x3xf32>, tensor<5x1x1x3xf32>) -> tensor<1x2x5x5xf32>
    %z3 = effc.add %ry, %ra {activation = #effc.activation<relu>}
         : (tensor<1x2x5x5xf32>, tensor<1x2x5x5xf32>) -> tensor<1x2x5x5xf32>

    // An operand that is moved after the convolution is waited for.
    // CHECK: %[[PAD:.*]] = effc.pad
    // CHECK: effc.kernel.conv_2d {{.*}} plus %[[PAD]] {
    %ry2 = effc.conv_2d %r, %rw {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x2x5x3xf32>, tensor<5x1x1x3xf32>) -> tensor<1x2x5x5xf32>
    %rp = effc.pad %r {low = array<i64: 0, 0, 0, 0>, high = array<i64: 0, 0, 0, 2>}
         : (tensor<1x2x5x3xf32>) -> tensor<1x2x5x5xf32>
    %z7 = effc.add %rp, %ry2 : (tensor<1x2x5x5xf32>, tensor<1x2x5x5xf32>) -> tensor<1x2x5x5xf32>

    // Left alone: a broadcast operand, an operand that comes later, a convolution with
    // another use.
    // CHECK-NOT: plus
    // CHECK-COUNT-4: effc.add
    %y4 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x2x5x3x!i>, tensor<5x1x1x3x!f>) -> tensor<1x2x5x5x!c>
    %z4 = effc.add %y4, %row : (tensor<1x2x5x5x!c>, tensor<1x1x1x5x!c>) -> tensor<1x2x5x5x!s>
    %y5 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x2x5x3x!i>, tensor<5x1x1x3x!f>) -> tensor<1x2x5x5x!c>
    %later = effc.add %a, %a : (tensor<1x2x5x5x!c>, tensor<1x2x5x5x!c>) -> tensor<1x2x5x5x!c>
    %z5 = effc.add %y5, %later : (tensor<1x2x5x5x!c>, tensor<1x2x5x5x!c>) -> tensor<1x2x5x5x!s>
    %y6 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x2x5x3x!i>, tensor<5x1x1x3x!f>) -> tensor<1x2x5x5x!c>
    %z6 = effc.add %y6, %a : (tensor<1x2x5x5x!c>, tensor<1x2x5x5x!c>) -> tensor<1x2x5x5x!s>
    return %z0, %z1, %z2, %z3, %z4, %y6, %z5, %z6, %z7
      : tensor<1x2x5x5x!s>, tensor<1x2x5x5x!us>, tensor<1x2x5x5x!s>, tensor<1x2x5x5xf32>,
        tensor<1x2x5x5x!s>, tensor<1x2x5x5x!c>, tensor<1x2x5x5x!s>, tensor<1x2x5x5x!s>,
        tensor<1x2x5x5xf32>
  }
}
