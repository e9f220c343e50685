// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x8x8x4xf32>) -> tensor<1x4x4x2xf32> {
  // expected-error @+1 {{found result of shape 1x4x4x2, expected 1x4x4x4}}
  %y = effc.resize_nearest %a : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// C2
func.func @c2_1(%a: tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x4x4x4x!quant.uniform<i8:f32, 0.25:4>> {
  // expected-error @+1 {{found result elements}}
  %y = effc.resize_nearest %a
      : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x4x4x4x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<1x4x4x4x!quant.uniform<i8:f32, 0.25:4>>
}
