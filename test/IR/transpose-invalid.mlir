// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3x4xf32>) -> tensor<3x2x4xf32> {
  // expected-error @+1 {{found 2 numbers in permutation, expected 3}}
  %y = effc.transpose %a {permutation = array<i64: 1, 0>}
      : (tensor<2x3x4xf32>) -> tensor<3x2x4xf32>
  return %y : tensor<3x2x4xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<2x3xf32>) -> tensor<3x3xf32> {
  // expected-error @+1 {{found dimension 1 twice in the permutation}}
  %y = effc.transpose %a {permutation = array<i64: 1, 1>} : (tensor<2x3xf32>) -> tensor<3x3xf32>
  return %y : tensor<3x3xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{found result of shape 2x3, expected 3x2}}
  %y = effc.transpose %a {permutation = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// C3
func.func @c3_3(%a: tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x2x!quant.uniform<i8:f32, 0.25:4>> {
  // expected-error @+1 {{found result elements}}
  %y = effc.transpose %a {permutation = array<i64: 1, 0>}
      : (tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3x2x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<3x2x!quant.uniform<i8:f32, 0.25:4>>
}
