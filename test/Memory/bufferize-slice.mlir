// RUN: effc-opt %s --split-input-file --effc-outline-kernels --effc-check-kernels \
// RUN:   --effc-bufferize --effc-check-loops --canonicalize --cse | FileCheck %s

// Split channels, joined again.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<2x4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<2x4xf32> {effc.output}) {
// CHECK-NEXT: %[[C8:[a-z0-9_]+]] = arith.constant 8 : index
// CHECK-NEXT: %[[C0:[a-z0-9_]+]] = arith.constant 0 : index
// CHECK-NEXT: %[[ALLOC:[a-z0-9_]+]] = memref.alloc() {alignment = 4 : i64, effc.name = ""} : memref<32xi8>
// CHECK-NEXT: %[[VIEW:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C0]]][] : memref<32xi8> to memref<2x4xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[VIEW]]) : (memref<2x4xf32>, memref<2x4xf32>) -> ()
// CHECK-NEXT: %[[VIEW_0:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C0]]][] : memref<32xi8> to memref<6xf32>
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[VIEW_0]] to offset: [0], sizes: [2, 2], strides: [4, 1] : memref<6xf32> to memref<2x2xf32, strided<[4, 1]>>
// CHECK-NEXT: %[[REINTERPRET_CAST_1:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [2], sizes: [2, 2], strides: [4, 1] : memref<2x4xf32> to memref<2x2xf32, strided<[4, 1], offset: 2>>
// CHECK-NEXT: call @kernel_relu_0(%[[REINTERPRET_CAST]], %[[REINTERPRET_CAST_1]]) : (memref<2x2xf32, strided<[4, 1]>>, memref<2x2xf32, strided<[4, 1], offset: 2>>) -> ()
// CHECK-NEXT: %[[VIEW_2:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C8]]][] : memref<32xi8> to memref<6xf32>
// CHECK-NEXT: %[[REINTERPRET_CAST_3:[a-z0-9_]+]] = memref.reinterpret_cast %[[VIEW_2]] to offset: [0], sizes: [2, 2], strides: [4, 1] : memref<6xf32> to memref<2x2xf32, strided<[4, 1]>>
// CHECK-NEXT: %[[REINTERPRET_CAST_4:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [0], sizes: [2, 2], strides: [4, 1] : memref<2x4xf32> to memref<2x2xf32, strided<[4, 1]>>
// CHECK-NEXT: call @kernel_relu_1(%[[REINTERPRET_CAST_3]], %[[REINTERPRET_CAST_4]]) : (memref<2x2xf32, strided<[4, 1]>>, memref<2x2xf32, strided<[4, 1]>>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<2x4xf32>) -> (tensor<2x4xf32>) {
    %w = effc.relu %x : (tensor<2x4xf32>) -> tensor<2x4xf32>
    %a = effc.slice %w {offsets = array<i64: 0, 0>, strides = array<i64: 1, 1>} : (tensor<2x4xf32>) -> tensor<2x2xf32>
    %b = effc.slice %w {offsets = array<i64: 0, 2>, strides = array<i64: 1, 1>} : (tensor<2x4xf32>) -> tensor<2x2xf32>
    %d = effc.relu %a : (tensor<2x2xf32>) -> tensor<2x2xf32>
    %e = effc.relu %b : (tensor<2x2xf32>) -> tensor<2x2xf32>
    %c = effc.concat %e, %d {axis = 1} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
    return %c : tensor<2x4xf32>
  }
}

// -----

// Of an input, every other row.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4x2xf32>, %[[ARG1:[a-z0-9_]+]]: memref<2x2xf32> {effc.output}) {
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG0]] to offset: [2], sizes: [2, 2], strides: [4, 1] : memref<4x2xf32> to memref<2x2xf32, strided<[4, 1], offset: 2>>
// CHECK-NEXT: call @kernel_relu(%[[REINTERPRET_CAST]], %[[ARG1]]) : (memref<2x2xf32, strided<[4, 1], offset: 2>>, memref<2x2xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4x2xf32>) -> (tensor<2x2xf32>) {
    %a = effc.slice %x {offsets = array<i64: 1, 0>, strides = array<i64: 2, 1>} : (tensor<4x2xf32>) -> tensor<2x2xf32>
    %d = effc.relu %a : (tensor<2x2xf32>) -> tensor<2x2xf32>
    return %d : tensor<2x2xf32>
  }
}

// -----

