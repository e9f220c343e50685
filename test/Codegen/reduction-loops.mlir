// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --canonicalize --cse --split-input-file | FileCheck %s

// Channels stay: rows and columns are one loop, vectors of channels are summed.
// CHECK-LABEL: func.func private @kernel_mean
// CHECK: scf.for
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (vector<8xi32>)
// CHECK: arith.extsi %{{.*}} : vector<8xi8> to vector<8xi32>
// CHECK-NOT: scf.for
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x7x7x16x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x16x!quant.uniform<i8:f32, 0.25>> {
    %y = effc.mean %x {axes = array<i64: 1, 2>}
        : (tensor<1x7x7x16x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x16x!quant.uniform<i8:f32, 0.25>>
    return %y : tensor<1x16x!quant.uniform<i8:f32, 0.25>>
  }
}

// -----

// The last dimension goes: a vector of partial sums per row.
// CHECK-LABEL: func.func private @kernel_sum
// CHECK: scf.for
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (vector<8xf32>)
// CHECK: vector.extract_strided_slice
// CHECK: memref.store
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<4x64xf32>) -> tensor<4x1xf32> {
    %y = effc.sum %x {axes = array<i64: 1>, keep_dims} : (tensor<4x64xf32>) -> tensor<4x1xf32>
    return %y : tensor<4x1xf32>
  }
}

// -----

// The place of a maximum of bytes is the least of those that equal it; the last vector overlaps.
// CHECK-LABEL: func.func private @kernel_arg_max
// CHECK-DAG: arith.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]> : vector<16xi8>
// CHECK-DAG: arith.constant dense<[5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]> : vector<16xi8>
// CHECK: vector.reduction <maxui>, {{.*}} : vector<16xi8> into i8
// CHECK-COUNT-2: arith.cmpi ne, {{.*}} : vector<16xi8>
// CHECK: vector.reduction <minui>, {{.*}} : vector<16xi8> into i8
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<9x21x!quant.uniform<u8:f32, 0.5>>) -> tensor<9xi32> {
    %y = effc.arg_max %x {axis = 1} : (tensor<9x21x!quant.uniform<u8:f32, 0.5>>) -> tensor<9xi32>
    return %y : tensor<9xi32>
  }
}
