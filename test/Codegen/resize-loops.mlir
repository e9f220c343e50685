// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --canonicalize --cse | FileCheck %s

// Positions and weights of rows and columns are tables; a doubled 4x4 image of 8 channels has
// columns 0 and 8, 8 and 16, 16 and 24, 24 and 24.
// CHECK-DAG: memref.global {{.*}} : memref<8xi32> = dense<[0, 0, 8, 8, 16, 16, 24, 24]>
// CHECK-DAG: memref.global {{.*}} : memref<8xi32> = dense<[0, 8, 8, 16, 16, 24, 24, 24]>
// CHECK-DAG: memref.global {{.*}} : memref<8xi32> = dense<[0, 512, 0, 512, 0, 512, 0, 512]>
// CHECK-LABEL: func.func private @kernel_resize_bilinear
// CHECK-COUNT-4: vector.load %{{.*}} : memref<128xi8>, vector<8xi8>
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<1x4x4x8x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x8x8x8x!quant.uniform<i8:f32, 0.5>> {
    %y = effc.resize_bilinear %x
        : (tensor<1x4x4x8x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x8x8x8x!quant.uniform<i8:f32, 0.5>>
    return %y : tensor<1x8x8x8x!quant.uniform<i8:f32, 0.5>>
  }
}
