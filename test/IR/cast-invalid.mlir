// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2xf32>) -> tensor<3xi32> {
  // expected-error @+1 {{found result of shape 3, expected 2}}
  %y = effc.cast %a : (tensor<2xf32>) -> tensor<3xi32>
  return %y : tensor<3xi32>
}
