// RUN: effc-opt %s -split-input-file -verify-diagnostics

// 16-bit elements have zero point 0, in operands and results alike.

func.func @conv_result(%a: tensor<1x2x2x1x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<1x1x1x1x!quant.uniform<i8:f32, 0.5>>)
      -> tensor<1x2x2x1x!quant.uniform<i16:f32, 0.5:3>> {
  // expected-error @+1 {{found result of int16[scale 5.000000e-01, zero point 3], expected zero point 0}}
  %y = effc.conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x1x!quant.uniform<i16:f32, 0.5>>, tensor<1x1x1x1x!quant.uniform<i8:f32, 0.5>>)
      -> tensor<1x2x2x1x!quant.uniform<i16:f32, 0.5:3>>
  return %y : tensor<1x2x2x1x!quant.uniform<i16:f32, 0.5:3>>
}

// -----

func.func @prelu_operand(%a: tensor<3x!quant.uniform<i16:f32, 0.5:3>>,
      %b: tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{found int16 operand of int16[scale 5.000000e-01, zero point 3], expected zero point 0}}
  %y = effc.prelu %a, %b
      : (tensor<3x!quant.uniform<i16:f32, 0.5:3>>, tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

func.func @prelu_result(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.5:3>> {
  // expected-error @+1 {{found int16 result of int16[scale 5.000000e-01, zero point 3], expected zero point 0}}
  %y = effc.prelu %a, %b
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>, tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5:3>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5:3>>
}

// -----

func.func @unary_operand(%a: tensor<3x!quant.uniform<i16:f32, 0.5:3>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{found int16 operand of int16[scale 5.000000e-01, zero point 3], expected zero point 0}}
  %y = effc.relu %a : (tensor<3x!quant.uniform<i16:f32, 0.5:3>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

func.func @unary_result(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5:3>> {
  // expected-error @+1 {{found int16 result of int16[scale 5.000000e-01, zero point 3], expected zero point 0}}
  %y = effc.relu %a : (tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5:3>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5:3>>
}

// -----

func.func @mean_operand(%a: tensor<2x3x!quant.uniform<i16:f32, 0.5:3>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{found int16 input of int16[scale 5.000000e-01, zero point 3], expected zero point 0}}
  %y = effc.mean %a {axes = array<i64: 0>}
      : (tensor<2x3x!quant.uniform<i16:f32, 0.5:3>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

func.func @mean_result(%a: tensor<2x3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5:3>> {
  // expected-error @+1 {{found int16 result of int16[scale 5.000000e-01, zero point 3], expected zero point 0}}
  %y = effc.mean %a {axes = array<i64: 0>}
      : (tensor<2x3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.5:3>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5:3>>
}

// -----

func.func @softmax_operand(%a: tensor<3x!quant.uniform<i16:f32, 0.5:3>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>> {
  // expected-error @+1 {{found int16 input of int16[scale 5.000000e-01, zero point 3], expected zero point 0}}
  %y = effc.softmax %a {beta = 1.0 : f32} : (tensor<3x!quant.uniform<i16:f32, 0.5:3>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
  return %y : tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
}

// -----

func.func @add_pot_scale(%a: tensor<3xi16>, %b: tensor<3xi16>) -> tensor<3xi16> {
  // expected-error @+1 {{quantized i16 for pot_scale}}
  %y = effc.add %a, %b {pot_scale} : (tensor<3xi16>, tensor<3xi16>) -> tensor<3xi16>
  return %y : tensor<3xi16>
}

// -----

func.func @transpose_axis(%a: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // expected-error @+1 {{found axis 2 of a tensor with 2 dimensions}}
  %y = effc.transpose %a {permutation = array<i64: 2, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

func.func @slice_strides(%a: tensor<5x3xf32>) -> tensor<5x3xf32> {
  // expected-error @+1 {{found 1 numbers in strides, expected 2}}
  %y = effc.slice %a {offsets = array<i64: 0, 0>, strides = array<i64: 1>}
      : (tensor<5x3xf32>) -> tensor<5x3xf32>
  return %y : tensor<5x3xf32>
}

// -----

func.func @constant_tensor() -> tensor<2x!quant.uniform<i8:f32:1, {0.5, 0.25}>> {
  // expected-error @+1 {{a scale per element of the quantized dimension}}
  %y = effc.constant dense<1> : tensor<2xi8> -> tensor<2x!quant.uniform<i8:f32:1, {0.5, 0.25}>>
  return %y : tensor<2x!quant.uniform<i8:f32:1, {0.5, 0.25}>>
}
