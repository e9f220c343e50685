// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --canonicalize --cse --split-input-file | FileCheck %s

// A filter that is no constant: dot products along channels, four output channels at a time.
// CHECK-LABEL: func.func private @kernel_conv_2d
// CHECK: scf.for {{.*}} -> (vector<8xi32>, vector<8xi32>, vector<8xi32>, vector<8xi32>)
// CHECK: arith.muli %{{.*}} : vector<8xi32>
// CHECK: vector.extract_strided_slice
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5:3>>, %w: tensor<4x3x3x16x!quant.uniform<i8:f32, 0.25>>)
      -> tensor<1x6x6x4x!quant.uniform<i8:f32, 8.0>> {
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
        : (tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5:3>>, tensor<4x3x3x16x!quant.uniform<i8:f32, 0.25>>)
        -> tensor<1x6x6x4x!quant.uniform<i8:f32, 8.0>>
    return %y : tensor<1x6x6x4x!quant.uniform<i8:f32, 8.0>>
  }
}

// -----

// 16-bit inputs without a bias are summed in 64 bits.
// CHECK-LABEL: func.func private @kernel_fully_connected
// CHECK: arith.extsi %{{.*}} : vector<4xi32> to vector<4xi64>
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x16x!quant.uniform<i16:f32, 0.5>>, %w: tensor<4x16x!quant.uniform<i8:f32, 0.25>>)
      -> tensor<1x4x!quant.uniform<i16:f32, 8.0>> {
    %y = effc.fully_connected %x, %w
        : (tensor<1x16x!quant.uniform<i16:f32, 0.5>>, tensor<4x16x!quant.uniform<i8:f32, 0.25>>)
        -> tensor<1x4x!quant.uniform<i16:f32, 8.0>>
    return %y : tensor<1x4x!quant.uniform<i16:f32, 8.0>>
  }
}

// -----

// Each output pixel collects the taps of its phase.
// CHECK-LABEL: func.func private @kernel_transpose_conv_2d
// CHECK: %[[PHASE:.*]] = arith.remui
// CHECK: arith.divui
// CHECK: scf.for
// CHECK: arith.mulf %{{.*}} : vector<8xf32>
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x4x4x8xf32>, %w: tensor<4x3x3x8xf32>) -> tensor<1x8x8x4xf32> {
    %y = effc.transpose_conv_2d %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
        : (tensor<1x4x4x8xf32>, tensor<4x3x3x8xf32>) -> tensor<1x8x8x4xf32>
    return %y : tensor<1x8x8x4xf32>
  }
}

// -----

// CHECK-LABEL: func.func private @kernel_depthwise_conv_2d
// CHECK: scf.for {{.*}} -> (vector<8xf32>)
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x4x4x8xf32>, %w: tensor<1x3x3x8xf32>) -> tensor<1x4x4x8xf32> {
    %y = effc.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
        : (tensor<1x4x4x8xf32>, tensor<1x3x3x8xf32>) -> tensor<1x4x4x8xf32>
    return %y : tensor<1x4x4x8xf32>
  }
}
