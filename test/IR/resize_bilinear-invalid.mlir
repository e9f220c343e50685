// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<1x8x8x4xf32>) -> tensor<1x4x4x2xf32> {
  // expected-error @+1 {{found result of shape 1x4x4x2, expected 1x4x4x4}}
  %y = effc.resize_bilinear %a : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// C2
func.func @c2_1(%a: tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x4x4x4x!quant.uniform<i8:f32, 0.25:4>> {
  // expected-error @+1 {{found result elements}}
  %y = effc.resize_bilinear %a
      : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x4x4x4x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<1x4x4x4x!quant.uniform<i8:f32, 0.25:4>>
}

// -----

// C3
func.func @c3_2(%a: tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32> {
  // expected-error @+1 {{found both align_corners and half_pixel_centers}}
  %y = effc.resize_bilinear %a {align_corners, half_pixel_centers}
      : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}

// -----

// C4
func.func @c4_3(%a: tensor<1x8x8x4xi64>) -> tensor<1x4x4x4xi64> {
  // expected-error @+1 {{expected f32, or quantized per tensor with 8 or 16 bits}}
  %y = effc.resize_bilinear %a : (tensor<1x8x8x4xi64>) -> tensor<1x4x4x4xi64>
  return %y : tensor<1x4x4x4xi64>
}

// -----

// C5
func.func @c5_large(%a: tensor<1x2097152x1x1x!quant.uniform<i8:f32, 0.5>>)
      -> tensor<1x4x1x1x!quant.uniform<i8:f32, 0.5>> {
  // expected-error @+1 {{found images of 2097152 and 4 pixels in a row or column, expected less than 2^21}}
  %y = effc.resize_bilinear %a
      : (tensor<1x2097152x1x1x!quant.uniform<i8:f32, 0.5>>)
      -> tensor<1x4x1x1x!quant.uniform<i8:f32, 0.5>>
  return %y : tensor<1x4x1x1x!quant.uniform<i8:f32, 0.5>>
}
