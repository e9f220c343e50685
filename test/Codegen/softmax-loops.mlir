// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --canonicalize --cse --split-input-file | FileCheck %s

// The exponentials of all differences of bytes are a table of 256 numbers; the first is 1.
// CHECK: memref.global "private" constant @[[TABLE:.*]] : memref<256xi32> = dense<"0xFFFFFF7F
// CHECK-LABEL: func.func private @kernel_softmax
// CHECK: scf.for {{.*}} -> (vector<16xi8>)
// CHECK: arith.maxsi
// CHECK: scf.for {{.*}} -> (i32)
// CHECK: math.ctlz
// CHECK: scf.for
// CHECK-NOT: div
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 128>} {
  func.func @main(%x: tensor<1x64x!quant.uniform<i8:f32, 0.1>>) -> tensor<1x64x!quant.uniform<i8:f32, 0.00390625:-128>> {
    %y = effc.softmax %x {beta = 1.0 : f32}
        : (tensor<1x64x!quant.uniform<i8:f32, 0.1>>) -> tensor<1x64x!quant.uniform<i8:f32, 0.00390625:-128>>
    return %y : tensor<1x64x!quant.uniform<i8:f32, 0.00390625:-128>>
  }
}

// -----

// Real exponentials stay in the result until their sum is known.
// CHECK-LABEL: func.func private @kernel_softmax
// CHECK: scf.for {{.*}} -> (vector<4xf32>)
// CHECK: scf.for {{.*}} -> (vector<4xf32>)
// CHECK: vector.store
// CHECK: arith.divf %{{.*}} : f32
// CHECK: scf.for
// CHECK: vector.store
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 128>} {
  func.func @main(%x: tensor<2x64xf32>) -> tensor<2x64xf32> {
    %y = effc.softmax %x {beta = 1.0 : f32} : (tensor<2x64xf32>) -> tensor<2x64xf32>
    return %y : tensor<2x64xf32>
  }
}
