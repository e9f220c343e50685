// RUN: effc-opt %s --effc-split-rows="first=0 last=1 rows=2" --split-input-file | FileCheck %s

// Stripes of two rows of the pool's result: 5 or 4 rows of its input, and 6 or 5 of the first image
// with padding at its border only.
// CHECK-LABEL: @chain
// CHECK-SAME: %[[X:.*]]: tensor<1x8x4x2xf32>
// CHECK: %[[XA:.*]] = effc.slice %[[X]] {offsets = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1, 1, 1>} : (tensor<1x8x4x2xf32>) -> tensor<1x6x4x2xf32>
// CHECK: %[[A:.*]] = effc.depthwise_conv_2d %[[XA]], %{{.*}} {{.*}}padding = array<i64: 1, 0, 1, 1>{{.*}} -> tensor<1x5x4x2xf32>
// CHECK: %[[P:.*]] = effc.max_pool_2d %[[A]] {padding = array<i64: 0, 0, 0, 1>{{.*}} -> tensor<1x2x2x2xf32>
// CHECK: %[[XB:.*]] = effc.slice %[[X]] {offsets = array<i64: 0, 3, 0, 0>{{.*}} -> tensor<1x5x4x2xf32>
// CHECK: %[[B:.*]] = effc.depthwise_conv_2d %[[XB]], %{{.*}} {{.*}}padding = array<i64: 0, 1, 1, 1>{{.*}} -> tensor<1x4x4x2xf32>
// CHECK: %[[Q:.*]] = effc.max_pool_2d %[[B]] {padding = array<i64: 0, 1, 0, 1>{{.*}} -> tensor<1x2x2x2xf32>
// CHECK: %[[Y:.*]] = effc.concat %[[P]], %[[Q]] {axis = 1 : i64}
// CHECK: return %[[Y]]
func.func @chain(%x: tensor<1x8x4x2xf32>) -> tensor<1x4x2x2xf32> {
  %w = effc.constant dense<0.5> : tensor<1x3x3x2xf32> -> tensor<1x3x3x2xf32>
  %0 = effc.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 1, 1, 1, 1>}
       : (tensor<1x8x4x2xf32>, tensor<1x3x3x2xf32>) -> tensor<1x8x4x2xf32>
  %1 = effc.max_pool_2d %0 {window = array<i64: 3, 3>, strides = array<i64: 2, 2>,
         padding = array<i64: 0, 1, 0, 1>} : (tensor<1x8x4x2xf32>) -> tensor<1x4x2x2xf32>
  return %1 : tensor<1x4x2x2xf32>
}

// -----

// A shortcut: the stripe of the first result has the rows that the window needs; the sum reads a
// slice of them. What has no rows stays whole.
// CHECK-LABEL: @shortcut
// CHECK: %[[A:.*]] = effc.max_pool_2d %[[X:.*]] {padding = array<i64: 1, 0, 1, 1>{{.*}} : (tensor<1x3x4x2xf32>) -> tensor<1x2x4x2xf32>
// CHECK: %[[S:.*]] = effc.slice %arg0 {offsets = array<i64: 0, 0, 0, 0>{{.*}} -> tensor<1x2x4x2xf32>
// CHECK: effc.add %[[A]], %[[S]]
// CHECK: effc.concat
func.func @shortcut(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %0 = effc.max_pool_2d %x {window = array<i64: 3, 3>, strides = array<i64: 1, 1>,
         padding = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = effc.add %0, %x : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %1 : tensor<1x4x4x2xf32>
}

// -----

// The tensor within the chain has another use.
// CHECK-LABEL: @used_elsewhere
// CHECK-NOT: effc.slice
func.func @used_elsewhere(%x: tensor<1x4x4x2xf32>) -> (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) {
  %0 = effc.relu %x : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = effc.tanh %0 : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %0, %1 : tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>
}

// -----

// Rows of several images are not neighbours.
// CHECK-LABEL: @batch
// CHECK-NOT: effc.slice
func.func @batch(%x: tensor<2x4x4x2xf32>) -> tensor<2x4x4x2xf32> {
  %0 = effc.relu %x : (tensor<2x4x4x2xf32>) -> tensor<2x4x4x2xf32>
  %1 = effc.tanh %0 : (tensor<2x4x4x2xf32>) -> tensor<2x4x4x2xf32>
  return %1 : tensor<2x4x4x2xf32>
}

// -----

// A transposition moves elements from row to row; a constant has a value for each row.
// CHECK-LABEL: @not_by_rows
// CHECK-NOT: effc.slice
func.func @not_by_rows(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %c = effc.constant dense<2.0> : tensor<1x4x1x1xf32> -> tensor<1x4x1x1xf32>
  %0 = effc.mul %x, %c : (tensor<1x4x4x2xf32>, tensor<1x4x1x1xf32>) -> tensor<1x4x4x2xf32>
  %1 = effc.transpose %0 {permutation = array<i64: 0, 2, 1, 3>} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %1 : tensor<1x4x4x2xf32>
}

// -----

// A first operand without rows.
// CHECK-LABEL: @vector_first
// CHECK-SAME: %[[V:[a-z0-9]+]]: tensor<2xf32>
// CHECK: effc.add %[[V]], %{{.*}} : (tensor<2xf32>, tensor<1x2x4x2xf32>) -> tensor<1x2x4x2xf32>
// CHECK: effc.concat
func.func @vector_first(%v: tensor<2xf32>, %x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %0 = effc.add %v, %x : (tensor<2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = effc.tanh %0 : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %1 : tensor<1x4x4x2xf32>
}

// -----

// Each row has a scale of its own, which a stripe would have to slice, too.
!rows = !quant.uniform<i8:f32:1, {0.5, 0.25, 0.125, 1.0}>
// CHECK-LABEL: @scale_for_each_row
// CHECK-NOT: effc.slice
func.func @scale_for_each_row(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2x!rows> {
  %0 = effc.relu %x : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = effc.quantize %0 : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2x!rows>
  return %1 : tensor<1x4x4x2x!rows>
}

// -----

// Stripes with a scale for each channel cannot be concatenated.
!channels = !quant.uniform<i8:f32:3, {0.5, 0.25}>
// CHECK-LABEL: @scale_for_each_channel
// CHECK-NOT: effc.slice
func.func @scale_for_each_channel(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2x!channels> {
  %0 = effc.relu %x : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = effc.quantize %0 : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2x!channels>
  return %1 : tensor<1x4x4x2x!channels>
}

// -----

// Each stripe would need the one row that is broadcast, which is no stripe of anything.
// CHECK-LABEL: @row_for_all
// CHECK-NOT: effc.slice
func.func @row_for_all(%x: tensor<1x4x1x2xf32>, %y: tensor<1x4x1x2xf32>) -> tensor<1x4x1x2xf32> {
  %w = effc.constant dense<1.0> : tensor<1x4x1x2xf32> -> tensor<1x4x1x2xf32>
  %0 = effc.depthwise_conv_2d %x, %w {strides = array<i64: 4, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x1x2xf32>, tensor<1x4x1x2xf32>) -> tensor<1x1x1x2xf32>
  %1 = effc.add %0, %y : (tensor<1x1x1x2xf32>, tensor<1x4x1x2xf32>) -> tensor<1x4x1x2xf32>
  return %1 : tensor<1x4x1x2xf32>
}
