// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2xf32>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{found result of shape [3], expected [2]}}
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
