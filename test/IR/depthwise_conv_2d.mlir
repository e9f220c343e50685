// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<1x8x8x4xf32>, %b: tensor<1x3x3x8xf32>, %c: tensor<8xf32>)
      -> tensor<1x8x8x8xf32> {
  // CHECK: effc.depthwise_conv_2d
  %y = effc.depthwise_conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<1x3x3x8xf32>, tensor<8xf32>) -> tensor<1x8x8x8xf32>
  return %y : tensor<1x8x8x8xf32>
}

// CHECK-LABEL: func @per_axis
func.func @per_axis(%a: tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<1x3x3x2x!quant.uniform<i8:f32:3, {0.5, 0.25}>>, %c: tensor<2xi32>)
      -> tensor<1x4x4x2x!quant.uniform<i8:f32, 0.25:4>> {
  // CHECK: effc.depthwise_conv_2d
  %y = effc.depthwise_conv_2d %a, %b, %c
      {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>, activation = #effc.activation<relu6>}
      : (tensor<1x8x8x1x!quant.uniform<i8:f32, 0.5:-3>>, tensor<1x3x3x2x!quant.uniform<i8:f32:3,
      {0.5, 0.25}>>, tensor<2xi32>) -> tensor<1x4x4x2x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<1x4x4x2x!quant.uniform<i8:f32, 0.25:4>>
}
