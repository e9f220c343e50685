// RUN: effc-opt %s --effc-select-kernels --effc-outline-kernels --effc-bufferize --effc-check-loops | FileCheck %s

// A result of another shape and as many bytes: the convolution copies the rows that it reads before it writes one.
// CHECK: func.func @main(
// CHECK: call @kernel_compact_conv_2d(%{{.*}}, %{{.*}}, %{{.*}}) : (memref<256xi8>, memref<32xi32>, memref<1x2x2x16xi8>) -> ()
// CHECK: func.func private @kernel_compact_conv_2d(
// CHECK-SAME: %[[BOTH:[a-z0-9]*]]: memref<1x2x2x16xi8>
// CHECK: memref.reinterpret_cast %[[BOTH]] to offset: [0], sizes: [1, 4, 4, 4], strides: [64, 16, 4, 1] : memref<1x2x2x16xi8> to memref<1x4x4x4xi8>
!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.0625>
#m4 = #effc.target<name = "cortex-m4", triple = "thumbv7em-none-eabihf", dot = dual_i16, vectorRegisters = 13, indexBits = 32>
module attributes {effc.target = #m4} {
  func.func @main(%x: tensor<1x4x4x4x!q>) -> tensor<1x2x2x16x!q> {
    %r = effc.relu %x : (tensor<1x4x4x4x!q>) -> tensor<1x4x4x4x!q>
    %w = effc.constant dense<1> : tensor<16x2x2x4xi8> -> tensor<16x2x2x4x!w>
    %y = effc.conv_2d %r, %w {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x4x!q>, tensor<16x2x2x4x!w>) -> tensor<1x2x2x16x!q>
    return %y : tensor<1x2x2x16x!q>
  }
}
