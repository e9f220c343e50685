// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>, %b: tensor<2xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{expected shapes that broadcast}}
  %y = effc.mul %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<2x3xf32>, %b: tensor<1x3xf32>) -> tensor<1x3xf32> {
  // expected-error @+1 {{found result of shape [1, 3], expected [2, 3]}}
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
  // expected-error @+1 {{expected all f32, all i16}}
  %y = effc.mul %a, %b : (tensor<3x!quant.uniform<i16:f32, 0.5:1>>,
      tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

