// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --canonicalize --cse --split-input-file | FileCheck %s

// Rows of channels stay whole, and are copied as blocks.
// CHECK-LABEL: func.func private @kernel_transpose
// CHECK: scf.for
// CHECK: scf.for
// CHECK: %[[FROM:.*]] = memref.subview %{{.*}}[%{{.*}}] [8] [1]
// CHECK: %[[TO:.*]] = memref.subview %{{.*}}[%{{.*}}] [8] [1]
// CHECK: memref.copy %[[FROM]], %[[TO]]
// CHECK-NOT: scf.for
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x3x5x8xf32>) -> tensor<1x5x3x8xf32> {
    %y = effc.transpose %x {permutation = array<i64: 0, 2, 1, 3>} : (tensor<1x3x5x8xf32>) -> tensor<1x5x3x8xf32>
    return %y : tensor<1x5x3x8xf32>
  }
}

// -----

// Backwards, from element 6 in steps of 2.
// CHECK-LABEL: func.func private @kernel_slice
// CHECK-DAG: %[[STEP:.*]] = arith.constant -2 : index
// CHECK-DAG: %[[START:.*]] = arith.constant 6 : index
// CHECK: scf.for %[[I:.*]] =
// CHECK: %[[BACK:.*]] = arith.muli %[[I]], %[[STEP]] overflow<nsw>
// CHECK: %[[PLACE:.*]] = arith.addi %[[BACK]], %[[START]] overflow<nsw>
// CHECK: memref.load %arg0[%[[PLACE]]]
// CHECK: memref.store %{{.*}}, %arg1[%[[I]]]
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<8xi32>) -> tensor<4xi32> {
    %y = effc.slice %x {offsets = array<i64: 6>, strides = array<i64: -2>} : (tensor<8xi32>) -> tensor<4xi32>
    return %y : tensor<4xi32>
  }
}

// -----

// Repetitions are loops around copies.
// CHECK-LABEL: func.func private @kernel_tile
// CHECK: scf.for
// CHECK: memref.copy
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<2x16xf32>) -> tensor<6x16xf32> {
    %y = effc.tile %x {multiples = array<i64: 3, 1>} : (tensor<2x16xf32>) -> tensor<6x16xf32>
    return %y : tensor<6x16xf32>
  }
}
