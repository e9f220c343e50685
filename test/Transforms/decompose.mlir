// RUN: effc-opt %s --effc-decompose | FileCheck %s

!q = !quant.uniform<i8:f32, 0.05:-10>
!w = !quant.uniform<i8:f32:0, {0.1, 0.2, 0.3, 0.4}>
!s = !quant.uniform<i8:f32, 0.1:0>
!b = !quant.uniform<i32:f32:0, {0.005, 0.01, 0.015, 0.02}>

// The scales move from the first to the last dimension, with the filter.
// CHECK-LABEL: func @depthwise
// CHECK: effc.constant dense<{{\[\[\[}}[1, 3, 5, 7]], {{\[}}[2, 4, 6, 8]]]]> : tensor<1x2x1x4xi8> -> tensor<1x2x1x4x!quant.uniform<i8:f32:3,
// CHECK: effc.depthwise_conv_2d %arg0
// CHECK-NEXT: return
func.func @depthwise(%x: tensor<1x4x4x2x!q>, %b: tensor<4x!b>) -> tensor<1x3x4x4x!q> {
  %w = effc.constant dense<[[[[1]], [[2]]], [[[3]], [[4]]], [[[5]], [[6]]], [[[7]], [[8]]]]>
       : tensor<4x2x1x1xi8> -> tensor<4x2x1x1x!w>
  %0 = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x2x!q>, tensor<4x2x1x1x!w>, tensor<4x!b>) -> tensor<1x3x4x4x!q>
  return %0 : tensor<1x3x4x4x!q>
}

// CHECK-LABEL: func @prelu
// CHECK: effc.leaky_relu %arg0 {alpha = 2.500000e-01 : f32}
// CHECK-NEXT: return
func.func @prelu(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %a = effc.constant dense<0.25> : tensor<4xf32> -> tensor<4xf32>
  %0 = effc.prelu %x, %a : (tensor<1x4xf32>, tensor<4xf32>) -> tensor<1x4xf32>
  return %0 : tensor<1x4xf32>
}

// CHECK-LABEL: func @refuse_wide_groups
// CHECK: effc.conv_2d
func.func @refuse_wide_groups(%x: tensor<1x4x4x4xf32>) -> tensor<1x4x4x2xf32> {
  %w = effc.constant dense<1.0> : tensor<2x1x1x2xf32> -> tensor<2x1x1x2xf32>
  %0 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x4xf32>, tensor<2x1x1x2xf32>) -> tensor<1x4x4x2xf32>
  return %0 : tensor<1x4x4x2xf32>
}

// CHECK-LABEL: func @refuse_two_slopes
// CHECK: effc.prelu
func.func @refuse_two_slopes(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %a = effc.constant dense<[0.25, 0.5]> : tensor<2xf32> -> tensor<2xf32>
  %0 = effc.prelu %x, %a : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// CHECK-LABEL: func @refuse_quantized_slope
// CHECK: effc.prelu
func.func @refuse_quantized_slope(%x: tensor<1x2x!q>) -> tensor<1x2x!q> {
  %a = effc.constant dense<1> : tensor<1xi8> -> tensor<1x!s>
  %0 = effc.prelu %x, %a : (tensor<1x2x!q>, tensor<1x!s>) -> tensor<1x2x!q>
  return %0 : tensor<1x2x!q>
}
