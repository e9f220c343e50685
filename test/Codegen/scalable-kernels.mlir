// Kernels for vectors of unknown length, by the evaluator: weights in one block of all channels give
// the same results as those of blocks of a fixed width.
// RUN: sed s/SCALABLE/true/ %s | effc-opt --effc-select-kernels -o %t.scalable.mlir
// RUN: sed s/SCALABLE/false/ %s | effc-opt --effc-select-kernels -o %t.fixed.mlir
// RUN: FileCheck %s < %t.scalable.mlir
// RUN: FileCheck %s --check-prefix=FIXED < %t.fixed.mlir
// RUN: effc run --input-format=mlir --reference --random-inputs=5 %t.scalable.mlir --out %t.s
// RUN: effc run --input-format=mlir --reference --random-inputs=5 %t.fixed.mlir --out %t.f
// RUN: cmp %t.s.0.bin %t.f.0.bin && cmp %t.s.1.bin %t.f.1.bin && cmp %t.s.2.bin %t.f.2.bin
// RUN: cmp %t.s.3.bin %t.f.3.bin

// What they become: all instructions on as many lanes as there are channels.
// RUN: sed s/SCALABLE/true/ %s | effc-opt --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   | FileCheck %s --check-prefix=LOOPS

// The weights are [step][6 channels], which take two registers of the least length.
// CHECK: effc.constant dense<[1, 4, 7, 0, 3, -1, {{.*}}> : tensor<54xi8>
// CHECK: effc.kernel.conv_2d
// CHECK-SAME: tile = #effc.tile<pixels = 5, channels = 8, depth = 1, dot = widen, scalable = true>
// CHECK-SAME: (tensor<1x5x5x1xi8>, tensor<54xi8>, tensor<6xi32>, tensor<16xi32>)
// CHECK: effc.kernel.depthwise_conv_2d
// CHECK-SAME: tile = #effc.tile<pixels = 5, channels = 4, depth = 1, dot = widen, scalable = true>
// CHECK: effc.kernel.conv_2d
// CHECK-SAME: dot = float, scalable = true>
// CHECK: effc.kernel.conv_2d
// CHECK-SAME: rescale = wide
// CHECK-SAME: dot = widen, scalable = true>
// FIXED-NOT: scalable

// LOOPS-LABEL: func private @kernel_conv_2d(
// LOOPS: effc.load_lanes {{.*}} : memref<6xi32>, vector<[4]xi32>
// LOOPS: llvm.call_intrinsic "llvm.riscv.vsext"{{.*}} -> vector<[4]xi16>
// LOOPS: llvm.call_intrinsic "llvm.riscv.vwmacc"{{.*}} : (vector<[4]xi32>, i16, vector<[4]xi16>, i64, i64) -> vector<[4]xi32>
// LOOPS: llvm.call_intrinsic "llvm.riscv.vsmul"
// LOOPS: llvm.call_intrinsic "llvm.riscv.vnclip"
// LOOPS: effc.store_lanes
// An unsigned input times a signed weight.
// LOOPS-LABEL: func private @kernel_depthwise_conv_2d(
// LOOPS: "llvm.riscv.vzext"{{.*}} -> vector<[2]xi16>
// LOOPS: "llvm.riscv.vwmaccsu"{{.*}} : (vector<[2]xi32>, vector<[2]xi16>, vector<[2]xi16>, i64, i64)
// LOOPS: "llvm.riscv.vnclipu"
// LOOPS-LABEL: func private @kernel_conv_2d_0(
// LOOPS: "llvm.riscv.vfmacc"{{.*}} : (vector<[2]xf32>, f32, vector<[2]xf32>, i64, i64, i64)
// A NaN stays one.
// LOOPS: "llvm.riscv.vmflt"
// LOOPS: "llvm.riscv.vfmerge"
!i = !quant.uniform<i8:f32, 0.5:-7>
!f = !quant.uniform<i8:f32:0, {0.25, 0.5, 0.25, 0.125, 0.25, 0.5}>
!io = !quant.uniform<i8:f32, 24.0:3>
!u = !quant.uniform<u8:f32, 0.5:113>
!d = !quant.uniform<u8:f32, 0.25:0>
!uo = !quant.uniform<u8:f32, 24.0:90>
!h = !quant.uniform<i16:f32, 0.5>
!hf = !quant.uniform<i8:f32, 0.25>
!ho = !quant.uniform<i16:f32, 24.0>
#target = #effc.target<name = "t", triple = "riscv64-unknown-linux-gnu", features = "+v", vectorBits = 128,
                       vectorRegisters = 32, dot = widen, hasFma = true, scalableVectors = SCALABLE>
module attributes {effc.target = #target} {
  func.func @main(%x: tensor<1x5x5x1x!i>, %v: tensor<1x5x5x3x!u>, %r: tensor<1x1x6x2xf32>, %k: tensor<1x1x6x2x!h>)
      -> (tensor<1x5x5x6x!io>, tensor<1x5x5x3x!uo>, tensor<1x1x6x3xf32>, tensor<1x1x6x3x!ho>) {
    %w = effc.constant dense<[[[[1], [2], [3]], [[4], [5], [6]], [[7], [8], [-128]]],
                              [[[4], [2], [3]], [[-4], [5], [6]], [[0], [1], [9]]],
                              [[[7], [2], [3]], [[4], [-5], [6]], [[7], [0], [9]]],
                              [[[0], [2], [3]], [[4], [5], [-6]], [[7], [8], [127]]],
                              [[[3], [2], [3]], [[-4], [5], [6]], [[0], [1], [9]]],
                              [[[-1], [4], [3]], [[4], [-9], [6]], [[7], [0], [9]]]]> : tensor<6x3x3x1xi8>
      -> tensor<6x3x3x1x!f>
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 1, 1, 1, 1>}
         : (tensor<1x5x5x1x!i>, tensor<6x3x3x1x!f>) -> tensor<1x5x5x6x!io>
    %t = effc.constant dense<[[[[101, 98, 3], [4, 225, 6], [7, 8, 128]], [[1, 2, 3], [94, 5, 6], [0, 1, 9]],
                               [[1, 2, 3], [4, 205, 6], [227, 0, 9]]]]> : tensor<1x3x3x3xi8>
      -> tensor<1x3x3x3x!d>
    %z = effc.depthwise_conv_2d %v, %t {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 1, 1, 1, 1>}
         : (tensor<1x5x5x3x!u>, tensor<1x3x3x3x!d>) -> tensor<1x5x5x3x!uo>
    %p = effc.constant dense<[[[[1.5, -2.0]]], [[[0.25, 3.0]]], [[[-1.0, 0.5]]]]> : tensor<3x1x1x2xf32>
      -> tensor<3x1x1x2xf32>
    %q = effc.conv_2d %r, %p {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>, activation = #effc.activation<relu>}
         : (tensor<1x1x6x2xf32>, tensor<3x1x1x2xf32>) -> tensor<1x1x6x3xf32>
    %l = effc.constant dense<[[[[1, -2]]], [[[25, 3]]], [[[-1, 127]]]]> : tensor<3x1x1x2xi8>
      -> tensor<3x1x1x2x!hf>
    %m = effc.conv_2d %k, %l {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x1x6x2x!h>, tensor<3x1x1x2x!hf>) -> tensor<1x1x6x3x!ho>
    return %y, %z, %q, %m : tensor<1x5x5x6x!io>, tensor<1x5x5x3x!uo>, tensor<1x1x6x3xf32>, tensor<1x1x6x3x!ho>
  }
}
