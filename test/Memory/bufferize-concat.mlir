// RUN: effc-opt %s --split-input-file --effc-outline-kernels --effc-check-kernels \
// RUN:   --effc-bufferize --effc-check-loops --canonicalize --cse | FileCheck %s

// Outermost.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<2xf32>, %[[ARG2:[a-z0-9_]+]]: memref<6xf32> {effc.output}) {
// CHECK-NEXT: %[[C0:[a-z0-9_]+]] = arith.constant 0 : index
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG2]] to offset: [0], sizes: [4], strides: [1] : memref<6xf32> to memref<4xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[REINTERPRET_CAST]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST_0:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG2]] to offset: [4], sizes: [2], strides: [1] : memref<6xf32> to memref<2xf32, strided<[1], offset: 4>>
// CHECK-NEXT: call @kernel_relu_0(%[[ARG1]], %[[REINTERPRET_CAST_0]]) : (memref<2xf32>, memref<2xf32, strided<[1], offset: 4>>) -> ()
// CHECK-NEXT: %[[ALLOC:[a-z0-9_]+]] = memref.alloc() {alignment = 4 : i64, effc.name = ""} : memref<24xi8>
// CHECK-NEXT: %[[VIEW:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C0]]][] : memref<24xi8> to memref<6xf32>
// CHECK-NEXT: call @kernel_relu_1(%[[ARG2]], %[[VIEW]]) : (memref<6xf32>, memref<6xf32>) -> ()
// CHECK-NEXT: call @kernel_add(%[[VIEW]], %[[ARG2]]) : (memref<6xf32>, memref<6xf32>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>, %z: tensor<2xf32>) -> (tensor<6xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %b = effc.relu %z : (tensor<2xf32>) -> tensor<2xf32>
    %c = effc.concat %a, %b {axis = 0} : (tensor<4xf32>, tensor<2xf32>) -> tensor<6xf32>
    %d = effc.relu %c : (tensor<6xf32>) -> tensor<6xf32>
    %e = effc.add %c, %d : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
    return %e : tensor<6xf32>
  }
}

// -----

// Output pieces have an offset in their types.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<2xf32>, %[[ARG2:[a-z0-9_]+]]: memref<6xf32> {effc.output}) {
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG2]] to offset: [0], sizes: [4], strides: [1] : memref<6xf32> to memref<4xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[REINTERPRET_CAST]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST_0:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG2]] to offset: [4], sizes: [2], strides: [1] : memref<6xf32> to memref<2xf32, strided<[1], offset: 4>>
// CHECK-NEXT: call @kernel_relu_0(%[[ARG1]], %[[REINTERPRET_CAST_0]]) : (memref<2xf32>, memref<2xf32, strided<[1], offset: 4>>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>, %z: tensor<2xf32>) -> (tensor<6xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %b = effc.relu %z : (tensor<2xf32>) -> tensor<2xf32>
    %c = effc.concat %a, %b {axis = 0} : (tensor<4xf32>, tensor<2xf32>) -> tensor<6xf32>
    return %c : tensor<6xf32>
  }
}

// -----

// Channels.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<2x4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<2x2xf32>, %[[ARG2:[a-z0-9_]+]]: memref<2x6xf32> {effc.output}) {
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG2]] to offset: [0], sizes: [2, 4], strides: [6, 1] : memref<2x6xf32> to memref<2x4xf32, strided<[6, 1]>>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[REINTERPRET_CAST]]) : (memref<2x4xf32>, memref<2x4xf32, strided<[6, 1]>>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST_0:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG2]] to offset: [4], sizes: [2, 2], strides: [6, 1] : memref<2x6xf32> to memref<2x2xf32, strided<[6, 1], offset: 4>>
// CHECK-NEXT: call @kernel_relu_0(%[[ARG1]], %[[REINTERPRET_CAST_0]]) : (memref<2x2xf32>, memref<2x2xf32, strided<[6, 1], offset: 4>>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<2x4xf32>, %z: tensor<2x2xf32>) -> (tensor<2x6xf32>) {
    %a = effc.relu %x : (tensor<2x4xf32>) -> tensor<2x4xf32>
    %b = effc.relu %z : (tensor<2x2xf32>) -> tensor<2x2xf32>
    %c = effc.concat %a, %b {axis = 1} : (tensor<2x4xf32>, tensor<2x2xf32>) -> tensor<2x6xf32>
    return %c : tensor<2x6xf32>
  }
}

// -----

// Same twice, input, constant.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<16xf32> {effc.output}) {
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [0], sizes: [4], strides: [1] : memref<16xf32> to memref<4xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[REINTERPRET_CAST]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST_0:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [4], sizes: [4], strides: [1] : memref<16xf32> to memref<4xf32, strided<[1], offset: 4>>
// CHECK-NEXT: call @kernel_copy(%[[REINTERPRET_CAST]], %[[REINTERPRET_CAST_0]]) : (memref<4xf32>, memref<4xf32, strided<[1], offset: 4>>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST_1:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [8], sizes: [4], strides: [1] : memref<16xf32> to memref<4xf32, strided<[1], offset: 8>>
// CHECK-NEXT: call @kernel_copy_0(%[[ARG0]], %[[REINTERPRET_CAST_1]]) : (memref<4xf32>, memref<4xf32, strided<[1], offset: 8>>) -> ()
// CHECK-NEXT: %[[V0:[a-z0-9_]+]] = memref.get_global @constant : memref<4xf32>
// CHECK-NEXT: %[[REINTERPRET_CAST_2:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [12], sizes: [4], strides: [1] : memref<16xf32> to memref<4xf32, strided<[1], offset: 12>>
// CHECK-NEXT: call @kernel_copy_1(%[[V0]], %[[REINTERPRET_CAST_2]]) : (memref<4xf32>, memref<4xf32, strided<[1], offset: 12>>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<16xf32>) {
    %k = effc.constant dense<1.0> : tensor<4xf32> -> tensor<4xf32>
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %c = effc.concat %a, %a, %x, %k {axis = 0} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<16xf32>
    return %c : tensor<16xf32>
  }
}

