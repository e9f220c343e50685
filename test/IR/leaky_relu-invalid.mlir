// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // expected-error @+1 {{found result of shape 3x2, expected 2x3}}
  %y = effc.leaky_relu %a {alpha = 0.1 : f32} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

// C2
func.func @c2_1(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<u8:f32, 0.5:100>> {
  // expected-error @+1 {{expected f32, or quantized per tensor}}
  %y = effc.leaky_relu %a {alpha = 0.1 : f32}
      : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3x!quant.uniform<u8:f32, 0.5:100>>
  return %y : tensor<3x!quant.uniform<u8:f32, 0.5:100>>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>> {
  // expected-error @+1 {{expected f32, or quantized per tensor}}
  %y = effc.leaky_relu %a {alpha = 0.1 : f32}
      : (tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
  return %y : tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
}

// -----

// C4
func.func @c4_factor(%a: tensor<3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-10>> {
  // expected-error @+1 {{found scales that rescale by 1.000000e+10, expected less than 2^30}}
  %y = effc.leaky_relu %a {alpha = 0.5 : f32}
      : (tensor<3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-10>>
  return %y : tensor<3x!quant.uniform<i8:f32, 1.0e-10>>
}

// -----

// C3
func.func @c3_infinite(%a: tensor<3xf32>)
      -> tensor<3xf32> {
  // expected-error @+1 {{found slope INF, expected a finite number}}
  %y = effc.leaky_relu %a {alpha = 0x7F800000 : f32}
      : (tensor<3xf32>)
      -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// C4
func.func @c4_slope(%a: tensor<3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0>> {
  // expected-error @+1 {{found scales that rescale by 1.000000e+10, expected less than 2^30}}
  %y = effc.leaky_relu %a {alpha = -1.0e10 : f32}
      : (tensor<3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0>>
  return %y : tensor<3x!quant.uniform<i8:f32, 1.0>>
}
