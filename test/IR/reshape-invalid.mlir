// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{expected the 6 elements of the input}}
  %y = effc.reshape %a : (tensor<2x3xf32>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// -----

// C2
func.func @c2_1(%a: tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<6x!quant.uniform<i8:f32, 0.25:4>> {
  // expected-error @+1 {{found result elements}}
  %y = effc.reshape %a : (tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<6x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<6x!quant.uniform<i8:f32, 0.25:4>>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x3x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<2x3x!quant.uniform<i8:f32:0, {0.5, 0.25}>> {
  // expected-error @+1 {{found per-axis quantization}}
  %y = effc.reshape %a : (tensor<2x3x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<2x3x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
  return %y : tensor<2x3x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
}
