// Kernels of Helium: sums in general registers, nothing is widened, pointwise input is read in place.
// RUN: effc-opt %s --effc-select-kernels | FileCheck %s
// RUN: effc-opt %s --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   --effc-check-loops | FileCheck %s --check-prefix=LOOPS

!q = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 0.0625>
#m55 = #effc.target<name = "cortex-m55", triple = "thumbv8.1m.main-none-eabihf", vectorBits = 128,
                    vectorRegisters = 8, dot = widen, indexBits = 32>

module attributes {effc.target = #m55} {
  // The shift right by 3 is -3 in the low byte: 253.
  // CHECK-DAG: effc.constant dense<[253, 253, 253, 253, 1073741824, 1073741824, 1073741824, 1073741824]> : tensor<8xi32>
  // CHECK: effc.kernel.compact_conv_2d
  // CHECK-SAME: tile = #effc.tile<pixels = 1, channels = 4, depth = 16, dot = widen>
  // CHECK: effc.kernel.compact_depthwise_conv_2d

  // LOOPS-LABEL: func.func private @kernel_compact_conv_2d(
  // LOOPS-NOT: memref<{{.*}}xi32>)
  // LOOPS: call @routine_vector_dot(
  // LOOPS: func.func private @routine_vector_dot(
  // LOOPS: vmladava.s8
  // LOOPS-LABEL: func.func private @kernel_compact_depthwise_conv_2d(
  // LOOPS: call @routine_vector_depthwise(
  func.func @main(%x: tensor<1x4x4x8x!q>) -> tensor<1x2x2x4x!q> {
    %w = effc.constant dense<3> : tensor<4x1x1x8xi8> -> tensor<4x1x1x8x!w>
    %0 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x8x!q>, tensor<4x1x1x8x!w>) -> tensor<1x4x4x4x!q>
    %u = effc.constant dense<3> : tensor<1x3x3x4xi8> -> tensor<1x3x3x4x!w>
    %1 = effc.depthwise_conv_2d %0, %u {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x4x!q>, tensor<1x3x3x4x!w>) -> tensor<1x2x2x4x!q>
    return %1 : tensor<1x2x2x4x!q>
  }
}
