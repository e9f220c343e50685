// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --canonicalize --cse --split-input-file | FileCheck %s

// One dimension of the two is repeated; 9 channels are two vectors and a remainder.
// CHECK-LABEL: func.func private @kernel_add
// CHECK-SAME: %[[X:arg0]]: memref<1x4x9xi8>
// CHECK-DAG: %[[C9:.*]] = arith.constant 9 : index
// CHECK: scf.for %[[ROW:.*]] =
// CHECK: %[[BASE:.*]] = arith.muli %[[ROW]], %[[C9]] overflow<nsw>
// CHECK: scf.for %[[CHANNEL:.*]] = %{{.*}} to %{{.*}} step
// CHECK: %[[PLACE:.*]] = arith.addi %[[BASE]], %[[CHANNEL]] overflow<nsw>
// CHECK: vector.load %{{.*}}[%[[PLACE]]] : memref<36xi8>, vector<4xi8>
// CHECK: vector.load %arg1[%[[CHANNEL]]] : memref<9xi8>, vector<4xi8>
// CHECK: vector.store %{{.*}}, %{{.*}}[%[[PLACE]]] : memref<36xi8>, vector<4xi8>
// CHECK: memref.store {{.*}} : memref<36xi8>
module attributes {effc.target = #effc.target<name = "t", triple = "aarch64-linux-gnu", vectorBits = 128>} {
  func.func @main(%x: tensor<1x4x9x!quant.uniform<i8:f32, 0.5:-3>>,
                  %y: tensor<9x!quant.uniform<i8:f32, 0.25>>)
      -> tensor<1x4x9x!quant.uniform<i8:f32, 0.5:4>> {
    %z = effc.add %x, %y {activation = #effc.activation<relu>}
        : (tensor<1x4x9x!quant.uniform<i8:f32, 0.5:-3>>, tensor<9x!quant.uniform<i8:f32, 0.25>>)
        -> tensor<1x4x9x!quant.uniform<i8:f32, 0.5:4>>
    return %z : tensor<1x4x9x!quant.uniform<i8:f32, 0.5:4>>
  }
}

// -----

// Equal shapes are one dimension; the scalar operand is read once.
// CHECK-LABEL: func.func private @kernel_mul
// CHECK: %[[FACTOR:.*]] = memref.load %{{.*}} : memref<1xf32>
// CHECK: scf.for
// CHECK: %[[X:.*]] = vector.load %{{.*}} : memref<64xf32>, vector<8xf32>
// CHECK: %[[ALL:.*]] = vector.broadcast %[[FACTOR]] : f32 to vector<8xf32>
// CHECK: arith.mulf %[[X]], %[[ALL]] : vector<8xf32>
// CHECK-NOT: scf.for
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<2x4x8xf32>, %y: tensor<1xf32>) -> tensor<2x4x8xf32> {
    %z = effc.mul %x, %y : (tensor<2x4x8xf32>, tensor<1xf32>) -> tensor<2x4x8xf32>
    return %z : tensor<2x4x8xf32>
  }
}

// -----

// A machine without vectors gets scalar loops; bytes without a sign are compared as such.
// CHECK-LABEL: func.func private @kernel_maximum
// CHECK-NOT: vector
// CHECK: scf.for
// CHECK: arith.maxui %{{.*}} : i8
module attributes {effc.target = #effc.target<name = "t", triple = "thumbv6m-none-eabi">} {
  func.func @main(%x: tensor<5x!quant.uniform<u8:f32, 0.5>>, %y: tensor<5x!quant.uniform<u8:f32, 0.5>>)
      -> tensor<5x!quant.uniform<u8:f32, 0.5>> {
    %z = effc.maximum %x, %y
        : (tensor<5x!quant.uniform<u8:f32, 0.5>>, tensor<5x!quant.uniform<u8:f32, 0.5>>)
        -> tensor<5x!quant.uniform<u8:f32, 0.5>>
    return %z : tensor<5x!quant.uniform<u8:f32, 0.5>>
  }
}

// -----

