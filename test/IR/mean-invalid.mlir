// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x8x8x4xf32>) -> tensor<1x1x1x4xf32> {
  // expected-error @+1 {{found axis 1, expected more than 2}}
  %y = effc.mean %a {axes = array<i64: 2, 1>, keep_dims}
      : (tensor<1x8x8x4xf32>) -> tensor<1x1x1x4xf32>
  return %y : tensor<1x1x1x4xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32> {
  // expected-error @+1 {{of a tensor with 4 dimensions}}
  %y = effc.mean %a {axes = array<i64: 4>, keep_dims}
      : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  return %y : tensor<1x8x8x4xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<1x8x8x4xf32>) -> tensor<1x8x4xf32> {
  // expected-error @+1 {{expected 1x1x8x4}}
  %y = effc.mean %a {axes = array<i64: 1>, keep_dims} : (tensor<1x8x8x4xf32>) -> tensor<1x8x4xf32>
  return %y : tensor<1x8x4xf32>
}

// -----

// C2
func.func @c2_3(%a: tensor<1x8x8x4xf32>) -> tensor<1x1x8x4xf32> {
  // expected-error @+1 {{expected 1x8x4}}
  %y = effc.mean %a {axes = array<i64: 1>} : (tensor<1x8x8x4xf32>) -> tensor<1x1x8x4xf32>
  return %y : tensor<1x1x8x4xf32>
}

// -----

// C3
func.func @c3_4(%a: tensor<2x2xi8>) -> tensor<2x1xi8> {
  // expected-error @+1 {{expected f32, i32, i64, or quantized}}
  %y = effc.mean %a {axes = array<i64: 1>, keep_dims} : (tensor<2x2xi8>) -> tensor<2x1xi8>
  return %y : tensor<2x1xi8>
}

// -----

// C4
func.func @c4_factor(%a: tensor<2x3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<2x!quant.uniform<i8:f32, 1.0e-10>> {
  // expected-error @+1 {{found scales that rescale by 1.000000e+10, expected less than 2^30}}
  %y = effc.mean %a {axes = array<i64: 1>}
      : (tensor<2x3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<2x!quant.uniform<i8:f32, 1.0e-10>>
  return %y : tensor<2x!quant.uniform<i8:f32, 1.0e-10>>
}
