// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // expected-error @+1 {{found result of shape [3, 2], expected [2, 3]}}
  %y = effc.softmax %a {beta = 1.0 : f32} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<f32>) -> tensor<f32> {
  // expected-error @+1 {{found a scalar, expected rank 1 or more}}
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
  // expected-error @+1 {{found beta -1.000000e+00, expected more than 0}}
  %y = effc.softmax %a {beta = -1.0 : f32} : (tensor<3xf32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// C4
func.func @c4_4(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected 3.906250e-03 and -128}}
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C4
func.func @c4_5(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{expected 1.525879e-05 and -32768}}
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

// C4
func.func @c4_6(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{expected 3.051758e-05 and 0}}
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}
