// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>) -> tensor<1x17x17x2xf32> {
  // expected-error @+1 {{found stride 0, expected a positive number}}
  %y = effc.transpose_conv_2d %a, %b {strides = array<i64: 0, 1>, padding = array<i64: 0, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>) -> tensor<1x17x17x2xf32>
  return %y : tensor<1x17x17x2xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>) -> tensor<1x17x17x2xf32> {
  // expected-error @+1 {{found 3 numbers in paddings, expected 2}}
  %y = effc.transpose_conv_2d %a, %b
      {strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>) -> tensor<1x17x17x2xf32>
  return %y : tensor<1x17x17x2xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x5xf32>) -> tensor<1x17x17x2xf32> {
  // expected-error @+1 {{found filter of shape 2x3x3x5 for 4 input channels}}
  %y = effc.transpose_conv_2d %a, %b {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x5xf32>) -> tensor<1x17x17x2xf32>
  return %y : tensor<1x17x17x2xf32>
}

// -----

// C2
func.func @c2_3(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>) -> tensor<2x17x17x2xf32> {
  // expected-error @+1 {{found result of shape 2x17x17x2, expected batch 1 and 2 channels}}
  %y = effc.transpose_conv_2d %a, %b {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>) -> tensor<2x17x17x2xf32>
  return %y : tensor<2x17x17x2xf32>
}

// -----

// C3
func.func @c3_4(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<4xf32>)
      -> tensor<1x17x17x2xf32> {
  // expected-error @+1 {{found bias of shape 4, expected 2}}
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

// -----

// C1
func.func @c1_extent(%a: tensor<1x3x3x1xf32>,
      %b: tensor<1x1x1x1xf32>)
      -> tensor<1x4x4x1xf32> {
  // expected-error @+1 {{found an uncut result of 2147483649 pixels, expected less than 2^31}}
  %y = effc.transpose_conv_2d %a, %b {strides = array<i64: 1073741824, 1>, padding = array<i64: 0, 0>}
      : (tensor<1x3x3x1xf32>,
      tensor<1x1x1x1xf32>)
      -> tensor<1x4x4x1xf32>
  return %y : tensor<1x4x4x1xf32>
}

// -----

// C5
func.func @c5_wide(%a: tensor<1x2x2x1x!quant.uniform<i16:f32, 128.0>>,
      %b: tensor<1x1x1x1x!quant.uniform<i8:f32, 128.0>>)
      -> tensor<1x2x2x1x!quant.uniform<i16:f32, 1.0>> {
  // expected-error @+1 {{found scales that rescale by 1.638400e+04, expected less than 2^14}}
  %y = effc.transpose_conv_2d %a, %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0>}
      : (tensor<1x2x2x1x!quant.uniform<i16:f32, 128.0>>,
      tensor<1x1x1x1x!quant.uniform<i8:f32, 128.0>>)
      -> tensor<1x2x2x1x!quant.uniform<i16:f32, 1.0>>
  return %y : tensor<1x2x2x1x!quant.uniform<i16:f32, 1.0>>
}
