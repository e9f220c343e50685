// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>) -> tensor<2xi32> {
  // expected-error @+1 {{found axis 2 of a tensor with 2 dimensions}}
  %y = effc.arg_max %a {axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<2xi32>
  return %y : tensor<2xi32>
}

// -----

// C1
func.func @c1_1(%a: tensor<2x3xf32>) -> tensor<2xi32> {
  // expected-error @+1 {{found axis -1}}
  %y = effc.arg_max %a {axis = -1 : i64} : (tensor<2x3xf32>) -> tensor<2xi32>
  return %y : tensor<2xi32>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x3xf32>) -> tensor<3xi32> {
  // expected-error @+1 {{found result of shape 3, expected 2}}
  %y = effc.arg_max %a {axis = 1 : i64} : (tensor<2x3xf32>) -> tensor<3xi32>
  return %y : tensor<3xi32>
}

// -----

// C3
func.func @c3_3(%a: tensor<2x3xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{expected i32 or i64 as the result}}
  %y = effc.arg_max %a {axis = 1 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

// C4
func.func @c4_4(%a: tensor<2x3xf16>) -> tensor<2xi32> {
  // expected-error @+1 {{as the input}}
  %y = effc.arg_max %a {axis = 1 : i64} : (tensor<2x3xf16>) -> tensor<2xi32>
  return %y : tensor<2xi32>
}
