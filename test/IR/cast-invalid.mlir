// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2xf32>) -> tensor<3xi32> {
  // expected-error @+1 {{found result of shape 3, expected 2}}
  %y = effc.cast %a : (tensor<2xf32>) -> tensor<3xi32>
  return %y : tensor<3xi32>
}

// -----

// C2
func.func @c2_half(%a: tensor<2xf32>) -> tensor<2xf16> {
  // expected-error @+1 {{expected f32, bool or integers of 8 to 64 bits}}
  %y = effc.cast %a : (tensor<2xf32>) -> tensor<2xf16>
  return %y : tensor<2xf16>
}

// -----

// C2
func.func @c2_four_bits(%a: tensor<2xi4>) -> tensor<2xf32> {
  // expected-error @+1 {{expected f32, bool or integers of 8 to 64 bits}}
  %y = effc.cast %a : (tensor<2xi4>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

// C2
func.func @c2_unsigned(%a: tensor<2xf32>) -> tensor<2x!quant.uniform<u32:f32, 0.5>> {
  // expected-error @+1 {{expected f32, bool or integers of 8 to 64 bits}}
  %y = effc.cast %a : (tensor<2xf32>) -> tensor<2x!quant.uniform<u32:f32, 0.5>>
  return %y : tensor<2x!quant.uniform<u32:f32, 0.5>>
}
