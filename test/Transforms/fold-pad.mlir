// RUN: effc-opt %s --effc-fold-pad | FileCheck %s

!q = !quant.uniform<i8:f32, 0.05:-10>
!u = !quant.uniform<u8:f32, 0.05:200>
!w = !quant.uniform<i8:f32, 0.1>
!b = !quant.uniform<i32:f32, 0.005>

// CHECK-LABEL: func @float_conv
// CHECK: effc.conv_2d %arg0, %{{.*}} {{.*}}padding = array<i64: 1, 2, 3, 5>
func.func @float_conv(%x: tensor<1x8x8x3xf32>) -> tensor<1x9x14x4xf32> {
  %w = effc.constant dense<0.5> : tensor<4x3x3x3xf32> -> tensor<4x3x3x3xf32>
  %0 = effc.pad %x {low = array<i64: 0, 1, 3, 0>, high = array<i64: 0, 2, 4, 0>}
       : (tensor<1x8x8x3xf32>) -> tensor<1x11x15x3xf32>
  %1 = effc.conv_2d %0, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 1>}
       : (tensor<1x11x15x3xf32>, tensor<4x3x3x3xf32>) -> tensor<1x9x14x4xf32>
  return %1 : tensor<1x9x14x4xf32>
}

// A zero times an infinite weight is no number.
// CHECK-LABEL: func @refuse_float_conv_of_computed_weights
// CHECK: effc.pad
func.func @refuse_float_conv_of_computed_weights(%x: tensor<1x4x4x3xf32>, %w: tensor<4x3x3x3xf32>)
    -> tensor<1x4x4x4xf32> {
  %0 = effc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>}
       : (tensor<1x4x4x3xf32>) -> tensor<1x6x6x3xf32>
  %1 = effc.conv_2d %0, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x6x6x3xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x4x4xf32>
  return %1 : tensor<1x4x4x4xf32>
}

// The value may be written out, as the zero point.
// CHECK-LABEL: func @quantized_depthwise
// CHECK-NEXT: effc.depthwise_conv_2d %arg0, {{.*}}padding = array<i64: 1, 1, 1, 1>
func.func @quantized_depthwise(%x: tensor<1x4x4x2x!q>, %w: tensor<1x3x3x2x!w>, %b: tensor<2x!b>)
    -> tensor<1x4x4x2x!q> {
  %0 = effc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = -10 : i8}
       : (tensor<1x4x4x2x!q>) -> tensor<1x6x6x2x!q>
  %1 = effc.depthwise_conv_2d %0, %w, %b {strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x6x6x2x!q>, tensor<1x3x3x2x!w>, tensor<2x!b>) -> tensor<1x4x4x2x!q>
  return %1 : tensor<1x4x4x2x!q>
}

// CHECK-LABEL: func @two_pads
// CHECK-NEXT: effc.pad %arg0 {high = array<i64: 2, 0>, low = array<i64: 1, 3>}
func.func @two_pads(%x: tensor<2x2xf32>) -> tensor<5x5xf32> {
  %0 = effc.pad %x {low = array<i64: 1, 1>, high = array<i64: 0, 0>}
       : (tensor<2x2xf32>) -> tensor<3x3xf32>
  %1 = effc.pad %0 {low = array<i64: 0, 2>, high = array<i64: 2, 0>}
       : (tensor<3x3xf32>) -> tensor<5x5xf32>
  return %1 : tensor<5x5xf32>
}

// CHECK-LABEL: func @max_pool_of_smallest
// CHECK-NEXT: effc.max_pool_2d %arg0 {padding = array<i64: 1, 1, 1, 1>
func.func @max_pool_of_smallest(%x: tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q> {
  %0 = effc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = -128 : i8}
       : (tensor<1x4x4x2x!q>) -> tensor<1x6x6x2x!q>
  %1 = effc.max_pool_2d %0 {window = array<i64: 3, 3>, strides = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x6x6x2x!q>) -> tensor<1x4x4x2x!q>
  return %1 : tensor<1x4x4x2x!q>
}

