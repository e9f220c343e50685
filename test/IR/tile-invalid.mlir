// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>) -> tensor<4x3xf32> {
  // expected-error @+1 {{found 1 numbers in multiples, expected 2}}
  %y = effc.tile %a {multiples = array<i64: 2>} : (tensor<2x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{found 0 among multiples, expected 1 to 2147483647}}
  %y = effc.tile %a {multiples = array<i64: 0>} : (tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<2xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{found result of shape 4, expected 6}}
  %y = effc.tile %a {multiples = array<i64: 3>} : (tensor<2xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// C3
func.func @c3_3(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<4x!quant.uniform<i8:f32, 0.25:4>> {
  // expected-error @+1 {{found result elements}}
  %y = effc.tile %a {multiples = array<i64: 2>}
      : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<4x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<4x!quant.uniform<i8:f32, 0.25:4>>
}
