// RUN: effc-opt %s --split-input-file --effc-outline-kernels --effc-check-kernels \
// RUN:   --effc-bufferize --effc-check-loops --canonicalize --cse | FileCheck %s

// Producer writes the interior.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<1x2x2x1xf32>, %[[ARG1:[a-z0-9_]+]]: memref<1x4x5x1xf32> {effc.output}) {
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [6], sizes: [1, 2, 2, 1], strides: [10, 5, 1, 1] : memref<1x4x5x1xf32> to memref<1x2x2x1xf32, strided<[10, 5, 1, 1], offset: 6>>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[REINTERPRET_CAST]]) : (memref<1x2x2x1xf32>, memref<1x2x2x1xf32, strided<[10, 5, 1, 1], offset: 6>>) -> ()
// CHECK-NEXT: call @kernel_halo(%[[ARG1]]) : (memref<1x4x5x1xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<1x2x2x1xf32>) -> (tensor<1x4x5x1xf32>) {
    %a = effc.relu %x : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
    %p = effc.pad %a {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 2, 0>, value = 2.0 : f32} : (tensor<1x2x2x1xf32>) -> tensor<1x4x5x1xf32>
    return %p : tensor<1x4x5x1xf32>
  }
}

// -----

// Input is copied, zero point.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<2xi8>, %[[ARG1:[a-z0-9_]+]]: memref<4xi8> {effc.output}) {
// CHECK-NEXT: call @kernel_halo(%[[ARG1]]) : (memref<4xi8>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [1], sizes: [2], strides: [1] : memref<4xi8> to memref<2xi8, strided<[1], offset: 1>>
// CHECK-NEXT: call @kernel_copy(%[[ARG0]], %[[REINTERPRET_CAST]]) : (memref<2xi8>, memref<2xi8, strided<[1], offset: 1>>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> (tensor<4x!quant.uniform<i8:f32, 0.5:-3>>) {
    %p = effc.pad %x {low = array<i64: 1>, high = array<i64: 1>} : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<4x!quant.uniform<i8:f32, 0.5:-3>>
    return %p : tensor<4x!quant.uniform<i8:f32, 0.5:-3>>
  }
}
