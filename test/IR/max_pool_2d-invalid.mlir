// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32> {
  // expected-error @+1 {{found 0 among window sizes}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 0, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32> {
  // expected-error @+1 {{found 0 among strides}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 3, 3>, strides = array<i64: 2, 0>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}

// -----

// C1
func.func @c1_2(%a: tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32> {
  // expected-error @+1 {{found 3 paddings, expected 4}}
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
  // expected-error @+1 {{found result of shape [1, 5, 4, 4], expected [1, 4, 4, 4]}}
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
  // expected-error @+1 {{without activation}}
  %y = effc.max_pool_2d %a
      {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>,
      activation = #effc.activation<relu>} : (tensor<1x8x8x4xi8>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}