// Returned.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4x2xf32>, %[[ARG1:[a-z0-9_]+]]: memref<2x2xf32> {effc.output}) {
// CHECK-NEXT: %[[C8:[a-z0-9_]+]] = arith.constant 8 : index
// CHECK-NEXT: %[[C0:[a-z0-9_]+]] = arith.constant 0 : index
// CHECK-NEXT: %[[ALLOC:[a-z0-9_]+]] = memref.alloc() {alignment = 4 : i64, effc.name = ""} : memref<32xi8>
// CHECK-NEXT: %[[VIEW:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C0]]][] : memref<32xi8> to memref<4x2xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[VIEW]]) : (memref<4x2xf32>, memref<4x2xf32>) -> ()
// CHECK-NEXT: %[[VIEW_0:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C8]]][] : memref<32xi8> to memref<6xf32>
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[VIEW_0]] to offset: [0], sizes: [2, 2], strides: [4, 1] : memref<6xf32> to memref<2x2xf32, strided<[4, 1]>>
// CHECK-NEXT: call @kernel_copy(%[[REINTERPRET_CAST]], %[[ARG1]]) : (memref<2x2xf32, strided<[4, 1]>>, memref<2x2xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4x2xf32>) -> (tensor<2x2xf32>) {
    %w = effc.relu %x : (tensor<4x2xf32>) -> tensor<4x2xf32>
    %a = effc.slice %w {offsets = array<i64: 1, 0>, strides = array<i64: 2, 1>} : (tensor<4x2xf32>) -> tensor<2x2xf32>
    return %a : tensor<2x2xf32>
  }
}

// -----

// Small slice of a large tensor that dies.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<64xf32>, %[[ARG1:[a-z0-9_]+]]: memref<4xf32> {effc.output}) {
// CHECK-NEXT: %[[C4:[a-z0-9_]+]] = arith.constant 4 : index
// CHECK-NEXT: %[[C0:[a-z0-9_]+]] = arith.constant 0 : index
// CHECK-NEXT: %[[ALLOC:[a-z0-9_]+]] = memref.alloc() {alignment = 4 : i64, effc.name = ""} : memref<256xi8>
// CHECK-NEXT: %[[VIEW:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C0]]][] : memref<256xi8> to memref<64xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[VIEW]]) : (memref<64xf32>, memref<64xf32>) -> ()
// CHECK-NEXT: %[[VIEW_0:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C4]]][] : memref<256xi8> to memref<4xf32>
// CHECK-NEXT: call @kernel_copy(%[[VIEW_0]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG0]] to offset: [1], sizes: [60], strides: [1] : memref<64xf32> to memref<60xf32, strided<[1], offset: 1>>
// CHECK-NEXT: %[[ALLOC_1:[a-z0-9_]+]] = memref.alloc() {alignment = 4 : i64, effc.name = ""} : memref<240xi8>
// CHECK-NEXT: %[[VIEW_2:[a-z0-9_]+]] = memref.view %[[ALLOC_1]][%[[C0]]][] : memref<240xi8> to memref<60xf32>
// CHECK-NEXT: call @kernel_relu_0(%[[REINTERPRET_CAST]], %[[VIEW_2]]) : (memref<60xf32, strided<[1], offset: 1>>, memref<60xf32>) -> ()
// CHECK-NEXT: call @kernel_relu_1(%[[VIEW_2]]) : (memref<60xf32>) -> ()
// CHECK-NEXT: %[[VIEW_3:[a-z0-9_]+]] = memref.view %[[ALLOC_1]][%[[C4]]][] : memref<240xi8> to memref<4xf32>
// CHECK-NEXT: call @kernel_add(%[[VIEW_3]], %[[ARG1]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<64xf32>) -> (tensor<4xf32>) {
    %w = effc.relu %x : (tensor<64xf32>) -> tensor<64xf32>
    %a = effc.slice %w {offsets = array<i64: 1>, strides = array<i64: 1>} : (tensor<64xf32>) -> tensor<4xf32>
    %b = effc.slice %x {offsets = array<i64: 1>, strides = array<i64: 1>} : (tensor<64xf32>) -> tensor<60xf32>
    %c = effc.relu %b : (tensor<60xf32>) -> tensor<60xf32>
    %d = effc.relu %c : (tensor<60xf32>) -> tensor<60xf32>
    %e = effc.slice %d {offsets = array<i64: 1>, strides = array<i64: 1>} : (tensor<60xf32>) -> tensor<4xf32>
    %f = effc.add %a, %e : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    return %f : tensor<4xf32>
  }
}
