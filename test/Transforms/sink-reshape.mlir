// RUN: effc-opt %s --effc-sink-reshape | FileCheck %s

!q = !quant.uniform<i8:f32, 0.05:-10>
!p = !quant.uniform<i8:f32, 0.1:0>

// CHECK-LABEL: func @chain
// CHECK-NEXT: effc.relu %arg0 : (tensor<1x4x4x8xf32>)
// CHECK-NEXT: effc.tanh
// CHECK-NEXT: effc.reshape %{{.*}} : (tensor<1x4x4x8xf32>) -> tensor<1x128xf32>
// CHECK-NEXT: return
func.func @chain(%x: tensor<1x4x4x8xf32>) -> tensor<1x128xf32> {
  %0 = effc.reshape %x : (tensor<1x4x4x8xf32>) -> tensor<1x128xf32>
  %1 = effc.relu %0 : (tensor<1x128xf32>) -> tensor<1x128xf32>
  %2 = effc.tanh %1 : (tensor<1x128xf32>) -> tensor<1x128xf32>
  return %2 : tensor<1x128xf32>
}

// CHECK-LABEL: func @transpose_below_requantize
// CHECK-NEXT: effc.requantize %arg0 : (tensor<2x3x!quant.uniform<i8:f32, {{.*}}:-10>>) -> tensor<2x3x
// CHECK-NEXT: effc.transpose %{{.*}} {permutation = array<i64: 1, 0>}
// CHECK-NEXT: return
func.func @transpose_below_requantize(%x: tensor<2x3x!q>) -> tensor<3x2x!p> {
  %0 = effc.transpose %x {permutation = array<i64: 1, 0>} : (tensor<2x3x!q>) -> tensor<3x2x!q>
  %1 = effc.requantize %0 : (tensor<3x2x!q>) -> tensor<3x2x!p>
  return %1 : tensor<3x2x!p>
}

// CHECK-LABEL: func @both_operands
// CHECK-NEXT: effc.add %arg0, %arg1 {activation = #effc.activation<relu>}
// CHECK-NEXT: effc.reshape
// CHECK-NEXT: return
func.func @both_operands(%x: tensor<4x4xf32>, %y: tensor<4x4xf32>) -> tensor<16xf32> {
  %0 = effc.reshape %x : (tensor<4x4xf32>) -> tensor<16xf32>
  %1 = effc.reshape %y : (tensor<4x4xf32>) -> tensor<16xf32>
  %2 = effc.add %0, %1 {activation = #effc.activation<relu>} : (tensor<16xf32>, tensor<16xf32>) -> tensor<16xf32>
  return %2 : tensor<16xf32>
}

// CHECK-LABEL: func @constants
// CHECK: effc.mul %arg0, %{{.*}} : (tensor<2x3x4xf32>, tensor<f32>)
// CHECK: effc.add %{{.*}}, %{{.*}} : (tensor<2x3x4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
// CHECK-NEXT: effc.reshape
// CHECK-NEXT: return
func.func @constants(%x: tensor<2x3x4xf32>) -> tensor<6x4xf32> {
  %s = effc.constant dense<2.0> : tensor<f32> -> tensor<f32>
  %v = effc.constant dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32> -> tensor<1x4xf32>
  %0 = effc.reshape %x : (tensor<2x3x4xf32>) -> tensor<6x4xf32>
  %1 = effc.mul %0, %s : (tensor<6x4xf32>, tensor<f32>) -> tensor<6x4xf32>
  %2 = effc.add %1, %v : (tensor<6x4xf32>, tensor<1x4xf32>) -> tensor<6x4xf32>
  return %2 : tensor<6x4xf32>
}

// CHECK-LABEL: func @refuse_other_vector
// CHECK: effc.reshape
// CHECK-NEXT: effc.add
func.func @refuse_other_vector(%x: tensor<2x3x4xf32>) -> tensor<4x6xf32> {
  %v = effc.constant dense<1.0> : tensor<6xf32> -> tensor<6xf32>
  %0 = effc.reshape %x : (tensor<2x3x4xf32>) -> tensor<4x6xf32>
  %1 = effc.add %0, %v : (tensor<4x6xf32>, tensor<6xf32>) -> tensor<4x6xf32>
  return %1 : tensor<4x6xf32>
}

// CHECK-LABEL: func @refuse_different_moves
// CHECK: effc.transpose
// CHECK: effc.reshape
// CHECK-NEXT: effc.add
func.func @refuse_different_moves(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<3x2xf32> {
  %0 = effc.transpose %x {permutation = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %1 = effc.reshape %y : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %2 = effc.add %0, %1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  return %2 : tensor<3x2xf32>
}

// CHECK-LABEL: func @refuse_broadcast
// CHECK: effc.reshape
// CHECK-NEXT: effc.add
func.func @refuse_broadcast(%x: tensor<2xf32>, %y: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %0 = effc.reshape %x : (tensor<2xf32>) -> tensor<1x2xf32>
  %1 = effc.add %0, %y : (tensor<1x2xf32>, tensor<4x2xf32>) -> tensor<4x2xf32>
  return %1 : tensor<4x2xf32>
}

// CHECK-LABEL: func @refuse_other_use
// CHECK: effc.reshape
// CHECK-NEXT: effc.relu
func.func @refuse_other_use(%x: tensor<4xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %0 = effc.reshape %x : (tensor<4xf32>) -> tensor<2x2xf32>
  %1 = effc.relu %0 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}

// Softmax looks along a dimension.
// CHECK-LABEL: func @refuse_softmax
// CHECK: effc.reshape
// CHECK-NEXT: effc.softmax
func.func @refuse_softmax(%x: tensor<4xf32>) -> tensor<2x2xf32> {
  %0 = effc.reshape %x : (tensor<4xf32>) -> tensor<2x2xf32>
  %1 = effc.softmax %0 {beta = 1.0 : f32} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}
