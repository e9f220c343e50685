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

// Each group has a slice of the input, and its part of filter, scales and bias.
// CHECK-LABEL: func @wide_groups
// CHECK-DAG: %[[B0:.*]] = effc.constant dense<[1, 2, 3, 4, 5, 6, 7, 8]> : tensor<8xi32>
// CHECK-DAG: %[[B1:.*]] = effc.constant dense<[9, 10, 11, 12, 13, 14, 15, 16]> : tensor<8xi32>
// CHECK-DAG: %[[X0:.*]] = effc.slice %arg0 {offsets = array<i64: 0, 0, 0, 0>
// CHECK-DAG: %[[X1:.*]] = effc.slice %arg0 {offsets = array<i64: 0, 0, 0, 8>
// CHECK-DAG: %[[Y0:.*]] = effc.conv_2d %[[X0]], %{{.*}}, %[[B0]] {{.*}}relu{{.*}} tensor<8x1x2x8x!quant.uniform<i8:f32:0, {1.0{{.*}},2.0
// CHECK-DAG: %[[Y1:.*]] = effc.conv_2d %[[X1]], %{{.*}}, %[[B1]] {{.*}}relu{{.*}} tensor<8x1x2x8x!quant.uniform<i8:f32:0, {0.089{{[0-9]*}},1.0
// CHECK: effc.concat %[[Y0]], %[[Y1]] {axis = 3 : i64}
!g = !quant.uniform<i8:f32:0, {0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.10, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16}>
!o = !quant.uniform<i8:f32, 1.0:3>
func.func @wide_groups(%x: tensor<1x4x4x16x!q>) -> tensor<1x4x4x16x!o> {
  %w = effc.constant dense<"0x1C2E2BB8569D806C1251DCC9BEE389120EBAEEA3C2D8545A78760C5AA65845B85DE4D4BAB5B9E452CCEC7FFA8EFFB5E8ECB3E9F971A65589F59E9BD09F6AFABB26AE0461361E198B743645887D6B1ED8101DB9B8587F0C2A3A220C140ABF8241505E00C5167E4D1202B03992ACFA0F9DE51787CD4EF2732FA1340CE541C9F9A749AE8486D609471D811143525731E876107E77E325802974B883D88E024D12C4D152382C7B34330A5D76356F0CEDE89EC26C6BDED90A1AD65C30F5BB093CBB94BE9D09D333359C6508E71ED2F8ED6A2502910CBE9C2770FB623BBFC8ED47B0CA3E823E3E29ABC86C350CF016FE94B7EA48BF89F7F4D6FB97CA7650FA84DA2B31">
       : tensor<16x1x2x8xi8> -> tensor<16x1x2x8x!g>
  %b = effc.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]> : tensor<16xi32> -> tensor<16xi32>
  %0 = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 1, 0>, activation = #effc.activation<relu>}
       : (tensor<1x4x4x16x!q>, tensor<16x1x2x8x!g>, tensor<16xi32>) -> tensor<1x4x4x16x!o>
  return %0 : tensor<1x4x4x16x!o>
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
