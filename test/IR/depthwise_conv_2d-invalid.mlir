// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x8x8x4xf32>, %b: tensor<1x3x3x8xf32>) -> tensor<1x8x8x8xf32> {
  // expected-error @+1 {{found stride -1, expected a positive number}}
  %y = effc.depthwise_conv_2d %a, %b
      {strides = array<i64: 1, -1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<1x3x3x8xf32>) -> tensor<1x8x8x8xf32>
  return %y : tensor<1x8x8x8xf32>
}

// -----

// C2
func.func @c2_1(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x8xf32>) -> tensor<1x8x8x8xf32> {
  // expected-error @+1 {{expected 1 and a multiple of the channels at the ends}}
  %y = effc.depthwise_conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x8xf32>) -> tensor<1x8x8x8xf32>
  return %y : tensor<1x8x8x8xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<1x8x8x4xf32>, %b: tensor<1x3x3x6xf32>) -> tensor<1x8x8x6xf32> {
  // expected-error @+1 {{expected 1 and a multiple of the channels at the ends}}
  %y = effc.depthwise_conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<1x3x3x6xf32>) -> tensor<1x8x8x6xf32>
  return %y : tensor<1x8x8x6xf32>
}

// -----

// C3
func.func @c3_3(%a: tensor<1x8x8x4xf32>, %b: tensor<1x3x3x8xf32>) -> tensor<1x8x8x4xf32> {
  // expected-error @+1 {{found result of shape 1x8x8x4, expected 1x8x8x8}}
  %y = effc.depthwise_conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<1x3x3x8xf32>) -> tensor<1x8x8x4xf32>
  return %y : tensor<1x8x8x4xf32>
}

// -----

// C4
func.func @c4_4(%a: tensor<1x8x8x4xf32>, %b: tensor<1x3x3x8xf32>, %c: tensor<4xf32>)
      -> tensor<1x8x8x8xf32> {
  // expected-error @+1 {{found bias of shape 4, expected 8}}
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

// -----

// C1
func.func @c1_dilated(%a: tensor<1x4x4x1xf32>,
      %b: tensor<1x3x1x1xf32>)
      -> tensor<1x4x4x1xf32> {
  // expected-error @+1 {{found a dilated filter of 2147483649 pixels, expected less than 2^31}}
  %y = effc.depthwise_conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1073741824, 1>,
      padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x4x4x1xf32>,
      tensor<1x3x1x1xf32>)
      -> tensor<1x4x4x1xf32>
  return %y : tensor<1x4x4x1xf32>
}

// -----

// C1
func.func @c1_padded(%a: tensor<1x4x4x1xf32>,
      %b: tensor<1x3x1x1xf32>)
      -> tensor<1x4x4x1xf32> {
  // expected-error @+1 {{found a padded input of 2147483651 pixels, expected less than 2^31}}
  %y = effc.depthwise_conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 2147483647, 0, 0, 0>}
      : (tensor<1x4x4x1xf32>,
      tensor<1x3x1x1xf32>)
      -> tensor<1x4x4x1xf32>
  return %y : tensor<1x4x4x1xf32>
}

// -----

// C5
func.func @c5_zero_points(%a: tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>,
      %b: tensor<1x1x1x2x!quant.uniform<i8:f32:3, {0.5, 0.5:1}>>)
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
  // expected-error @+1 {{found int8 filter with a zero point that is not 0}}
  %y = effc.depthwise_conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>,
      tensor<1x1x1x2x!quant.uniform<i8:f32:3, {0.5, 0.5:1}>>)
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
}

// -----

// C6
func.func @c6_bound(%a: tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>,
      %b: tensor<1x1x1x1x!quant.uniform<i8:f32, 0.5>>)
      -> tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0e-10>> {
  // expected-error @+1 {{where 6.00 is no 32-bit integer}}
  %y = effc.depthwise_conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, activation = #effc.activation<relu6>}
      : (tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>,
      tensor<1x1x1x1x!quant.uniform<i8:f32, 0.5>>)
      -> tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0e-10>>
  return %y : tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0e-10>>
}

// -----

// C6
func.func @c6_factor(%a: tensor<1x2x2x1x!quant.uniform<i8:f32, 32768.0>>,
      %b: tensor<1x1x1x1x!quant.uniform<i8:f32, 32768.0>>)
      -> tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0>> {
  // expected-error @+1 {{found scales that rescale by 1.073742e+09, expected less than 2^30}}
  %y = effc.depthwise_conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x1x!quant.uniform<i8:f32, 32768.0>>,
      tensor<1x1x1x1x!quant.uniform<i8:f32, 32768.0>>)
      -> tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0>>
  return %y : tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0>>
}

// -----

// C6
func.func @c6_wide(%a: tensor<1x2x2x1x!quant.uniform<i16:f32, 128.0>>,
      %b: tensor<1x1x1x1x!quant.uniform<i8:f32, 128.0>>)
      -> tensor<1x2x2x1x!quant.uniform<i16:f32, 1.0>> {
  // expected-error @+1 {{found scales that rescale by 1.638400e+04, expected less than 2^14}}
  %y = effc.depthwise_conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x1x!quant.uniform<i16:f32, 128.0>>,
      tensor<1x1x1x1x!quant.uniform<i8:f32, 128.0>>)
      -> tensor<1x2x2x1x!quant.uniform<i16:f32, 1.0>>
  return %y : tensor<1x2x2x1x!quant.uniform<i16:f32, 1.0>>
}
