// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>, %b: tensor<2xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{which do not broadcast}}
  %y = effc.add %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<2x3xf32>, %b: tensor<1x3xf32>) -> tensor<1x3xf32> {
  // expected-error @+1 {{found result of shape 1x3, expected 2x3}}
  %y = effc.add %a, %b : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<3xf32>, %b: tensor<3xi32>) -> tensor<3xf32> {
  // expected-error @+1 {{expected all f32, all i16}}
  %y = effc.add %a, %b : (tensor<3xf32>, tensor<3xi32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// C2
func.func @c2_3(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<3x!quant.uniform<u8:f32, 0.5:100>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected all f32, all i16}}
  %y = effc.add %a, %b : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>,
      tensor<3x!quant.uniform<u8:f32, 0.5:100>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C2: 16 bits are symmetric
func.func @c2__16_bits_are_symmetric_4(%a: tensor<3x!quant.uniform<i16:f32, 0.5:1>>,
      %b: tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{found int16 operand of int16[scale 5.000000e-01, zero point 1], expected zero point 0}}
  %y = effc.add %a, %b : (tensor<3x!quant.uniform<i16:f32, 0.5:1>>,
      tensor<3x!quant.uniform<i16:f32, 0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

// C4
func.func @c4_6(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected int16 and scales that are powers of two}}
  %y = effc.add %a, %b {pot_scale}
      : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>, tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C4
func.func @c4_7(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>, %b: tensor<3x!quant.uniform<i16:f32,
      0.5>>) -> tensor<3x!quant.uniform<i16:f32, 0.25>> {
  // expected-error @+1 {{expected one equal and one at most 2^31 times smaller}}
  %y = effc.add %a, %b {pot_scale}
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>, tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.25>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.25>>
}

// -----

// C2
func.func @c2_symmetric(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5:7>> {
  // expected-error @+1 {{found int16 result of int16[scale 5.000000e-01, zero point 7], expected zero point 0}}
  %y = effc.add %a, %b
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>,
      tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5:7>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5:7>>
}

// -----

// C3
func.func @c3_bound(%a: tensor<3x!quant.uniform<i8:f32, 1.0e-10>>,
      %b: tensor<3x!quant.uniform<i8:f32, 1.0e-10>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-10>> {
  // expected-error @+1 {{found relu6 of int8[scale 1.000000e-10, zero point 0], where 6.00 is no 32-bit integer}}
  %y = effc.add %a, %b {activation = #effc.activation<relu6>}
      : (tensor<3x!quant.uniform<i8:f32, 1.0e-10>>,
      tensor<3x!quant.uniform<i8:f32, 1.0e-10>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-10>>
  return %y : tensor<3x!quant.uniform<i8:f32, 1.0e-10>>
}

// -----

// C4
func.func @c4_shift(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<3x!quant.uniform<i16:f32, 1.1641532182693481e-10>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{found int16 operands of scale 2^0 and 2^-32 times the result's, expected one equal and one at most 2^31 times smaller}}
  %y = effc.add %a, %b {pot_scale}
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>,
      tensor<3x!quant.uniform<i16:f32, 1.1641532182693481e-10>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

// C4
func.func @c4_both(%a: tensor<3x!quant.uniform<i16:f32, 0.25>>,
      %b: tensor<3x!quant.uniform<i16:f32, 0.25>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{found int16 operands of scale 2^-1 and 2^-1 times the result's}}
  %y = effc.add %a, %b {pot_scale}
      : (tensor<3x!quant.uniform<i16:f32, 0.25>>,
      tensor<3x!quant.uniform<i16:f32, 0.25>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

// C5
func.func @c5_large(%a: tensor<3x!quant.uniform<i8:f32, 0.5>>,
      %b: tensor<3x!quant.uniform<i8:f32, 0.25>>)
      -> tensor<3x!quant.uniform<i8:f32, 9.5367431640625e-07>> {
  // expected-error @+1 {{which are too far apart}}
  %y = effc.add %a, %b
      : (tensor<3x!quant.uniform<i8:f32, 0.5>>,
      tensor<3x!quant.uniform<i8:f32, 0.25>>)
      -> tensor<3x!quant.uniform<i8:f32, 9.5367431640625e-07>>
  return %y : tensor<3x!quant.uniform<i8:f32, 9.5367431640625e-07>>
}

// -----

// C5
func.func @c5_large16(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<3x!quant.uniform<i16:f32, 0.25>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>> {
  // expected-error @+1 {{which are too far apart}}
  %y = effc.add %a, %b
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>,
      tensor<3x!quant.uniform<i16:f32, 0.25>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
  return %y : tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
}

// -----

// C5
func.func @c5_zero(%a: tensor<3x!quant.uniform<i8:f32, 0.5>>,
      %b: tensor<3x!quant.uniform<i8:f64, 4.9406564584124654e-324>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.5>> {
  // expected-error @+1 {{found operands of scales 5.000000e-01 and 0.000000e+00}}
  %y = effc.add %a, %b
      : (tensor<3x!quant.uniform<i8:f32, 0.5>>,
      tensor<3x!quant.uniform<i8:f64, 4.9406564584124654e-324>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5>>
}
