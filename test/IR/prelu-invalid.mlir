// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x3xf32>, %b: tensor<2x3xf32>) -> tensor<1x3xf32> {
  // expected-error @+1 {{found result of shape 1x3, expected 2x3}}
  %y = effc.prelu %a, %b : (tensor<1x3xf32>, tensor<2x3xf32>) -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<3x2xf32> {
  // expected-error @+1 {{found result of shape 3x2, expected 2x3}}
  %y = effc.prelu %a, %b : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{or i16 with i8 slopes}}
  %y = effc.prelu %a, %b
      : (tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>, tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C3
func.func @c3_identity(%a: tensor<3x!quant.uniform<i8:f32, 1.0>>,
      %b: tensor<3x!quant.uniform<i8:f32, 1.0e-9>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-10>> {
  // expected-error @+1 {{found scales that rescale by 1.000000e+10, expected less than 2^30}}
  %y = effc.prelu %a, %b
      : (tensor<3x!quant.uniform<i8:f32, 1.0>>,
      tensor<3x!quant.uniform<i8:f32, 1.0e-9>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-10>>
  return %y : tensor<3x!quant.uniform<i8:f32, 1.0e-10>>
}

// -----

// C3
func.func @c3_slope(%a: tensor<3x!quant.uniform<i8:f32, 1.0>>,
      %b: tensor<3x!quant.uniform<i8:f32, 100.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-8>> {
  // expected-error @+1 {{found scales that rescale by 1.000000e+10, expected less than 2^30}}
  %y = effc.prelu %a, %b
      : (tensor<3x!quant.uniform<i8:f32, 1.0>>,
      tensor<3x!quant.uniform<i8:f32, 100.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-8>>
  return %y : tensor<3x!quant.uniform<i8:f32, 1.0e-8>>
}

// -----

// C1
func.func @c1_larger_slopes(%a: tensor<1x3xf32>, %b: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{found result of shape 2x3, expected 1x3}}
  %y = effc.prelu %a, %b : (tensor<1x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