// Small code has scalars after the vectors.
// CHECK-LABEL: func.func private @kernel_sub
// CHECK: scf.for
// CHECK: arith.subf %{{.*}} : vector<4xf32>
// CHECK: scf.for
// CHECK: arith.subf %{{.*}} : f32
// CHECK-NOT: arith.subf
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 128, optimizeSize = true>} {
  func.func @main(%x: tensor<15xf32>, %y: tensor<15xf32>) -> tensor<15xf32> {
    %z = effc.sub %x, %y : (tensor<15xf32>, tensor<15xf32>) -> tensor<15xf32>
    return %z : tensor<15xf32>
  }
}

// -----

// x86 adds bytes in f32: all pairs of operands have been tried. Scales without such a form, here
// because ties go away from zero on both sides of it, keep the reference's steps.
// CHECK-LABEL: func.func private @kernel_add(
// CHECK: math.fma %{{.*}} : vector<16xf32>
// CHECK: math.fma %{{.*}} : vector<16xf32>
// CHECK: llvm.intr.lrint(%{{.*}}) : (vector<16xf32>) -> vector<16xi32>
// CHECK-NOT: vector<{{.*}}xi64>
// CHECK-LABEL: func.func private @kernel_add_0
// CHECK-NOT: math.fma
// CHECK: arith.shrsi %{{.*}} : vector<8xi32>
!a = !quant.uniform<i8:f32, 0.111:3>
!b = !quant.uniform<i8:f32, 0.0717:-20>
!c = !quant.uniform<i8:f32, 0.1303:5>
!d = !quant.uniform<i8:f32, 0.25>
!e = !quant.uniform<i8:f32, 0.5>
module attributes {effc.target = #effc.target<name = "x86-64-v3", triple = "x86_64-unknown-linux-gnu",
                                              vectorBits = 256, vectorRegisters = 16, hasFma = true>} {
  func.func @main(%x: tensor<64x!a>, %y: tensor<64x!b>, %v: tensor<64x!d>)
      -> (tensor<64x!c>, tensor<64x!e>) {
    %z = effc.add %x, %y : (tensor<64x!a>, tensor<64x!b>) -> tensor<64x!c>
    %w = effc.add %v, %v : (tensor<64x!d>, tensor<64x!d>) -> tensor<64x!e>
    return %z, %w : tensor<64x!c>, tensor<64x!e>
  }
}

// -----

// Infinite sums become the largest floats, and a NaN stays. AArch64 has instructions that do so.
// CHECK-LABEL: func.func private @kernel_add(
// CHECK: %[[SUM:.*]] = arith.addf %{{.*}} : vector<4xf32>
// CHECK: %[[HIGH:.*]] = arith.maximumf %[[SUM]], %{{.*}} : vector<4xf32>
// CHECK: arith.minimumf %[[HIGH]], %{{.*}} : vector<4xf32>
module attributes {effc.target = #effc.target<name = "t", triple = "aarch64-linux-gnu", vectorBits = 128>} {
  func.func @main(%x: tensor<64xf32>, %y: tensor<64xf32>) -> tensor<64xf32> {
    %z = effc.add %x, %y : (tensor<64xf32>, tensor<64xf32>) -> tensor<64xf32>
    return %z : tensor<64xf32>
  }
}

// -----

// Elsewhere an infinity's bits are one more than those of the largest float.
// CHECK-LABEL: func.func private @kernel_add(
// CHECK: %[[SUM:.*]] = arith.addf %{{.*}} : f32
// CHECK: %[[BITS:.*]] = arith.bitcast %[[SUM]] : f32 to i32
// CHECK: %[[NO_SIGN:.*]] = arith.shli %[[BITS]]
// CHECK: %[[INFINITE:.*]] = arith.cmpi eq, %[[NO_SIGN]]
// CHECK: %[[LESS:.*]] = arith.extsi %[[INFINITE]] : i1 to i32
// CHECK: arith.addi %[[BITS]], %[[LESS]]
// CHECK-NOT: arith.cmpf
module attributes {effc.target = #effc.target<name = "t", triple = "thumbv7em-none-eabihf">} {
  func.func @main(%x: tensor<64xf32>, %y: tensor<64xf32>) -> tensor<64xf32> {
    %z = effc.add %x, %y : (tensor<64xf32>, tensor<64xf32>) -> tensor<64xf32>
    return %z : tensor<64xf32>
  }
}
