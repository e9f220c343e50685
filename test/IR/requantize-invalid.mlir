// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{found result of shape 3, expected 2}}
  %y = effc.requantize %a
      : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C2
func.func @c2_1(%a: tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{found a result with a scale per channel, expected one scale}}
  %y = effc.requantize %a
      : (tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C2
func.func @c2_2(%a: tensor<2xi8>) -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected quantized per tensor}}
  %y = effc.requantize %a : (tensor<2xi8>) -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C3
func.func @c3_factor(%a: tensor<3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-10>> {
  // expected-error @+1 {{found scales that rescale by 1.000000e+10, expected less than 2^30}}
  %y = effc.requantize %a
      : (tensor<3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-10>>
  return %y : tensor<3x!quant.uniform<i8:f32, 1.0e-10>>
}

// -----

// C2
func.func @c2_four_bits(%a: tensor<2x!quant.uniform<i4:f32, 0.5>>) -> tensor<2x!quant.uniform<i8:f32, 0.5>> {
  // expected-error @+1 {{of 8, 16 or 32 bits}}
  %y = effc.requantize %a : (tensor<2x!quant.uniform<i4:f32, 0.5>>) -> tensor<2x!quant.uniform<i8:f32, 0.5>>
  return %y : tensor<2x!quant.uniform<i8:f32, 0.5>>
}
