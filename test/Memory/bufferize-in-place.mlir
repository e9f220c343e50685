// RUN: effc-opt %s --split-input-file --effc-outline-kernels --effc-check-kernels \
// RUN:   --effc-bufferize --effc-check-loops --canonicalize --cse | FileCheck %s

// Chain in place, straight into the output.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<4xf32> {effc.output}) {
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: call @kernel_relu_0(%[[ARG1]]) : (memref<4xf32>) -> ()
// CHECK-NEXT: call @kernel_relu_0(%[[ARG1]]) : (memref<4xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %b = effc.relu %a : (tensor<4xf32>) -> tensor<4xf32>
    %c = effc.relu %b : (tensor<4xf32>) -> tensor<4xf32>
    return %c : tensor<4xf32>
  }
}

// -----

// An operand that is read later stays.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<4xf32> {effc.output}) {
// CHECK-NEXT: %[[C0:[a-z0-9_]+]] = arith.constant 0 : index
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: %[[ALLOC:[a-z0-9_]+]] = memref.alloc() {alignment = 4 : i64, effc.name = ""} : memref<16xi8>
// CHECK-NEXT: %[[VIEW:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C0]]][] : memref<16xi8> to memref<4xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG1]], %[[VIEW]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: call @kernel_add(%[[VIEW]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %b = effc.relu %a : (tensor<4xf32>) -> tensor<4xf32>
    %c = effc.add %a, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    return %c : tensor<4xf32>
  }
}

// -----

// Both operands are one.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<4xf32> {effc.output}) {
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: call @kernel_add(%[[ARG1]]) : (memref<4xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %c = effc.add %a, %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    return %c : tensor<4xf32>
  }
}

// -----

// A constant is not overwritten.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32> {effc.output}) {
// CHECK-NEXT: %[[V0:[a-z0-9_]+]] = memref.get_global @constant : memref<4xf32>
// CHECK-NEXT: call @kernel_relu(%[[V0]], %[[ARG0]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main() -> (tensor<4xf32>) {
    %k = effc.constant dense<1.0> : tensor<4xf32> -> tensor<4xf32>
    %a = effc.relu %k : (tensor<4xf32>) -> tensor<4xf32>
    return %a : tensor<4xf32>
  }
}

// -----

// Broadcast operand of another shape.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<1x4xf32> {effc.output}) {
// CHECK-NEXT: %[[C0:[a-z0-9_]+]] = arith.constant 0 : index
// CHECK-NEXT: %[[ALLOC:[a-z0-9_]+]] = memref.alloc() {alignment = 4 : i64, effc.name = ""} : memref<16xi8>
// CHECK-NEXT: %[[VIEW:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C0]]][] : memref<16xi8> to memref<4xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[VIEW]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: %[[V0:[a-z0-9_]+]] = memref.get_global @constant : memref<1x4xf32>
// CHECK-NEXT: call @kernel_add(%[[V0]], %[[VIEW]], %[[ARG1]]) : (memref<1x4xf32>, memref<4xf32>, memref<1x4xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<1x4xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %k = effc.constant dense<1.0> : tensor<1x4xf32> -> tensor<1x4xf32>
    %c = effc.add %k, %a : (tensor<1x4xf32>, tensor<4xf32>) -> tensor<1x4xf32>
    return %c : tensor<1x4xf32>
  }
}
