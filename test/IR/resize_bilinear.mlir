// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @plain
func.func @plain(%a: tensor<1x8x8x4xf32>) -> tensor<1x5x9x4xf32> {
  // CHECK: effc.resize_bilinear
  %y = effc.resize_bilinear %a : (tensor<1x8x8x4xf32>) -> tensor<1x5x9x4xf32>
  return %y : tensor<1x5x9x4xf32>
}

// CHECK-LABEL: func @corners
func.func @corners(%a: tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x16x16x4x!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.resize_bilinear
  %y = effc.resize_bilinear %a {align_corners}
      : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x16x16x4x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<1x16x16x4x!quant.uniform<i8:f32, 0.5:-3>>
}

// CHECK-LABEL: func @half_pixel
func.func @half_pixel(%a: tensor<1x8x8x4xf32>) -> tensor<1x16x16x4xf32> {
  // CHECK: effc.resize_bilinear
  %y = effc.resize_bilinear %a {half_pixel_centers}
      : (tensor<1x8x8x4xf32>) -> tensor<1x16x16x4xf32>
  return %y : tensor<1x16x16x4xf32>
}
