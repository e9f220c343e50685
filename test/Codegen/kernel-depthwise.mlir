// RUN: effc-opt %s --effc-select-kernels --effc-outline-kernels --effc-bufferize --canonicalize --cse \
// RUN:   --split-input-file | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5:3>

#avx2 = #effc.target<name = "x86-64-v3", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                     vectorRegisters = 16, dot = pair_i16, hasFma = true>

// Two rows are interleaved as bytes and widened to pairs; bands of two output rows read two pairs.
// The uppermost pair has its first row outside of the image, the last one its second.
module attributes {effc.target = #avx2} {
  // CHECK: #[[NEVER:.*]] = #llvm.loop_unroll<disable = true>
  // CHECK-NEXT: #[[ANNOTATION:.*]] = #llvm.loop_annotation<unroll = #[[NEVER]]>
  // CHECK-LABEL: func.func private @kernel_depthwise_conv_2d
  // CHECK: scf.if
  // CHECK: scf.if
  // CHECK: vector.shuffle %[[ROW:.*]], {{.*}} [0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23] : vector<16xi8>, vector<16xi8>
  // CHECK-NEXT: arith.extsi {{.*}} : vector<16xi8> to vector<16xi16>
  // CHECK-NEXT: vector.bitcast {{.*}} : vector<16xi16> to vector<8xi32>
  // CHECK: } else {
  // CHECK: %[[PAD:.*]] = vector.broadcast {{.*}} : i8 to vector<16xi8>
  // CHECK: vector.shuffle %[[ROW]], %[[PAD]] [0, 16
  // CHECK: } else {
  // CHECK: %[[PAD:.*]] = vector.broadcast {{.*}} : i8 to vector<16xi8>
  // CHECK: vector.shuffle %[[PAD]], {{.*}} [0, 16
  // CHECK: scf.for {{.*}} -> (vector<8xi32>, vector<8xi32>, vector<8xi32>, vector<8xi32>,
  // CHECK: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"
  // CHECK: {llvm.loop_annotation = #[[ANNOTATION]]}
  func.func @main(%x: tensor<1x8x10x16x!q>) -> tensor<1x8x10x16x!q> {
    %w = effc.constant dense<1> : tensor<1x3x3x16xi8> -> tensor<1x3x3x16x!quant.uniform<i8:f32, 0.25>>
    %y = effc.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
        : (tensor<1x8x10x16x!q>, tensor<1x3x3x16x!quant.uniform<i8:f32, 0.25>>) -> tensor<1x8x10x16x!q>
    return %y : tensor<1x8x10x16x!q>
  }
}

// -----

!q = !quant.uniform<u8:f32, 0.5:3>

#avx2 = #effc.target<name = "x86-64-v3", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                     vectorRegisters = 16, dot = pair_i16, hasFma = true>

