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
  // expected-error @+1 {{less than the rank 4}}
  %y = effc.mean %a {axes = array<i64: 4>, keep_dims}
      : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  return %y : tensor<1x8x8x4xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<1x8x8x4xf32>) -> tensor<1x8x4xf32> {
  // expected-error @+1 {{expected [1, 1, 8, 4]}}
  %y = effc.mean %a {axes = array<i64: 1>, keep_dims} : (tensor<1x8x8x4xf32>) -> tensor<1x8x4xf32>
  return %y : tensor<1x8x4xf32>
}

// -----

// C2
func.func @c2_3(%a: tensor<1x8x8x4xf32>) -> tensor<1x1x8x4xf32> {
  // expected-error @+1 {{expected [1, 8, 4]}}
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
