// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --canonicalize --cse --split-input-file | FileCheck %s

// No window reaches over the border: constant bounds. Bytes are compared 32 at a time.
// CHECK-LABEL: func.func private @kernel_max_pool_2d
// CHECK-NOT: arith.minsi %{{.*}} : index
// CHECK: iter_args(%{{.*}}) -> (vector<32xi8>)
// CHECK: iter_args(%{{.*}}) -> (vector<32xi8>)
// CHECK: arith.maxsi %{{.*}} : vector<32xi8>
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x8x8x32x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x4x4x32x!quant.uniform<i8:f32, 0.5>> {
    %y = effc.max_pool_2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
        : (tensor<1x8x8x32x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x4x4x32x!quant.uniform<i8:f32, 0.5>>
    return %y : tensor<1x4x4x32x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

// Windows are cut at the border, and the divisor is the number of cells left: its reciprocal is
// made once per pixel. Sums of bytes fit 16 bits.
// CHECK-LABEL: func.func private @kernel_average_pool_2d
// CHECK: scf.for
// CHECK: %[[BEGIN:.*]] = arith.maxsi %{{.*}} : index
// CHECK: %[[END:.*]] = arith.minsi %{{.*}} : index
// CHECK: arith.divui %{{.*}} : i32
// CHECK: scf.for %{{.*}} = %[[BEGIN]] to %[[END]] {{.*}} -> (vector<16xi16>)
// CHECK: arith.extsi %{{.*}} : vector<16xi8> to vector<16xi16>
// CHECK-NOT: arith.div
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5>> {
    %y = effc.average_pool_2d %x {window = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
        : (tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5>>
    return %y : tensor<1x8x8x16x!quant.uniform<i8:f32, 0.5>>
  }
}
