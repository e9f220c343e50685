// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<2xf32>)
      -> tensor<1x17x17x2xf32> {
  // CHECK: effc.transpose_conv_2d
  %y = effc.transpose_conv_2d %a, %b, %c
      {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<2xf32>) -> tensor<1x17x17x2xf32>
  return %y : tensor<1x17x17x2xf32>
}

// CHECK-LABEL: func @cropped
func.func @cropped(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>) -> tensor<1x16x16x2xf32> {
  // CHECK: effc.transpose_conv_2d
  %y = effc.transpose_conv_2d %a, %b {strides = array<i64: 2, 2>, padding = array<i64: 1, 0>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>) -> tensor<1x16x16x2xf32>
  return %y : tensor<1x16x16x2xf32>
}

// CHECK-LABEL: func @wide
func.func @wide(%a: tensor<1x8x8x4x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<2x3x3x4x!quant.uniform<i8:f32:0, {0.5, 0.25}>>, %c: tensor<2xi64>)
      -> tensor<1x17x17x2x!quant.uniform<i16:f32, 0.25>> {
  // CHECK: effc.transpose_conv_2d
  %y = effc.transpose_conv_2d %a, %b, %c
      {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
      : (tensor<1x8x8x4x!quant.uniform<i16:f32, 0.5>>, tensor<2x3x3x4x!quant.uniform<i8:f32:0,
      {0.5, 0.25}>>, tensor<2xi64>) -> tensor<1x17x17x2x!quant.uniform<i16:f32, 0.25>>
  return %y : tensor<1x17x17x2x!quant.uniform<i16:f32, 0.25>>
}
