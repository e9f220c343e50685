// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>, %b: tensor<2xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{which do not broadcast}}
  %y = effc.mul %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<2x3xf32>, %b: tensor<1x3xf32>) -> tensor<1x3xf32> {
  // expected-error @+1 {{found result of shape 1x3, expected 2x3}}
  %y = effc.mul %a, %b : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<3xf32>, %b: tensor<3xi32>) -> tensor<3xf32> {
  // expected-error @+1 {{expected all f32, all i16}}
  %y = effc.mul %a, %b : (tensor<3xf32>, tensor<3xi32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// C2
func.func @c2_3(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<3x!quant.uniform<u8:f32, 0.5:100>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected all f32, all i16}}
  %y = effc.mul %a, %b : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>,
      tensor<3x!quant.uniform<u8:f32, 0.5:100>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C2: 16 bits are symmetric
func.func @c2__16_bits_are_symmetric_4(%a: tensor<3x!quant.uniform<i16:f32, 0.5:1>>,
      %b: tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{found int16 operand of int16[scale 5.000000e-01, zero point 1], expected zero point 0}}
  %y = effc.mul %a, %b : (tensor<3x!quant.uniform<i16:f32, 0.5:1>>,
      tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

// C2
func.func @c2_symmetric(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<3x!quant.uniform<i16:f32, 0.5:7>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{found int16 operand of int16[scale 5.000000e-01, zero point 7], expected zero point 0}}
  %y = effc.mul %a, %b
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>,
      tensor<3x!quant.uniform<i16:f32, 0.5:7>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

// C3
func.func @c3_bound(%a: tensor<3x!quant.uniform<i8:f32, 1.0>>,
      %b: tensor<3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 4.0e-10>> {
  // expected-error @+1 {{where -1.00 is no 32-bit integer}}
  %y = effc.mul %a, %b {activation = #effc.activation<relu_n1_to_1>}
      : (tensor<3x!quant.uniform<i8:f32, 1.0>>,
      tensor<3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 4.0e-10>>
  return %y : tensor<3x!quant.uniform<i8:f32, 4.0e-10>>
}

// -----

// C4
func.func @c4_factor(%a: tensor<3x!quant.uniform<i8:f32, 32768.0>>,
      %b: tensor<3x!quant.uniform<i8:f32, 32768.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0>> {
  // expected-error @+1 {{found scales that rescale by 1.073742e+09, expected less than 2^30}}
  %y = effc.mul %a, %b
      : (tensor<3x!quant.uniform<i8:f32, 32768.0>>,
      tensor<3x!quant.uniform<i8:f32, 32768.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0>>
  return %y : tensor<3x!quant.uniform<i8:f32, 1.0>>
}
