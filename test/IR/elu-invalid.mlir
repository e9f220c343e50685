// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // expected-error @+1 {{found result of shape 3x2, expected 2x3}}
  %y = effc.elu %a : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

// C2
func.func @c2_1(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<u8:f32, 0.5:100>> {
  // expected-error @+1 {{expected f32, or quantized per tensor}}
  %y = effc.elu %a : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<u8:f32, 0.5:100>>
  return %y : tensor<3x!quant.uniform<u8:f32, 0.5:100>>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>> {
  // expected-error @+1 {{expected f32, or quantized per tensor}}
  %y = effc.elu %a : (tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
  return %y : tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
}

// -----

// C3
func.func @c3_3(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{expected f32 or 8-bit quantized}}
  %y = effc.elu %a : (tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// -----

// C4
func.func @c4_large(%a: tensor<3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-9>> {
  // expected-error @+1 {{which are too far apart}}
  %y = effc.elu %a
      : (tensor<3x!quant.uniform<i8:f32, 1.0>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-9>>
  return %y : tensor<3x!quant.uniform<i8:f32, 1.0e-9>>
}

// -----

// C4
func.func @c4_small(%a: tensor<3x!quant.uniform<i8:f32, 1.0e-12>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-10>> {
  // expected-error @+1 {{which are too far apart}}
  %y = effc.elu %a
      : (tensor<3x!quant.uniform<i8:f32, 1.0e-12>>)
      -> tensor<3x!quant.uniform<i8:f32, 1.0e-10>>
  return %y : tensor<3x!quant.uniform<i8:f32, 1.0e-10>>
}