// CHECK-LABEL: func @max_pool_of_relu
// CHECK-NEXT: effc.relu
// CHECK-NEXT: effc.max_pool_2d %{{.*}} {padding = array<i64: 1, 0, 1, 0>
func.func @max_pool_of_relu(%x: tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q> {
  %0 = effc.relu %x : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  %1 = effc.pad %0 {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x5x5x2x!q>
  %2 = effc.max_pool_2d %1 {window = array<i64: 3, 3>, strides = array<i64: 2, 2>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x5x5x2x!q>) -> tensor<1x2x2x2x!q>
  return %2 : tensor<1x2x2x2x!q>
}

// Next to NaN alone the pad is the largest.
// CHECK-LABEL: func @refuse_max_pool_of_real_relu
// CHECK: effc.pad
func.func @refuse_max_pool_of_real_relu(%x: tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32> {
  %0 = effc.relu %x : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = effc.pad %0 {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x2xf32>) -> tensor<1x5x5x2xf32>
  %2 = effc.max_pool_2d %1 {window = array<i64: 3, 3>, strides = array<i64: 2, 2>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x5x5x2xf32>) -> tensor<1x2x2x2xf32>
  return %2 : tensor<1x2x2x2xf32>
}

// CHECK-LABEL: func @refuse_max_pool_of_unknown
// CHECK: effc.pad
func.func @refuse_max_pool_of_unknown(%x: tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32> {
  %1 = effc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x2xf32>) -> tensor<1x5x5x2xf32>
  %2 = effc.max_pool_2d %1 {window = array<i64: 3, 3>, strides = array<i64: 2, 2>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x5x5x2xf32>) -> tensor<1x2x2x2xf32>
  return %2 : tensor<1x2x2x2xf32>
}

// 56 as u8 is -56 in a signless attribute's text form: not the zero point 200.
// CHECK-LABEL: func @unsigned_values
// CHECK-NEXT: effc.conv_2d %arg0
// CHECK-NEXT: effc.pad
func.func @unsigned_values(%x: tensor<1x4x4x2x!u>, %w: tensor<2x3x3x2x!u>)
    -> (tensor<1x4x4x2x!u>, tensor<1x4x4x2x!u>) {
  %0 = effc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 200 : i8}
       : (tensor<1x4x4x2x!u>) -> tensor<1x6x6x2x!u>
  %1 = effc.conv_2d %0, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x6x6x2x!u>, tensor<2x3x3x2x!u>) -> tensor<1x4x4x2x!u>
  %2 = effc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 56 : i8}
       : (tensor<1x4x4x2x!u>) -> tensor<1x6x6x2x!u>
  %3 = effc.conv_2d %2, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x6x6x2x!u>, tensor<2x3x3x2x!u>) -> tensor<1x4x4x2x!u>
  return %1, %3 : tensor<1x4x4x2x!u>, tensor<1x4x4x2x!u>
}

// CHECK-LABEL: func @refuse_channels
// CHECK: effc.pad
func.func @refuse_channels(%x: tensor<1x4x4x2xf32>, %w: tensor<4x1x1x3xf32>)
    -> tensor<1x4x4x4xf32> {
  %0 = effc.pad %x {low = array<i64: 0, 0, 0, 1>, high = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x3xf32>
  %1 = effc.conv_2d %0, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x3xf32>, tensor<4x1x1x3xf32>) -> tensor<1x4x4x4xf32>
  return %1 : tensor<1x4x4x4xf32>
}

// A window that lies in the padding alone gives the pad's value, which a pool cannot.
// CHECK-LABEL: func @refuse_empty_window
// CHECK: effc.pad
func.func @refuse_empty_window(%x: tensor<1x4x4x2x!q>) -> tensor<1x6x6x2x!q> {
  %0 = effc.pad %x {low = array<i64: 0, 2, 2, 0>, high = array<i64: 0, 1, 1, 0>, value = -128 : i8}
       : (tensor<1x4x4x2x!q>) -> tensor<1x7x7x2x!q>
  %1 = effc.max_pool_2d %0 {window = array<i64: 2, 2>, strides = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x7x7x2x!q>) -> tensor<1x6x6x2x!q>
  return %1 : tensor<1x6x6x2x!q>
}

// CHECK-LABEL: func @refuse_average
// CHECK: effc.pad
func.func @refuse_average(%x: tensor<1x4x4x2xf32>) -> tensor<1x5x5x2xf32> {
  %0 = effc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>}
       : (tensor<1x4x4x2xf32>) -> tensor<1x6x6x2xf32>
  %1 = effc.average_pool_2d %0 {window = array<i64: 2, 2>, strides = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x6x6x2xf32>) -> tensor<1x5x5x2xf32>
  return %1 : tensor<1x5x5x2xf32>
}

// CHECK-LABEL: func @refuse_different_values
// CHECK: effc.pad
// CHECK: effc.pad
func.func @refuse_different_values(%x: tensor<2xf32>) -> tensor<4xf32> {
  %0 = effc.pad %x {low = array<i64: 1>, high = array<i64: 0>} : (tensor<2xf32>) -> tensor<3xf32>
  %1 = effc.pad %0 {low = array<i64: 0>, high = array<i64: 1>, value = 1.0 : f32}
       : (tensor<3xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
