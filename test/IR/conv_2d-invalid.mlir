// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<2xf32>)
      -> tensor<1x8x8x2xf32> {
  // expected-error @+1 {{found stride 0, expected a positive number}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 0, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<2xf32>) -> tensor<1x8x8x2xf32>
  return %y : tensor<1x8x8x2xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<2xf32>)
      -> tensor<1x8x8x2xf32> {
  // expected-error @+1 {{found 1 dilations, expected 2}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<2xf32>) -> tensor<1x8x8x2xf32>
  return %y : tensor<1x8x8x2xf32>
}

// -----

// C1
func.func @c1_2(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<2xf32>)
      -> tensor<1x8x8x2xf32> {
  // expected-error @+1 {{found -1 among paddings, expected 0 to 2147483647}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, -1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<2xf32>) -> tensor<1x8x8x2xf32>
  return %y : tensor<1x8x8x2xf32>
}

// -----

// C2
func.func @c2_3(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x3xf32>, %c: tensor<2xf32>)
      -> tensor<1x8x8x2xf32> {
  // expected-error @+1 {{found 4 input channels}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x3xf32>, tensor<2xf32>) -> tensor<1x8x8x2xf32>
  return %y : tensor<1x8x8x2xf32>
}

// -----

// C2
func.func @c2_4(%a: tensor<1x8x8x4xf32>, %b: tensor<3x3x3x2xf32>, %c: tensor<3xf32>)
      -> tensor<1x8x8x3xf32> {
  // expected-error @+1 {{as many equal groups of filters}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<3x3x3x2xf32>, tensor<3xf32>) -> tensor<1x8x8x3xf32>
  return %y : tensor<1x8x8x3xf32>
}

// -----

// C3
func.func @c3_5(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<2xf32>)
      -> tensor<1x8x7x2xf32> {
  // expected-error @+1 {{found result of shape 1x8x7x2, expected 1x8x8x2}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<2xf32>) -> tensor<1x8x7x2xf32>
  return %y : tensor<1x8x7x2xf32>
}

// -----

// C3: the window does not fit
func.func @c3__the_window_does_not_fit_6(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>,
      %c: tensor<2xf32>) -> tensor<1x1x6x2xf32> {
  // expected-error @+1 {{that does not fit into input 1x8x8x4}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 4, 1>, padding = array<i64: 0, 0, 0,
      0>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<2xf32>) -> tensor<1x1x6x2xf32>
  return %y : tensor<1x1x6x2xf32>
}

// -----

// C4
func.func @c4_7(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<3xf32>)
      -> tensor<1x8x8x2xf32> {
  // expected-error @+1 {{found bias of shape 3, expected 2}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<3xf32>) -> tensor<1x8x8x2xf32>
  return %y : tensor<1x8x8x2xf32>
}

// -----

// C5
func.func @c5_8(%a: tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<2x3x3x4x!quant.uniform<u8:f32, 0.5:100>>, %c: tensor<2xi32>)
      -> tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected f32 throughout}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>,
      tensor<2x3x3x4x!quant.uniform<u8:f32, 0.5:100>>, tensor<2xi32>)
      -> tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C5
func.func @c5_9(%a: tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<2x3x3x4x!quant.uniform<i8:f32, 0.5:-3>>, %c: tensor<2xi64>)
      -> tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected f32 throughout}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>,
      tensor<2x3x3x4x!quant.uniform<i8:f32, 0.5:-3>>, tensor<2xi64>)
      -> tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C5
func.func @c5_10(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<2xi32>)
      -> tensor<1x8x8x2xf32> {
  // expected-error @+1 {{expected f32 throughout}}
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<2xi32>) -> tensor<1x8x8x2xf32>
  return %y : tensor<1x8x8x2xf32>
}

// -----

// C5
func.func @c5_11(%a: tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<2x3x3x2x!quant.uniform<i8:f32:3, {0.5, 0.25}>>)
      -> tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{found filter quantized along dimension 3, expected 0}}
  %y = effc.conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>>,
      tensor<2x3x3x2x!quant.uniform<i8:f32:3, {0.5, 0.25}>>)
      -> tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// Quantization must fit the tensor
func.func @quantization_must_fit_the_tensor_12(%a: tensor<1x8x8x4x!quant.uniform<i8:f32,
      0.5:-3>>, %b: tensor<4x3x3x4x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected quantization in f32, with zero points in the storage range}}
  %y = effc.conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>,
      tensor<4x3x3x4x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// Zero points lie in the storage range
func.func @zero_points_lie_in_the_storage_range_13(%a: tensor<1x8x8x4x!quant.uniform<i8:f32,
      0.5:300>>, %b: tensor<2x3x3x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected quantization in f32, with zero points in the storage range}}
  %y = effc.conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:300>>,
      tensor<2x3x3x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<1x8x8x2x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// No dimension is 0
func.func @no_dimension_is_0_14(%a: tensor<0x8x8x4xf32>, %b: tensor<2x3x3x4xf32>)
      -> tensor<0x8x8x2xf32> {
  // expected-error @+1 {{found an empty tensor}}
  %y = effc.conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<0x8x8x4xf32>, tensor<2x3x3x4xf32>) -> tensor<0x8x8x2xf32>
  return %y : tensor<0x8x8x2xf32>
}

// -----

// C1
func.func @c1_dilated(%a: tensor<1x4x4x1xf32>,
      %b: tensor<1x3x1x1xf32>)
      -> tensor<1x4x4x1xf32> {
  // expected-error @+1 {{found a dilated filter of 2147483649 pixels, expected less than 2^31}}
  %y = effc.conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1073741824, 1>,
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
  %y = effc.conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 2147483647, 0, 0, 0>}
      : (tensor<1x4x4x1xf32>,
      tensor<1x3x1x1xf32>)
      -> tensor<1x4x4x1xf32>
  return %y : tensor<1x4x4x1xf32>
}

// -----

// C5
func.func @c5_zero_points(%a: tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>,
      %b: tensor<2x1x1x1x!quant.uniform<i8:f32:0, {0.5, 0.5:1}>>)
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>> {
  // expected-error @+1 {{found int8 filter with a zero point that is not 0}}
  %y = effc.conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>,
      tensor<2x1x1x1x!quant.uniform<i8:f32:0, {0.5, 0.5:1}>>)
      -> tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
  return %y : tensor<1x2x2x2x!quant.uniform<i8:f32, 0.5>>
}

// -----

// C6
func.func @c6_bound(%a: tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>,
      %b: tensor<1x1x1x1x!quant.uniform<i8:f32, 0.5>>)
      -> tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0e-10>> {
  // expected-error @+1 {{where 6.00 is no 32-bit integer}}
  %y = effc.conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
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
  %y = effc.conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
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
  %y = effc.conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x1x!quant.uniform<i16:f32, 128.0>>,
      tensor<1x1x1x1x!quant.uniform<i8:f32, 128.0>>)
      -> tensor<1x2x2x1x!quant.uniform<i16:f32, 1.0>>
  return %y : tensor<1x2x2x1x!quant.uniform<i16:f32, 1.0>>
}
