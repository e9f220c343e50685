// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @conv
// CHECK: effc.kernel.compact_conv_2d
// CHECK-SAME: tile = #effc.tile<pixels = 2, channels = 2, depth = 8, dot = dual_i16>
func.func @conv(%x: tensor<1x4x4x8xi8>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 2, depth = 8, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// CHECK-LABEL: func @depthwise
// CHECK: effc.kernel.compact_depthwise_conv_2d
func.func @depthwise(%x: tensor<1x4x4x2xi8>, %w: tensor<18xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  %y = effc.kernel.compact_depthwise_conv_2d %x, %w, %t {
         window = array<i64: 3, 3>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 1, depth = 2, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x2xi8>, tensor<18xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// CHECK-LABEL: func @twins
// CHECK: tile = #effc.tile<pixels = 4, channels = 1, depth = 4, dot = twin_i16>
func.func @twins(%x: tensor<1x4x4x6xi8>, %w: tensor<24xi8>, %t: tensor<6xi32>) -> tensor<1x4x4x3xi8> {
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 4, channels = 1, depth = 4, dot = twin_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x6xi8>, tensor<24xi8>, tensor<6xi32>) -> tensor<1x4x4x3xi8>
  return %y : tensor<1x4x4x3xi8>
}