// -----

// Nested, in place.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<12xf32> {effc.output}) {
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [0], sizes: [4], strides: [1] : memref<12xf32> to memref<4xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[REINTERPRET_CAST]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST_0:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [4], sizes: [4], strides: [1] : memref<12xf32> to memref<4xf32, strided<[1], offset: 4>>
// CHECK-NEXT: call @kernel_relu_0(%[[ARG0]], %[[REINTERPRET_CAST_0]]) : (memref<4xf32>, memref<4xf32, strided<[1], offset: 4>>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST_1:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [0], sizes: [8], strides: [1] : memref<12xf32> to memref<8xf32>
// CHECK-NEXT: call @kernel_relu_1(%[[REINTERPRET_CAST_1]]) : (memref<8xf32>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST_2:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [8], sizes: [4], strides: [1] : memref<12xf32> to memref<4xf32, strided<[1], offset: 8>>
// CHECK-NEXT: call @kernel_relu_2(%[[ARG0]], %[[REINTERPRET_CAST_2]]) : (memref<4xf32>, memref<4xf32, strided<[1], offset: 8>>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> (tensor<12xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %b = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %c = effc.concat %a, %b {axis = 0} : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
    %d = effc.relu %c : (tensor<8xf32>) -> tensor<8xf32>
    %e = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %f = effc.concat %d, %e {axis = 0} : (tensor<8xf32>, tensor<4xf32>) -> tensor<12xf32>
    return %f : tensor<12xf32>
  }
}

// -----

// Pack.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<4xf32>, %[[ARG1:[a-z0-9_]+]]: memref<4xf32>, %[[ARG2:[a-z0-9_]+]]: memref<2x4xf32> {effc.output}) {
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG2]] to offset: [0], sizes: [4], strides: [1] : memref<2x4xf32> to memref<4xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[REINTERPRET_CAST]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST_0:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG2]] to offset: [4], sizes: [4], strides: [1] : memref<2x4xf32> to memref<4xf32, strided<[1], offset: 4>>
// CHECK-NEXT: call @kernel_relu_0(%[[ARG1]], %[[REINTERPRET_CAST_0]]) : (memref<4xf32>, memref<4xf32, strided<[1], offset: 4>>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>, %z: tensor<4xf32>) -> (tensor<2x4xf32>) {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %b = effc.relu %z : (tensor<4xf32>) -> tensor<4xf32>
    %r = effc.reshape %a : (tensor<4xf32>) -> tensor<1x4xf32>
    %s = effc.reshape %b : (tensor<4xf32>) -> tensor<1x4xf32>
    %c = effc.concat %r, %s {axis = 0} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
    return %c : tensor<2x4xf32>
  }
}

// -----

// A piece that is needed flat is copied.
// CHECK: func.func @main(%[[ARG0:[a-z0-9_]+]]: memref<2x2xf32>, %[[ARG1:[a-z0-9_]+]]: memref<2x4xf32> {effc.output}, %[[ARG2:[a-z0-9_]+]]: memref<4xf32> {effc.output}) {
// CHECK-NEXT: %[[C0:[a-z0-9_]+]] = arith.constant 0 : index
// CHECK-NEXT: %[[ALLOC:[a-z0-9_]+]] = memref.alloc() {alignment = 4 : i64, effc.name = ""} : memref<16xi8>
// CHECK-NEXT: %[[VIEW:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C0]]][] : memref<16xi8> to memref<2x2xf32>
// CHECK-NEXT: call @kernel_relu(%[[ARG0]], %[[VIEW]]) : (memref<2x2xf32>, memref<2x2xf32>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [2], sizes: [2, 2], strides: [4, 1] : memref<2x4xf32> to memref<2x2xf32, strided<[4, 1], offset: 2>>
// CHECK-NEXT: call @kernel_relu_0(%[[ARG0]], %[[REINTERPRET_CAST]]) : (memref<2x2xf32>, memref<2x2xf32, strided<[4, 1], offset: 2>>) -> ()
// CHECK-NEXT: %[[VIEW_0:[a-z0-9_]+]] = memref.view %[[ALLOC]][%[[C0]]][] : memref<16xi8> to memref<4xf32>
// CHECK-NEXT: call @kernel_relu_1(%[[VIEW_0]], %[[ARG2]]) : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT: %[[REINTERPRET_CAST_1:[a-z0-9_]+]] = memref.reinterpret_cast %[[ARG1]] to offset: [0], sizes: [2, 2], strides: [4, 1] : memref<2x4xf32> to memref<2x2xf32, strided<[4, 1]>>
// CHECK-NEXT: call @kernel_copy(%[[VIEW]], %[[REINTERPRET_CAST_1]]) : (memref<2x2xf32>, memref<2x2xf32, strided<[4, 1]>>) -> ()
// CHECK-NEXT: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<2x2xf32>) -> (tensor<2x4xf32>, tensor<4xf32>) {
    %a = effc.relu %x : (tensor<2x2xf32>) -> tensor<2x2xf32>
    %b = effc.relu %x : (tensor<2x2xf32>) -> tensor<2x2xf32>
    %r = effc.reshape %a : (tensor<2x2xf32>) -> tensor<4xf32>
    %f = effc.relu %r : (tensor<4xf32>) -> tensor<4xf32>
    %c = effc.concat %a, %b {axis = 1} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
    return %c, %f : tensor<2x4xf32>, tensor<4xf32>
  }
}
