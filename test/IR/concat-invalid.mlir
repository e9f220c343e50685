// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0() -> tensor<2xf32> {
  // expected-error @+1 {{found no input}}
  %y = effc.concat {axis = 0 : i64} : () -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{found axis 2 of a tensor with 2 dimensions}}
  %y = effc.concat %a {axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x3xf32>, %b: tensor<3x3xf32>) -> tensor<2x6xf32> {
  // expected-error @+1 {{found operand of shape 3x3, expected 2x3}}
  %y = effc.concat %a, %b {axis = 1 : i64} : (tensor<2x3xf32>, tensor<3x3xf32>) -> tensor<2x6xf32>
  return %y : tensor<2x6xf32>
}

// -----

// C2
func.func @c2_3(%a: tensor<2x3xf32>, %b: tensor<2xf32>) -> tensor<2x6xf32> {
  // expected-error @+1 {{found operand of shape 2, expected 2x6}}
  %y = effc.concat %a, %b {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x6xf32>
  return %y : tensor<2x6xf32>
}

// -----

// C2
func.func @c2_4(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> tensor<2x5xf32> {
  // expected-error @+1 {{found result of shape 2x5, expected 2x6}}
  %y = effc.concat %a, %b {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}

// -----

// C3
func.func @c3_5(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<2x!quant.uniform<i8:f32, 0.25:4>>) -> tensor<4x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{found result elements}}
  %y = effc.concat %a, %b {axis = 0 : i64}
      : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>, tensor<2x!quant.uniform<i8:f32, 0.25:4>>)
      -> tensor<4x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<4x!quant.uniform<i8:f32, 0.5:-3>>
}
