// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x8x8x4xf32>, %b: tensor<1x3x3x8xf32>) -> tensor<1x8x8x8xf32> {
  // expected-error @+1 {{found -1 among strides}}
  %y = effc.depthwise_conv_2d %a, %b
      {strides = array<i64: 1, -1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<1x3x3x8xf32>) -> tensor<1x8x8x8xf32>
  return %y : tensor<1x8x8x8xf32>
}

// -----

// C2
func.func @c2_1(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x8xf32>) -> tensor<1x8x8x8xf32> {
  // expected-error @+1 {{found 2 as the filter's first dimension, expected 1}}
  %y = effc.depthwise_conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x8xf32>) -> tensor<1x8x8x8xf32>
  return %y : tensor<1x8x8x8xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<1x8x8x4xf32>, %b: tensor<1x3x3x6xf32>) -> tensor<1x8x8x6xf32> {
  // expected-error @+1 {{found 6 filter channels, expected a multiple of the input's 4}}
  %y = effc.depthwise_conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<1x3x3x6xf32>) -> tensor<1x8x8x6xf32>
  return %y : tensor<1x8x8x6xf32>
}

// -----

// C3
func.func @c3_3(%a: tensor<1x8x8x4xf32>, %b: tensor<1x3x3x8xf32>) -> tensor<1x8x8x4xf32> {
  // expected-error @+1 {{found result of shape [1, 8, 8, 4], expected [1, 8, 8, 8]}}
  %y = effc.depthwise_conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<1x3x3x8xf32>) -> tensor<1x8x8x4xf32>
  return %y : tensor<1x8x8x4xf32>
}

// -----

// C4
func.func @c4_4(%a: tensor<1x8x8x4xf32>, %b: tensor<1x3x3x8xf32>, %c: tensor<4xf32>)
      -> tensor<1x8x8x8xf32> {
  // expected-error @+1 {{found bias of shape [4], expected [8]}}
  %y = effc.depthwise_conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<1x3x3x8xf32>, tensor<4xf32>) -> tensor<1x8x8x8xf32>
  return %y : tensor<1x8x8x8xf32>
}

// -----

// C5
func.func @c5_5(%a: tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>, %b: tensor<1x3x3x8xf32>)
      -> tensor<1x8x8x8x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected f32 throughout}}
  %y = effc.depthwise_conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>, tensor<1x3x3x8xf32>)
      -> tensor<1x8x8x8x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<1x8x8x8x!quant.uniform<i8:f32, 0.5:-3>>
}
