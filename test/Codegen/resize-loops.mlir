// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --canonicalize --cse --split-input-file | FileCheck %s

// Positions and weights of rows and columns are tables; a doubled 4x4 image of 8 channels has
// columns 0 and 8, 8 and 16, 16 and 24, 24 and 24.
// CHECK-DAG: memref.global {{.*}} : memref<8xi32> = dense<[0, 0, 8, 8, 16, 16, 24, 24]>
// CHECK-DAG: memref.global {{.*}} : memref<8xi32> = dense<[0, 8, 8, 16, 16, 24, 24, 24]>
// CHECK-DAG: memref.global {{.*}} : memref<8xi32> = dense<[0, 1, 0, 1, 0, 1, 0, 1]>
// CHECK-LABEL: func.func private @kernel_resize_bilinear
// CHECK-COUNT-4: vector.load %{{.*}} : memref<128xi8>, vector<8xi8>
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x4x4x8x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x8x8x8x!quant.uniform<i8:f32, 0.5>> {
    %y = effc.resize_bilinear %x
        : (tensor<1x4x4x8x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x8x8x8x!quant.uniform<i8:f32, 0.5>>
    return %y : tensor<1x8x8x8x!quant.uniform<i8:f32, 0.5>>
  }
}

// -----

// Weights of a doubled image are halves: sums of 16 bits, for 16 channels and once more for the last
// 16 of 21.
// CHECK-DAG: memref.global {{.*}} : memref<8xi32> = dense<[0, 1, 0, 1, 0, 1, 0, 1]>
// CHECK-LABEL: func.func private @kernel_resize_bilinear
// CHECK: %[[LAST:.*]] = arith.constant 5 : index
// CHECK: arith.muli {{.*}} : vector<16xi16>
// CHECK: %[[DOUBLED:.*]] = arith.shrui {{.*}} : vector<16xi16>
// CHECK: arith.trunci %[[DOUBLED]] : vector<16xi16> to vector<16xi8>
// CHECK: arith.addi {{.*}}, %[[LAST]]
// CHECK: arith.shrui {{.*}} : vector<16xi16>
// CHECK-NOT: vector<8xi
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x4x4x21x!quant.uniform<u8:f32, 0.5>>) -> tensor<1x8x8x21x!quant.uniform<u8:f32, 0.5>> {
    %y = effc.resize_bilinear %x
        : (tensor<1x4x4x21x!quant.uniform<u8:f32, 0.5>>) -> tensor<1x8x8x21x!quant.uniform<u8:f32, 0.5>>
    return %y : tensor<1x8x8x21x!quant.uniform<u8:f32, 0.5>>
  }
}

// -----

// Thirds are no multiples of 1/8.
// CHECK-LABEL: func.func private @kernel_resize_bilinear
// CHECK: arith.muli {{.*}} : vector<8xi32>
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x4x4x8x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x12x12x8x!quant.uniform<i8:f32, 0.5>> {
    %y = effc.resize_bilinear %x
        : (tensor<1x4x4x8x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x12x12x8x!quant.uniform<i8:f32, 0.5>>
    return %y : tensor<1x12x12x8x!quant.uniform<i8:f32, 0.5>>
  }
}
