// RUN: effc-opt %s --effc-select-kernels -split-input-file | FileCheck %s

!in = !quant.uniform<i8:f32, 0.5:-3>
!filter = !quant.uniform<i8:f32:0, {0.25, 0.5}>
!out = !quant.uniform<i8:f32, 2.0:-128>

#avx2 = #effc.target<name = "x86-64-v3", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                     vectorRegisters = 16, dot = pair_i16, hasFma = true>

module attributes {effc.target = #avx2} {
  // The bias takes the input's zero point: 10 + 3 * (1 + 2 + 3) = 28, -10 + 3 * -6 = -28. The scales
  // 0.5 * 0.25 / 2 = 2^-4 and 2^-3 have f32 forms around the results' middle, 128: the biases
  // lose 128 * 16 and 128 * 8, the zero point gains 128. Weights stand in pairs, padded to one
  // vector of 8 channels.
  // CHECK-LABEL: func @int8
  // CHECK-DAG: %[[W:.*]] = effc.constant dense<[1, 2, -1, -2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, -3, 0, 0, {{.*}}]> : tensor<32xi8>
  // CHECK-DAG: %[[B:.*]] = effc.constant dense<[-2020, -1052, 0, 0, 0, 0, 0, 0]> : tensor<8xi32>
  // CHECK-DAG: %[[S:.*]] = effc.constant dense_resource<{{.*}}> : tensor<20xi32>
  // CHECK: %[[X:.*]] = quant.scast %arg0
  // CHECK: effc.kernel.conv_2d %[[X]], %[[W]], %[[B]], %[[S]]
  // CHECK-SAME: scaling = #effc.scaling<rescale = float, signless = true>
  // CHECK-SAME: tile = #effc.tile<pixels = 4, channels = 8, depth = 2, dot = pair_i16>
  func.func @int8(%x: tensor<1x2x2x3x!in>) -> tensor<1x2x2x2x!out> {
    %w = effc.constant dense<[[[[1, 2, 3]]], [[[-1, -2, -3]]]]> : tensor<2x1x1x3xi8>
      -> tensor<2x1x1x3x!filter>
    %b = effc.constant dense<[10, -10]> : tensor<2xi32> -> tensor<2xi32>
    %y = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>, activation = #effc.activation<relu>}
         : (tensor<1x2x2x3x!in>, tensor<2x1x1x3x!filter>, tensor<2xi32>) -> tensor<1x2x2x2x!out>
    return %y : tensor<1x2x2x2x!out>
  }

  // CHECK-LABEL: func @filter_is_not_constant
  // CHECK: effc.conv_2d
  func.func @filter_is_not_constant(%x: tensor<1x2x2x3xf32>, %w: tensor<2x1x1x3xf32>)
      -> tensor<1x2x2x2xf32> {
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x2x2x3xf32>, tensor<2x1x1x3xf32>) -> tensor<1x2x2x2xf32>
    return %y : tensor<1x2x2x2xf32>
  }

  // CHECK-LABEL: func @groups
  // CHECK: effc.conv_2d
  func.func @groups(%x: tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> {
    %w = effc.constant dense<1.0> : tensor<2x1x1x1xf32> -> tensor<2x1x1x1xf32>
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x2x2x2xf32>, tensor<2x1x1x1xf32>) -> tensor<1x2x2x2xf32>
    return %y : tensor<1x2x2x2xf32>
  }

  // CHECK-LABEL: func @single_input_channel
  // CHECK: effc.constant dense<[1.000000e+00, 3.000000e+00, 0.000000e+00,
  // CHECK-NOT: effc.kernel.depthwise
  // CHECK: effc.kernel.conv_2d
  func.func @single_input_channel(%x: tensor<1x1x4x1xf32>) -> tensor<1x1x3x2xf32> {
    %w = effc.constant dense<[[[[1.0, 3.0], [2.0, 4.0]]]]> : tensor<1x1x2x2xf32>
      -> tensor<1x1x2x2xf32>
    %y = effc.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x1x4x1xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x3x2xf32>
    return %y : tensor<1x1x3x2xf32>
  }

  // CHECK-LABEL: func @depthwise
  // CHECK: effc.constant dense_resource<effc_constant_1> : tensor<96xi8>
  // CHECK: effc.kernel.depthwise_conv_2d
  // CHECK-SAME: window = array<i64: 1, 3>
  func.func @depthwise(%x: tensor<1x1x4x2x!in>) -> tensor<1x1x2x2x!out> {
    %w = effc.constant dense<[[[[1, 2], [3, 4], [5, 6]]]]> : tensor<1x1x3x2xi8>
      -> tensor<1x1x3x2x!quant.uniform<i8:f32:3, {0.25, 0.5}>>
    %y = effc.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x1x4x2x!in>, tensor<1x1x3x2x!quant.uniform<i8:f32:3, {0.25, 0.5}>>)
         -> tensor<1x1x2x2x!out>
    return %y : tensor<1x1x2x2x!out>
  }
}

// Zero point 0, bounds -128 and 127, pad value -3, then 2^-4 and 2^-3 as f32.
// CHECK: effc_constant: "0x{{........}}0000000080FFFFFF7F000000FDFFFFFF0000803D0000003E00000000
// Two output rows share pairs of input rows: the first has the window's row above, the second has
// it below. Channels are filled up to a vector of 8.
// CHECK: effc_constant_1: "0x{{........}}0100020000000000000000000000000003000400000000000000000000000000
// CHECK-SAME: {{^}}0500060000000000000000000000000000010002000000000000000000000000000300040000

// -----

!in = !quant.uniform<i8:f32, 0.5:-3>
!filter = !quant.uniform<i8:f32:0, {0.25, 0.5}>
!out = !quant.uniform<i8:f32, 2.0:-128>

module attributes {effc.target = #effc.target<name = "aarch64", triple = "aarch64-none-elf",
    vectorBits = 128, vectorRegisters = 32, dot = widen, hasFma = true, indexBits = 64>} {
  // No f32 forms: the multipliers are 2^30, with shifts 2 and 1.
  // CHECK-LABEL: func @integer_scales
  // CHECK-DAG: effc.constant dense<[28, -28, 0, 0]> : tensor<4xi32>
  // CHECK-DAG: effc.constant dense<[-128, -128, 127, -3, 1073741824, 1073741824, 0, 0, 2, 1, 0, 0]> : tensor<12xi32>
  // CHECK: scaling = #effc.scaling<rescale = double_rounding, signless = true>
  func.func @integer_scales(%x: tensor<1x2x2x3x!in>) -> tensor<1x2x2x2x!out> {
    %w = effc.constant dense<[[[[1, 2, 3]]], [[[-1, -2, -3]]]]> : tensor<2x1x1x3xi8>
      -> tensor<2x1x1x3x!filter>
    %b = effc.constant dense<[10, -10]> : tensor<2xi32> -> tensor<2xi32>
    %y = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>, activation = #effc.activation<relu>}
         : (tensor<1x2x2x3x!in>, tensor<2x1x1x3x!filter>, tensor<2xi32>) -> tensor<1x2x2x2x!out>
    return %y : tensor<1x2x2x2x!out>
  }
}
