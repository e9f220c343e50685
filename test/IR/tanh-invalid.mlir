// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // expected-error @+1 {{found result of shape 3x2, expected 2x3}}
  %y = effc.tanh %a : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

// C2
func.func @c2_1(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<u8:f32, 0.5:100>> {
  // expected-error @+1 {{expected f32, or quantized per tensor}}
  %y = effc.tanh %a : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<u8:f32, 0.5:100>>
  return %y : tensor<3x!quant.uniform<u8:f32, 0.5:100>>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>> {
  // expected-error @+1 {{expected f32, or quantized per tensor}}
  %y = effc.tanh %a : (tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
  return %y : tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
}

// -----

// C3
func.func @c3_3(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.0078125:1>> {
  // expected-error @+1 {{found result of int8[scale 7.812500e-03, zero point 1]}}
  %y = effc.tanh %a : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.0078125:1>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.0078125:1>>
}

// -----

// C4
func.func @c4_small(%a: tensor<3x!quant.uniform<i8:f32, 1.0e-9>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.0078125>> {
  // expected-error @+1 {{found input of scale 1.000000e-09, expected 2^-28 to 2^35}}
  %y = effc.tanh %a
      : (tensor<3x!quant.uniform<i8:f32, 1.0e-9>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.0078125>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.0078125>>
}

// -----

// C4
func.func @c4_large(%a: tensor<3x!quant.uniform<i8:f32, 1.0e11>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.0078125>> {
  // expected-error @+1 {{found input of scale 1.000000e+11, expected 2^-28 to 2^35}}
  %y = effc.tanh %a
      : (tensor<3x!quant.uniform<i8:f32, 1.0e11>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.0078125>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.0078125>>
}

// -----

// C4
func.func @c4_small16(%a: tensor<3x!quant.uniform<i16:f32, 1.0e-14>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>> {
  // expected-error @+1 {{found int16 input of scale 1.000000e-14, expected at least 3.8e-14 and less than 5.33}}
  %y = effc.tanh %a
      : (tensor<3x!quant.uniform<i16:f32, 1.0e-14>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
  return %y : tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
}

// -----

// C4
func.func @c4_large16(%a: tensor<3x!quant.uniform<i16:f32, 5.34>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>> {
  // expected-error @+1 {{found int16 input of scale 5.340000e+00, expected at least 3.8e-14 and less than 5.33}}
  %y = effc.tanh %a
      : (tensor<3x!quant.uniform<i16:f32, 5.34>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
  return %y : tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
}
