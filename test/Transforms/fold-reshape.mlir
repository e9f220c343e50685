// RUN: effc-opt %s --effc-fold-reshape | FileCheck %s

!q = !quant.uniform<i8:f32, 0.05:-10>

// CHECK-LABEL: func @no_ops
// CHECK-NEXT: return %arg0
func.func @no_ops(%x: tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q> {
  %0 = effc.slice %x {offsets = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1, 1, 1>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  %1 = effc.pad %0 {low = array<i64: 0, 0, 0, 0>, high = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  %2 = effc.tile %1 {multiples = array<i64: 1, 1, 1, 1>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  %3 = effc.concat %2 {axis = 3} : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  %4 = effc.resize_bilinear %3 {half_pixel_centers} : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  %5 = effc.resize_nearest %4 {align_corners} : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  %6 = effc.transpose %5 {permutation = array<i64: 0, 1, 2, 3>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  %7 = effc.max_pool_2d %6 {window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  return %7 : tensor<1x4x4x2x!q>
}

// CHECK-LABEL: func @pool_of_one_cell
// CHECK-NEXT: effc.relu6 %arg0
// CHECK-NEXT: effc.relu_n1_to_1
// CHECK-NEXT: effc.relu %
// CHECK-NEXT: return
func.func @pool_of_one_cell(%x: tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q> {
  %0 = effc.average_pool_2d %x {window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>, activation = #effc.activation<relu6>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  %1 = effc.max_pool_2d %0 {window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>, activation = #effc.activation<relu_n1_to_1>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  %2 = effc.average_pool_2d %1 {window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>, activation = #effc.activation<relu>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  return %2 : tensor<1x4x4x2x!q>
}

// An infinite float becomes the largest one, a maximum pool passes over NaN, and resizing multiplies a
// neighbour by zero.
// CHECK-LABEL: func @floats_that_are_none
// CHECK: effc.average_pool_2d
// CHECK: effc.max_pool_2d
// CHECK: effc.resize_bilinear
func.func @floats_that_are_none(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %0 = effc.average_pool_2d %x {window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = effc.max_pool_2d %0 {window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %2 = effc.resize_bilinear %1 : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %2 : tensor<1x4x4x2xf32>
}

// CHECK-LABEL: func @mean_of_one
// CHECK-NEXT: effc.reshape %arg0 : (tensor<1x1x1x2xf32>) -> tensor<1x2xf32>
// CHECK-NEXT: return
func.func @mean_of_one(%x: tensor<1x1x1x2xf32>) -> tensor<1x2xf32> {
  %0 = effc.mean %x {axes = array<i64: 1, 2>} : (tensor<1x1x1x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// CHECK-LABEL: func @transposes
// CHECK-NEXT: effc.transpose %arg0 {permutation = array<i64: 1, 2, 0>}
// CHECK-NEXT: return
func.func @transposes(%x: tensor<2x3x4xf32>) -> tensor<3x4x2xf32> {
  %0 = effc.transpose %x {permutation = array<i64: 2, 0, 1>} : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  %1 = effc.transpose %0 {permutation = array<i64: 2, 0, 1>} : (tensor<4x2x3xf32>) -> tensor<3x4x2xf32>
  return %1 : tensor<3x4x2xf32>
}

// CHECK-LABEL: func @transpose_of_ones
// CHECK-NEXT: effc.reshape %arg0 : (tensor<1x4x1x2xf32>) -> tensor<4x1x1x2xf32>
// CHECK-NEXT: return
func.func @transpose_of_ones(%x: tensor<1x4x1x2xf32>) -> tensor<4x1x1x2xf32> {
  %0 = effc.transpose %x {permutation = array<i64: 1, 0, 2, 3>} : (tensor<1x4x1x2xf32>) -> tensor<4x1x1x2xf32>
  return %0 : tensor<4x1x1x2xf32>
}

// CHECK-LABEL: func @reshapes
// CHECK-NEXT: return %arg0
func.func @reshapes(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %0 = effc.reshape %x : (tensor<1x4x4x2xf32>) -> tensor<4x8xf32>
  %1 = effc.reshape %0 : (tensor<4x8xf32>) -> tensor<2x16xf32>
  %2 = effc.reshape %1 : (tensor<2x16xf32>) -> tensor<1x4x4x2xf32>
  return %2 : tensor<1x4x4x2xf32>
}

// CHECK-LABEL: func @reshape_of_constant
// CHECK-NEXT: effc.constant dense<{{.*}}[1, 2], [3, 4]]> : tensor<2x2xi8> -> tensor<2x2x!quant
// CHECK-NEXT: return
func.func @reshape_of_constant() -> tensor<2x2x!q> {
  %0 = effc.constant dense<[1, 2, 3, 4]> : tensor<4xi8> -> tensor<4x!q>
  %1 = effc.reshape %0 : (tensor<4x!q>) -> tensor<2x2x!q>
  return %1 : tensor<2x2x!q>
}

// CHECK-LABEL: func @around_fully_connected
// CHECK-NEXT: effc.fully_connected %arg0, %arg1 : (tensor<1x4x4x8xf32>, tensor<10x128xf32>) -> tensor<1x1x10xf32>
// CHECK-NEXT: return
func.func @around_fully_connected(%x: tensor<1x4x4x8xf32>, %w: tensor<10x128xf32>)
    -> tensor<1x1x10xf32> {
  %0 = effc.reshape %x : (tensor<1x4x4x8xf32>) -> tensor<1x128xf32>
  %1 = effc.fully_connected %0, %w : (tensor<1x128xf32>, tensor<10x128xf32>) -> tensor<1x10xf32>
  %2 = effc.reshape %1 : (tensor<1x10xf32>) -> tensor<1x1x10xf32>
  return %2 : tensor<1x1x10xf32>
}

// Offsets 1 and 2 from a reversed slice: 7 - 1 * 2, then every 2nd of every -1st.
// CHECK-LABEL: func @slices
// CHECK-NEXT: effc.slice %arg0 {offsets = array<i64: 5>, strides = array<i64: -2>} : (tensor<8xf32>) -> tensor<3xf32>
// CHECK-NEXT: return
func.func @slices(%x: tensor<8xf32>) -> tensor<3xf32> {
  %0 = effc.slice %x {offsets = array<i64: 7>, strides = array<i64: -1>} : (tensor<8xf32>) -> tensor<8xf32>
  %1 = effc.slice %0 {offsets = array<i64: 2>, strides = array<i64: 2>} : (tensor<8xf32>) -> tensor<3xf32>
  return %1 : tensor<3xf32>
}

// CHECK-LABEL: func @slice_of_concat
// CHECK-NEXT: effc.slice %arg1 {offsets = array<i64: 1, 0>
// CHECK-NEXT: return
func.func @slice_of_concat(%x: tensor<2x2xf32>, %y: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %0 = effc.concat %x, %y {axis = 0} : (tensor<2x2xf32>, tensor<3x2xf32>) -> tensor<5x2xf32>
  %1 = effc.slice %0 {offsets = array<i64: 3, 0>, strides = array<i64: 1, 1>} : (tensor<5x2xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// CHECK-LABEL: func @refuse_slice_across_pieces
// CHECK: effc.concat
// CHECK: effc.slice
func.func @refuse_slice_across_pieces(%x: tensor<2x2xf32>, %y: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %0 = effc.concat %x, %y {axis = 0} : (tensor<2x2xf32>, tensor<3x2xf32>) -> tensor<5x2xf32>
  %1 = effc.slice %0 {offsets = array<i64: 1, 0>, strides = array<i64: 1, 1>} : (tensor<5x2xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// CHECK-LABEL: func @concat_restores
// CHECK-NEXT: return %arg0
func.func @concat_restores(%x: tensor<4x6xf32>) -> tensor<4x6xf32> {
  %0 = effc.slice %x {offsets = array<i64: 0, 0>, strides = array<i64: 1, 1>} : (tensor<4x6xf32>) -> tensor<4x1xf32>
  %1 = effc.slice %x {offsets = array<i64: 0, 1>, strides = array<i64: 1, 1>} : (tensor<4x6xf32>) -> tensor<4x2xf32>
  %2 = effc.slice %x {offsets = array<i64: 0, 3>, strides = array<i64: 1, 1>} : (tensor<4x6xf32>) -> tensor<4x3xf32>
  %3 = effc.concat %0, %1, %2 {axis = 1} : (tensor<4x1xf32>, tensor<4x2xf32>, tensor<4x3xf32>) -> tensor<4x6xf32>
  return %3 : tensor<4x6xf32>
}

// CHECK-LABEL: func @refuse_swapped_halves
// CHECK: effc.slice
// CHECK: effc.slice
// CHECK: effc.concat
func.func @refuse_swapped_halves(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = effc.slice %x {offsets = array<i64: 0>, strides = array<i64: 1>} : (tensor<4xf32>) -> tensor<2xf32>
  %1 = effc.slice %x {offsets = array<i64: 2>, strides = array<i64: 1>} : (tensor<4xf32>) -> tensor<2xf32>
  %2 = effc.concat %1, %0 {axis = 0} : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  return %2 : tensor<4xf32>
}

// CHECK-LABEL: func @concats
// CHECK-NEXT: effc.concat %arg0, %arg0, %arg0 {axis = 0 : i64}
// CHECK-NEXT: return
func.func @concats(%x: tensor<2xf32>) -> tensor<6xf32> {
  %0 = effc.concat %x, %x {axis = 0} : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  %1 = effc.concat %x, %0 {axis = 0} : (tensor<2xf32>, tensor<4xf32>) -> tensor<6xf32>
  return %1 : tensor<6xf32>
}

// CHECK-LABEL: func @refuse_reverse
// CHECK: effc.slice
func.func @refuse_reverse(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = effc.slice %x {offsets = array<i64: 3>, strides = array<i64: -1>} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func @refuse_quantized_mean
// CHECK: effc.mean
func.func @refuse_quantized_mean(%x: tensor<1x1x2x!q>) -> tensor<1x2x!q> {
  %0 = effc.mean %x {axes = array<i64: 1>} : (tensor<1x1x2x!q>) -> tensor<1x2x!q>
  return %0 : tensor<1x2x!q>
}

// CHECK-LABEL: func @refuse_mean_of_many
// CHECK: effc.mean
func.func @refuse_mean_of_many(%x: tensor<1x4x2xf32>) -> tensor<1x2xf32> {
  %0 = effc.mean %x {axes = array<i64: 1>} : (tensor<1x4x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}
