// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3xf32> {
  // expected-error @+1 {{found result of shape 3, expected 2}}
  %y = effc.dequantize %a : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// C2
func.func @c2_1(%a: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{expected quantized or f16 to f32}}
  %y = effc.dequantize %a : (tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<2xf16> {
  // expected-error @+1 {{expected quantized or f16 to f32}}
  %y = effc.dequantize %a : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<2xf16>
  return %y : tensor<2xf16>
}

// -----

// C2
func.func @c2_four_bits(%a: tensor<2x!quant.uniform<i4:f32, 0.5>>) -> tensor<2xf32> {
  // expected-error @+1 {{expected quantized or f16 to f32}}
  %y = effc.dequantize %a : (tensor<2x!quant.uniform<i4:f32, 0.5>>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
