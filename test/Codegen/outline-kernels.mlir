// RUN: effc-opt %s --effc-outline-kernels --effc-check-kernels --split-input-file | FileCheck %s

// Equal ops share a function, whatever their location; other attributes make another one.
// CHECK-LABEL: func.func @main
// CHECK: %[[A:.*]] = call @kernel_leaky_relu(%arg0)
// CHECK: %[[B:.*]] = call @kernel_leaky_relu(%[[A]])
// CHECK: %[[C:.*]] = call @kernel_leaky_relu_0(%[[B]])
// CHECK: %[[D:.*]] = call @kernel_add(%[[C]], %[[C]])
// CHECK: return %[[D]]
// CHECK: func.func private @kernel_leaky_relu(%arg0: tensor<4xf32>) -> tensor<4xf32>
// CHECK-SAME: attributes {effc.in_place = array<i32: 0>, effc.kernel}
// CHECK-NEXT: effc.leaky_relu %arg0 {alpha = 5.000000e-01 : f32}
// CHECK-NEXT: return
// CHECK: func.func private @kernel_leaky_relu_0
// CHECK: func.func private @kernel_add(%arg0: tensor<4xf32>, %arg1: tensor<4xf32>)
// CHECK-SAME: attributes {effc.in_place = array<i32: 0, 1>, effc.kernel}
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
    %a = effc.leaky_relu %x {alpha = 0.5 : f32} : (tensor<4xf32>) -> tensor<4xf32> loc("first")
    %b = effc.leaky_relu %a {alpha = 0.5 : f32} : (tensor<4xf32>) -> tensor<4xf32> loc("second")
    %c = effc.leaky_relu %b {alpha = 0.25 : f32} : (tensor<4xf32>) -> tensor<4xf32>
    %d = effc.add %c, %c : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    return %d : tensor<4xf32>
  }
}

// -----

// What only moves elements stays.
// CHECK-LABEL: func.func @main
// CHECK-DAG: effc.constant
// CHECK: effc.reshape
// CHECK: effc.slice
// CHECK: effc.pad
// CHECK: effc.concat
// CHECK: call @kernel_slice
// CHECK: call @kernel_slice_0
// CHECK: effc.slice
// CHECK: effc.cast
// CHECK-NOT: call
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4x4xi8>) -> (tensor<6x4xi8>, tensor<4x2xi8>, tensor<2x4xi8>, tensor<1x1xui8>) {
    %k = effc.constant dense<1> : tensor<2x4xi8> -> tensor<2x4xi8>
    %r = effc.reshape %x : (tensor<4x4xi8>) -> tensor<2x8xi8>
    %s = effc.slice %r {offsets = array<i64: 1, 0>, strides = array<i64: 1, 1>} : (tensor<2x8xi8>) -> tensor<1x4xi8>
    %p = effc.pad %s {low = array<i64: 1, 0>, high = array<i64: 2, 0>} : (tensor<1x4xi8>) -> tensor<4x4xi8>
    %c = effc.concat %p, %k {axis = 0} : (tensor<4x4xi8>, tensor<2x4xi8>) -> tensor<6x4xi8>
    %every_other = effc.slice %x {offsets = array<i64: 0, 0>, strides = array<i64: 1, 2>} : (tensor<4x4xi8>) -> tensor<4x2xi8>
    %backwards = effc.slice %x {offsets = array<i64: 3, 0>, strides = array<i64: -1, 1>} : (tensor<4x4xi8>) -> tensor<2x4xi8>
    %one = effc.slice %x {offsets = array<i64: 3, 2>, strides = array<i64: -1, -3>} : (tensor<4x4xi8>) -> tensor<1x1xi8>
    %u = effc.cast %one : (tensor<1x1xi8>) -> tensor<1x1xui8>
    return %c, %every_other, %backwards, %u : tensor<6x4xi8>, tensor<4x2xi8>, tensor<2x4xi8>, tensor<1x1xui8>
  }
}
