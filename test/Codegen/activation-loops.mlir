// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --canonicalize --cse --split-input-file | FileCheck %s

// A function of one byte is a table. Place 0 is the least input, so the table goes from small
// to large.
// CHECK: memref.global "private" constant @[[TABLE:.*]] : memref<256xi8> = dense<"0x80
// CHECK-LABEL: func.func private @kernel_tanh
// CHECK: %[[ALL:.*]] = memref.get_global @[[TABLE]]
// CHECK: scf.for
// CHECK: %[[X:.*]] = memref.load
// CHECK: %[[PLACE:.*]] = arith.xori %[[X]], %{{.*}} : i8
// CHECK: arith.extui %[[PLACE]] : i8 to i32
// CHECK: memref.load %[[ALL]]
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<16x!quant.uniform<i8:f32, 0.05>>) -> tensor<16x!quant.uniform<i8:f32, 0.0078125>> {
    %y = effc.tanh %x : (tensor<16x!quant.uniform<i8:f32, 0.05>>) -> tensor<16x!quant.uniform<i8:f32, 0.0078125>>
    return %y : tensor<16x!quant.uniform<i8:f32, 0.0078125>>
  }
}

// -----

// Equal scales need no arithmetic but the clamp.
// CHECK-LABEL: func.func private @kernel_relu6
// CHECK-NOT: arith.muli %{{.*}} : vector
// CHECK: arith.maxsi %{{.*}} : vector<32xi8>
// CHECK: arith.minsi %{{.*}} : vector<32xi8>
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<64x!quant.uniform<i8:f32, 0.05>>) -> tensor<64x!quant.uniform<i8:f32, 0.05>> {
    %y = effc.relu6 %x : (tensor<64x!quant.uniform<i8:f32, 0.05>>) -> tensor<64x!quant.uniform<i8:f32, 0.05>>
    return %y : tensor<64x!quant.uniform<i8:f32, 0.05>>
  }
}

// -----

// A clamp is a comparison and a selection, written so that a NaN stays: one instruction on x86. The
// relu has no upper end.
// CHECK-LABEL: func.func private @kernel_relu(
// CHECK: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<8xf32>
// CHECK: %[[X:.*]] = vector.load
// CHECK: %[[BELOW:.*]] = arith.cmpf olt, %[[X]], %[[ZERO]] : vector<8xf32>
// CHECK: %[[Y:.*]] = arith.select %[[BELOW]], %[[ZERO]], %[[X]]
// CHECK: vector.store %[[Y]]
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<64xf32>) -> tensor<64xf32> {
    %y = effc.relu %x : (tensor<64xf32>) -> tensor<64xf32>
    return %y : tensor<64xf32>
  }
}

// -----

// Real functions call nothing, and fuse no multiplication with an addition.
// CHECK-LABEL: func.func private @kernel_logistic
// CHECK-NOT: math.
// CHECK: arith.divf %{{.*}} : vector<8xf32>
// CHECK-NOT: call
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>} {
  func.func @main(%x: tensor<64xf32>) -> tensor<64xf32> {
    %y = effc.logistic %x : (tensor<64xf32>) -> tensor<64xf32>
    return %y : tensor<64xf32>
  }
}