// A depth multiplier repeats channels by the same shuffle; without padding every pair is inside.
module attributes {effc.target = #avx2} {
  // CHECK-LABEL: func.func private @kernel_depthwise_conv_2d
  // CHECK-NOT: scf.if
  // CHECK: vector.shuffle {{.*}} [0, 4, 0, 4, 1, 5, 1, 5, 2, 6, 2, 6, 3, 7, 3, 7] : vector<4xi8>, vector<4xi8>
  // CHECK-NEXT: arith.extui
  func.func @main(%x: tensor<1x8x8x8x!q>) -> tensor<1x3x3x16x!q> {
    %w = effc.constant dense<1> : tensor<1x4x3x16xi8> -> tensor<1x4x3x16x!quant.uniform<u8:f32, 0.25>>
    %y = effc.depthwise_conv_2d %x, %w {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
        : (tensor<1x8x8x8x!q>, tensor<1x4x3x16x!quant.uniform<u8:f32, 0.25>>) -> tensor<1x3x3x16x!q>
    return %y : tensor<1x3x3x16x!q>
  }
}

// -----

#avx2 = #effc.target<name = "x86-64-v3", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                     vectorRegisters = 16, dot = pair_i16, hasFma = true>
// f32 is read in place: rows of the window that lie above or below the image are left out, and the
// first and the last pixel of a row have two columns of the window instead of three.
module attributes {effc.target = #avx2} {
  // CHECK-LABEL: func.func private @kernel_depthwise_conv_2d
  // CHECK-SAME: (%{{[a-z0-9]*}}: memref<1x6x10x8xf32> {{.*}}, %{{[a-z0-9]*}}: memref<72xf32> {{.*}}, %{{[a-z0-9]*}}: memref<8xf32> {{.*}}, %{{[a-z0-9]*}}: memref<1x6x10x8xf32> {llvm.noalias})
  // CHECK: %[[FIRST:.*]] = arith.minsi
  // CHECK: %[[END:.*]] = arith.minsi
  // CHECK: scf.for %{{.*}} = %[[FIRST]] to %[[END]] step %c1 iter_args(%{{.*}}) -> (vector<8xf32>)
  // CHECK-COUNT-2: math.fma
  // CHECK: scf.yield
  // CHECK: scf.for %{{.*}} = %[[FIRST]] to %[[END]] {{.*}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
  // CHECK-COUNT-15: math.fma
  // CHECK: scf.yield
  // CHECK: scf.for %{{.*}} = %[[FIRST]] to %[[END]] step %c1 iter_args(%{{.*}}) -> (vector<8xf32>)
  // CHECK-COUNT-2: math.fma
  // CHECK: scf.yield
  func.func @main(%x: tensor<1x6x10x8xf32>) -> tensor<1x6x10x8xf32> {
    %w = effc.constant dense<1.0> : tensor<1x3x3x8xf32> -> tensor<1x3x3x8xf32>
    %y = effc.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 1, 1, 1, 1>}
        : (tensor<1x6x10x8xf32>, tensor<1x3x3x8xf32>) -> tensor<1x6x10x8xf32>
    return %y : tensor<1x6x10x8xf32>
  }
}

// -----

// Pixels that lie 2 KiB apart share few sets of the cache: two pixels by two cache lines, instead of
// more pixels by one vector.
#avx2 = #effc.target<name = "t", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                     vectorRegisters = 16, dot = pair_i16, hasFma = true>
module attributes {effc.target = #avx2} {
  // CHECK-LABEL: func.func private @kernel_depthwise_conv_2d
  // CHECK: vector.load {{.*}} : memref<512xf32>, vector<8xf32>
  // CHECK-COUNT-3: vector.load {{.*}} : memref<512xf32>, vector<8xf32>
  // CHECK-NOT: memref<512xf32>
  // CHECK-COUNT-24: math.fma
  func.func @main(%x: tensor<1x1x4x512xf32>) -> tensor<1x1x2x512xf32> {
    %w = effc.constant dense<1.0> : tensor<1x1x3x512xf32> -> tensor<1x1x3x512xf32>
    %y = effc.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x1x4x512xf32>, tensor<1x1x3x512xf32>) -> tensor<1x1x2x512xf32>
    return %y : tensor<1x1x2x512xf32>
  }
}

// -----

// A depth multiplier repeats the input channels of a vector as they are loaded; there is no scratch.
#avx2 = #effc.target<name = "t", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                     vectorRegisters = 16, dot = pair_i16, hasFma = true>
module attributes {effc.target = #avx2} {
  // CHECK-LABEL: func.func private @kernel_depthwise_conv_2d
  // CHECK-SAME: memref<1x1x6x6xf32> {llvm.noalias})
  // CHECK: %[[X:.*]] = vector.load {{.*}}, vector<2xf32>
  // CHECK: vector.shuffle %[[X]], %[[X]] [0, 0, 1, 1] : vector<2xf32>, vector<2xf32>
  // CHECK: %[[Y:.*]] = vector.load {{.*}}, vector<1xf32>
  // CHECK: vector.shuffle %[[Y]], %[[Y]] [0, 0] : vector<1xf32>, vector<1xf32>
  func.func @main(%x: tensor<1x1x6x3xf32>) -> tensor<1x1x6x6xf32> {
    %w = effc.constant dense<1.0> : tensor<1x1x1x6xf32> -> tensor<1x1x1x6xf32>
    %y = effc.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x1x6x3xf32>, tensor<1x1x1x6xf32>) -> tensor<1x1x6x6xf32>
    return %y : tensor<1x1x6x6xf32>
  }
}
