// RUN: effc-opt %s --split-input-file --effc-outline-kernels --effc-check-kernels \
// RUN:   --effc-bufferize --effc-check-loops --canonicalize --cse | FileCheck %s

// Input returned.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<4xf32> {effc.output}) {
// CHECK-NEXT: call @kernel_copy(%[[ARG0]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>) {
    return %x : tensor<4xf32>
  }
}

// -----

// Constant and reshaped.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<4xf32> {effc.output}, %[[ARG2:[a-z0-9_]+]]: memref<2x2xf32> {effc.output}) {
// CHECK-NEXT: %[[V0:[a-z0-9_]+]] = memref.get_global @constant : memref<4xf32>
// CHECK-NEXT: call @kernel_copy(%[[V0]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG0]] to offset: [0], sizes: [2, 2], strides: [2, 1] : memref<4xf32> to memref<2x2xf32>
// CHECK-NEXT: call @kernel_copy_0(%[[REINTERPRET_CAST]], %[[ARG2]]) : (memref<2x2xf32>, memref<2x2xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<2x2xf32>) {
    %k = effc.constant dense<1.0> : tensor<4xf32> -> tensor<4xf32>
    %r = effc.reshape %x : (tensor<4xf32>) -> tensor<2x2xf32>
    return %k, %r : tensor<4xf32>, tensor<2x2xf32>
  }
}

// -----

// Twice.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<4xf32> {effc.output}, %[[ARG2:[a-z0-9_]+]]: memref<4xf32> {effc.output}) {
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: call @kernel_copy(%[[ARG1]], %[[ARG2]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    return %a, %a : tensor<4xf32>, tensor<4xf32>
  }
}

// -----

// Read back.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<4xf32> {effc.output}, %[[ARG2:[a-z0-9_]+]]: memref<4xf32> {effc.output}) {
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: call @kernel_relu(%[[ARG1]], %[[ARG2]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %b = effc.relu %a : (tensor<4xf32>) -> tensor<4xf32>
    return %a, %b : tensor<4xf32>, tensor<4xf32>
  }
}

// -----

// Dead.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<4xf32> {effc.output}) {
// CHECK-NEXT: %[[C0:[a-z0-9_]+]] = arith.constant 0 : index
// CHECK-NEXT: %[[ALLOC:[a-z0-9_]+]] = memref.alloc() {alignment = 4 : i64, effc.name = ""} : memref<16xi8>
// CHECK-NEXT: %[[VIEW:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C0]]][] : memref<16xi8> to memref<4xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[VIEW]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %b = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    return %b : tensor<4xf32>
  }
}

// -----

// Nothing to copy.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<0xf32>, %[[ARG1:[a-z0-9_]+]]: memref<0xf32> {effc.output}) {
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<0xf32>) -> tensor<0xf32> {
    return %x : tensor<0xf32>
  }
}
