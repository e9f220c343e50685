// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32> {
  // expected-error @+1 {{found window height 0, expected a positive number}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 0, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32> {
  // expected-error @+1 {{found stride 0, expected a positive number}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 3, 3>, strides = array<i64: 2, 0>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}

// -----

// C1
func.func @c1_2(%a: tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32> {
  // expected-error @+1 {{found 3 numbers in paddings, expected 4}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1>}
      : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}

// -----

// C1
func.func @c1_3(%a: tensor<1x8x8x4xf32>) -> tensor<1x5x4x4xf32> {
  // expected-error @+1 {{found a padding of 3, expected less than the window's 3}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 3, 1,
      1>} : (tensor<1x8x8x4xf32>) -> tensor<1x5x4x4xf32>
  return %y : tensor<1x5x4x4xf32>
}

// -----

// C2
func.func @c2_4(%a: tensor<1x8x8x4xf32>) -> tensor<1x5x4x4xf32> {
  // expected-error @+1 {{found result of shape 1x5x4x4, expected 1x4x4x4}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>) -> tensor<1x5x4x4xf32>
  return %y : tensor<1x5x4x4xf32>
}

// -----

// C3
func.func @c3_5(%a: tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x4x4x4x!quant.uniform<i8:f32, 0.25:4>> {
  // expected-error @+1 {{found result elements}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x4x4x4x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<1x4x4x4x!quant.uniform<i8:f32, 0.25:4>>
}

// -----

// C4
func.func @c4_6(%a: tensor<1x8x8x4xi32>) -> tensor<1x4x4x4xi32> {
  // expected-error @+1 {{expected f32, or quantized per tensor}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xi32>) -> tensor<1x4x4x4xi32>
  return %y : tensor<1x4x4x4xi32>
}

// -----

// C4
func.func @c4_7(%a: tensor<1x8x8x4xi8>) -> tensor<1x4x4x4xi8> {
  // expected-error @+1 {{expected f32, or quantized per tensor}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>,
      activation = #effc.activation<relu>} : (tensor<1x8x8x4xi8>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}

// -----

// C4
func.func @c4_symmetric(%a: tensor<1x2x2x1x!quant.uniform<i16:f32, 0.5:3>>)
      -> tensor<1x2x2x1x!quant.uniform<i16:f32, 0.5:3>> {
  // expected-error @+1 {{found int16 input of int16[scale 5.000000e-01, zero point 3], expected zero point 0}}
  %y = effc.max_pool_2d %a {window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x1x!quant.uniform<i16:f32, 0.5:3>>)
      -> tensor<1x2x2x1x!quant.uniform<i16:f32, 0.5:3>>
  return %y : tensor<1x2x2x1x!quant.uniform<i16:f32, 0.5:3>>
}

// -----

// C5
func.func @c5_bound(%a: tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0e-10>>)
      -> tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0e-10>> {
  // expected-error @+1 {{where 6.00 is no 32-bit integer}}
  %y = effc.max_pool_2d %a {window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, activation = #effc.activation<relu6>}
      : (tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0e-10>>)
      -> tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0e-10>>
  return %y : tensor<1x2x2x1x!quant.uniform<i8:f32, 1.0e-10>>
}

// -----

// C1
func.func @c1_window_sizes(%a: tensor<1x4x4x1xf32>) -> tensor<1x4x4x1xf32> {
  // expected-error @+1 {{found 1 window sizes and 2 strides, expected 2}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x4x4x1xf32>) -> tensor<1x4x4x1xf32>
  return %y : tensor<1x4x4x1xf32>
}
