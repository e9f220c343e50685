// What `quad_u8i8`, `quad_i8` and `matrix_i8` kernels compute, by the evaluator: input signs, pad value, bias and
// packed weights together give the convolution's results.
// RUN: sed s/DOT/quad_u8i8/ %s | effc-opt --effc-select-kernels -o %t.u8i8.mlir
// RUN: FileCheck %s --check-prefix=QUAD < %t.u8i8.mlir
// RUN: sed s/DOT/quad_i8/ %s | effc-opt --effc-select-kernels -o %t.i8.mlir
// RUN: FileCheck %s --check-prefix=QUAD < %t.i8.mlir
// RUN: sed s/DOT/matrix_i8/ %s | effc-opt --effc-select-kernels -o %t.matrix.mlir
// RUN: FileCheck %s --check-prefix=MATRIX < %t.matrix.mlir
// RUN: sed s/DOT/widen/ %s > %t.mlir
// RUN: effc run --input-format=mlir --reference --random-inputs=5 %t.mlir --out %t.expected
// RUN: effc run --input-format=mlir --reference --random-inputs=5 %t.u8i8.mlir --out %t.u8i8
// RUN: effc run --input-format=mlir --reference --random-inputs=5 %t.i8.mlir --out %t.i8
// RUN: effc run --input-format=mlir --reference --random-inputs=5 %t.matrix.mlir --out %t.matrix
// RUN: cmp %t.expected.0.bin %t.u8i8.0.bin && cmp %t.expected.1.bin %t.u8i8.1.bin
// RUN: cmp %t.expected.0.bin %t.i8.0.bin && cmp %t.expected.1.bin %t.i8.1.bin
// RUN: cmp %t.expected.0.bin %t.matrix.0.bin && cmp %t.expected.1.bin %t.matrix.1.bin

// MATRIX-COUNT-2: effc.kernel.conv_2d {{.*}}depth = 8, dot = matrix_i8
// QUAD-COUNT-2: effc.kernel.conv_2d {{.*}}depth = 4, dot = quad
!i = !quant.uniform<i8:f32, 0.5:-7>
!u = !quant.uniform<u8:f32, 0.5:113>
!f = !quant.uniform<i8:f32, 0.25>
!uf = !quant.uniform<u8:f32, 0.25:100>
!io = !quant.uniform<i8:f32, 24.0:3>
!uo = !quant.uniform<u8:f32, 24.0:90>
#target = #effc.target<name = "t", triple = "x86_64-unknown-linux-gnu", vectorBits = 128,
                       vectorRegisters = 16, dot = DOT, hasFma = true>
module attributes {effc.target = #target} {
  func.func @main(%x: tensor<1x5x5x3x!i>, %v: tensor<1x5x5x3x!u>)
      -> (tensor<1x5x5x2x!io>, tensor<1x5x5x2x!uo>) {
    %w = effc.constant dense<[[[[1, -2, 3], [4, 5, -6], [7, 8, -128]], [[1, 2, 3], [-4, 5, 6], [0, 1, 9]],
                               [[1, 2, 3], [4, -5, 6], [7, 0, 9]]],
                              [[[3, -2, 3], [4, 5, -6], [7, 8, 127]], [[1, 2, 3], [-4, 5, 6], [0, 1, 9]],
                               [[1, 4, 3], [4, -9, 6], [7, 0, 9]]]]> : tensor<2x3x3x3xi8>
      -> tensor<2x3x3x3x!f>
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 1, 1, 1, 1>}
         : (tensor<1x5x5x3x!i>, tensor<2x3x3x3x!f>) -> tensor<1x5x5x2x!io>
    %t = effc.constant dense<[[[[101, 98, 3], [4, 225, 6], [7, 8, 128]], [[1, 2, 3], [94, 5, 6], [0, 1, 9]],
                               [[1, 2, 3], [4, 205, 6], [227, 0, 9]]],
                              [[[3, 102, 3], [4, 5, 206], [7, 8, 127]], [[101, 2, 3], [104, 5, 6], [0, 1, 9]],
                               [[1, 204, 3], [4, 199, 6], [7, 0, 209]]]]> : tensor<2x3x3x3xi8>
      -> tensor<2x3x3x3x!uf>
    %z = effc.conv_2d %v, %t {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 1, 1, 1, 1>}
         : (tensor<1x5x5x3x!u>, tensor<2x3x3x3x!uf>) -> tensor<1x5x5x2x!uo>
    return %y, %z : tensor<1x5x5x2x!io>, tensor<1x5x5x2x!uo>
  }
}
