// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // expected-error @+1 {{found result of shape 3x2, expected 2x3}}
  %y = effc.softmax %a {beta = 1.0 : f32} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<f32>) -> tensor<f32> {
  // expected-error @+1 {{found a scalar, expected at least 1 dimension}}
  %y = effc.softmax %a {beta = 1.0 : f32} : (tensor<f32>) -> tensor<f32>
  return %y : tensor<f32>
}

// -----

// C2
func.func @c2_2(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected both f32, or quantized per tensor}}
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C3
func.func @c3_3(%a: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{found beta -1.000000e+00, expected a positive number}}
  %y = effc.softmax %a {beta = -1.0 : f32} : (tensor<3xf32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// C4
func.func @c4_4(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected scale 3.906250e-03 and zero point -128}}
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C4
func.func @c4_5(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{expected scale 1.525879e-05 and zero point -32768}}
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

// C4
func.func @c4_6(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{expected scale 3.051758e-05 and zero point 0}}
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

// C3
func.func @c3_infinite(%a: tensor<3xf32>)
      -> tensor<3xf32> {
  // expected-error @+1 {{found beta INF, expected a positive number}}
  %y = effc.softmax %a {beta = 0x7F800000 : f32}
      : (tensor<3xf32>)
      -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// C5
func.func @c5_small(%a: tensor<3x!quant.uniform<i8:f32, 1.0e-9>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.00390625:-128>> {
  // expected-error @+1 {{found input of scale 1.000000e-09 and beta 1.000000e+00, expected a product above 2^-26}}
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i8:f32, 1.0e-9>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.00390625:-128>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.00390625:-128>>
}

// -----

// C5
func.func @c5_large16(%a: tensor<3x!quant.uniform<i16:f32, 1.0e6>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>> {
  // expected-error @+1 {{expected less than 2^30}}
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i16:f32, 1.0e6>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
  return %y : tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
}

// -----

// C5
func.func @c5_many16(%a: tensor<65537x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<65537x!quant.uniform<i16:f32, 3.0517578125e-05>> {
  // expected-error @+1 {{found int16 probabilities of 65537 classes, expected at most 65536}}
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<65537x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<65537x!quant.uniform<i16:f32, 3.0517578125e-05>>
  return %y : tensor<65537x!quant.uniform<i16:f32, 3.0517578125e-05>>
}
