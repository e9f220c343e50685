// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @int8
func.func @int8(%x: tensor<1x4x4x3xi8>, %w: tensor<32xi8>, %b: tensor<8xi32>,
                %s: tensor<20xi32>) -> tensor<1x4x4x5xi8> {
  // CHECK: effc.kernel.conv_2d
  // CHECK-SAME: tile = #effc.tile<pixels = 4, channels = 8, depth = 2, dot = pair_i16>
  %y = effc.kernel.conv_2d %x, %w, %b, %s {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 4, channels = 8, depth = 2, dot = pair_i16>,
         scaling = #effc.scaling<rescale = double_rounding, signless = true>}
       : (tensor<1x4x4x3xi8>, tensor<32xi8>, tensor<8xi32>, tensor<20xi32>)
       -> tensor<1x4x4x5xi8>
  return %y : tensor<1x4x4x5xi8>
}

// CHECK-LABEL: func @float
func.func @float(%x: tensor<1x4x4x2xf32>, %w: tensor<48xf32>, %b: tensor<8xf32>)
    -> tensor<1x4x2x8xf32> {
  // CHECK: effc.kernel.conv_2d %{{.*}} {activation = #effc.activation<relu>
  %y = effc.kernel.conv_2d %x, %w, %b {
         window = array<i64: 1, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>,
         activation = #effc.activation<relu>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<48xf32>, tensor<8xf32>) -> tensor<1x4x2x8xf32>
  return %y : tensor<1x4x2x8xf32>
}

// CHECK-LABEL: func @addend
func.func @addend(%x: tensor<1x4x4x2xf32>, %w: tensor<48xf32>, %b: tensor<8xf32>,
                  %a: tensor<1x4x2x8xf32>) -> tensor<1x4x2x8xf32> {
  // CHECK: effc.kernel.conv_2d %{{.*}}, %{{.*}}, %{{.*}} plus %{{.*}} {
  // CHECK-SAME: sum_activation = #effc.activation<relu>
  %y = effc.kernel.conv_2d %x, %w, %b plus %a {
         window = array<i64: 1, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>, sum_activation = #effc.activation<relu>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<48xf32>, tensor<8xf32>, tensor<1x4x2x8xf32>)
       -> tensor<1x4x2x8xf32>
  return %y : tensor<1x4x2x8xf32>
}
