// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2xf32>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{found result of shape 3, expected 2}}
  %y = effc.quantize %a : (tensor<2xf32>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C2
func.func @c2_1(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<2x!quant.uniform<i8:f32, 0.25:4>> {
  // expected-error @+1 {{expected f32 to quantized}}
  %y = effc.quantize %a : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<2x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<2x!quant.uniform<i8:f32, 0.25:4>>
}

// -----

// C2
func.func @c2_2(%a: tensor<2xf32>) -> tensor<2xi8> {
  // expected-error @+1 {{expected f32 to quantized}}
  %y = effc.quantize %a : (tensor<2xf32>) -> tensor<2xi8>
  return %y : tensor<2xi8>
}

// -----

// C3
func.func @c3_zero(%a: tensor<3xf32>)
      -> tensor<3x!quant.uniform<i8:f64, 4.9406564584124654e-324>> {
  // expected-error @+1 {{expected no scale of 0}}
  %y = effc.quantize %a
      : (tensor<3xf32>)
      -> tensor<3x!quant.uniform<i8:f64, 4.9406564584124654e-324>>
  return %y : tensor<3x!quant.uniform<i8:f64, 4.9406564584124654e-324>>
}

// -----

// C2
func.func @c2_wide(%a: tensor<3xf32>)
      -> tensor<3x!quant.uniform<i32:f32, 0.5>> {
  // expected-error @+1 {{expected f32 to quantized with 8 or 16 bits}}
  %y = effc.quantize %a
      : (tensor<3xf32>)
      -> tensor<3x!quant.uniform<i32:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i32:f32, 0.5>>
}

// -----

// C2
func.func @c2_four_bits(%a: tensor<2xf32>) -> tensor<2x!quant.uniform<i4:f32, 0.5>> {
  // expected-error @+1 {{expected f32 to quantized with 8 or 16 bits}}
  %y = effc.quantize %a : (tensor<2xf32>) -> tensor<2x!quant.uniform<i4:f32, 0.5>>
  return %y : tensor<2x!quant.uniform<i4:f32, 0.5>>
}
