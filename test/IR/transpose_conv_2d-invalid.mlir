// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>) -> tensor<1x17x17x2xf32> {
  // expected-error @+1 {{found 0 among strides}}
  %y = effc.transpose_conv_2d %a, %b {strides = array<i64: 0, 1>, padding = array<i64: 0, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>) -> tensor<1x17x17x2xf32>
  return %y : tensor<1x17x17x2xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>) -> tensor<1x17x17x2xf32> {
  // expected-error @+1 {{found 3 paddings, expected 2}}
  %y = effc.transpose_conv_2d %a, %b
      {strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>) -> tensor<1x17x17x2xf32>
  return %y : tensor<1x17x17x2xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x5xf32>) -> tensor<1x17x17x2xf32> {
  // expected-error @+1 {{found 5 filter channels, expected the input's 4}}
  %y = effc.transpose_conv_2d %a, %b {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x5xf32>) -> tensor<1x17x17x2xf32>
  return %y : tensor<1x17x17x2xf32>
}

// -----

// C2
func.func @c2_3(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>) -> tensor<2x17x17x2xf32> {
  // expected-error @+1 {{found result of shape [2, 17, 17, 2], expected [1, 17, 17, 2]}}
  %y = effc.transpose_conv_2d %a, %b {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>) -> tensor<2x17x17x2xf32>
  return %y : tensor<2x17x17x2xf32>
}

// -----

// C3
func.func @c3_4(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<4xf32>)
      -> tensor<1x17x17x2xf32> {
  // expected-error @+1 {{found bias of shape [4], expected [2]}}
  %y = effc.transpose_conv_2d %a, %b, %c
      {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<4xf32>) -> tensor<1x17x17x2xf32>
  return %y : tensor<1x17x17x2xf32>
}

// -----

// C4
func.func @c4_5(%a: tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>, %b: tensor<2x3x3x4xf32>)
      -> tensor<1x17x17x2x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected f32 throughout}}
  %y = effc.transpose_conv_2d %a, %b {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
      : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>, tensor<2x3x3x4xf32>)
      -> tensor<1x17x17x2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<1x17x17x2x!quant.uniform<i8:f32, 0.5:-3>>
}
