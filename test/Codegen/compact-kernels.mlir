// Kernels of cores with dual multiply-accumulates: packed operands, shared routines.
// RUN: effc-opt %s --effc-select-kernels | FileCheck %s
// RUN: effc-opt %s --effc-select-kernels --effc-outline-kernels | FileCheck %s --check-prefix=OVERLAP
// RUN: effc-opt %s --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   --effc-check-loops | FileCheck %s --check-prefix=LOOPS

!q = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 0.0625>
#m4 = #effc.target<name = "cortex-m4", triple = "thumbv7em-none-eabihf", dot = dual_i16,
                   vectorRegisters = 13, indexBits = 32>

module attributes {effc.target = #m4} {
  // Weights 1 and -1 of two channels are -1 below 1 - 1. A bias of 10, in the upper bytes, and the
  // shift 2 - 1 make 2561.
  // CHECK-DAG: effc.constant dense<[-1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0]> : tensor<16xi8>
  // CHECK-DAG: effc.constant dense<[2561, -2559, 1073741824, 1073741824]> : tensor<4xi32>
  // CHECK: effc.kernel.compact_conv_2d
  // CHECK-SAME: tile = #effc.tile<pixels = 2, channels = 2, depth = 8, dot = dual_i16>
  // CHECK: effc.kernel.compact_conv_2d
  // CHECK: effc.kernel.compact_depthwise_conv_2d

  // How far behind its input's start a result may begin: pixels of 8 channels become pixels of 2;
  // 16 pixels of 2 become 4; channels stay where they are.
  // OVERLAP: @kernel_compact_conv_2d({{.*}}effc.overlap = array<i64: 6, 1>
  // OVERLAP: @kernel_compact_conv_2d_0({{.*}}effc.overlap = array<i64: -32, 1>
  // OVERLAP: @kernel_compact_depthwise_conv_2d({{.*}}effc.overlap = array<i64: {{[0-9]+}}, 4>

  // Two convolutions of different sizes call one routine; their panels are on the stack.
  // LOOPS-LABEL: func.func private @kernel_compact_conv_2d(
  // LOOPS-NOT: memref<{{.*}}xi32>)
  // LOOPS: llvm.alloca
  // LOOPS: call @routine_widen_swapped_i8
  // LOOPS: call @routine_dot_i8(
  // LOOPS: func.func private @routine_dot_i8(
  // LOOPS-SAME: attributes {effc.routine, passthrough = ["optsize"]}
  // LOOPS: smlad
  // LOOPS-LABEL: func.func private @kernel_compact_conv_2d_0(
  // LOOPS: call @routine_dot_i8(
  // LOOPS-LABEL: func.func private @kernel_compact_depthwise_conv_2d(
  // LOOPS: call @routine_depthwise_3x3_stride_1_i8(
  func.func @main(%x: tensor<1x4x4x8x!q>) -> tensor<1x2x2x2x!q> {
    %w = effc.constant dense<[[[[1, 1, 1, 1, 1, 1, 1, 1]]], [[[-1, -1, -1, -1, -1, -1, -1, -1]]]]>
      : tensor<2x1x1x8xi8> -> tensor<2x1x1x8x!w>
    %b = effc.constant dense<[10, -10]> : tensor<2xi32> -> tensor<2xi32>
    %0 = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x8x!q>, tensor<2x1x1x8x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!q>
    %v = effc.constant dense<2> : tensor<4x1x1x2xi8> -> tensor<4x1x1x2x!w>
    %1 = effc.conv_2d %0, %v {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x2x!q>, tensor<4x1x1x2x!w>) -> tensor<1x4x4x4x!q>
    %u = effc.constant dense<3> : tensor<1x3x3x4xi8> -> tensor<1x3x3x4x!w>
    %2 = effc.depthwise_conv_2d %1, %u {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x4x!q>, tensor<1x3x3x4x!w>) -> tensor<1x2x2x4x!q>
    %t = effc.constant dense<3> : tensor<2x1x1x4xi8> -> tensor<2x1x1x4x!w>
    %3 = effc.conv_2d %2, %t {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x2x2x4x!q>, tensor<2x1x1x4x!w>) -> tensor<1x2x2x2x!q>
    return %3 : tensor<1x2x2x2x!q>
  }
}
