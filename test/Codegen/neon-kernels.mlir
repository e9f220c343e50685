// Kernels of 32-bit Arm with NEON: products of halves by a lane, results by its fixed point.
// RUN: effc-opt %s --effc-select-kernels | FileCheck %s
// RUN: effc-opt %s --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   --effc-check-loops | FileCheck %s --check-prefix=LOOPS

!q = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 0.0625>
#a7 = #effc.target<name = "cortex-a7", triple = "armv7-unknown-linux-gnueabihf", cpu = "cortex-a7",
                   features = "+neon", vectorBits = 128, vectorRegisters = 16, hasFma = true,
                   indexBits = 32>

module attributes {effc.target = #a7} {
  // Eight sums and four registers of input.
  // CHECK: effc.kernel.conv_2d
  // CHECK-SAME: tile = #effc.tile<pixels = 4, channels = 8, depth = 1, dot = widen>

  // Eight steps for each load of input, each with eight weights.
  // LOOPS-LABEL: func.func private @kernel_conv_2d(
  // LOOPS: %[[ELEMENTS:.*]] = arith.extsi %{{.*}} : vector<8xi8> to vector<8xi16>
  // LOOPS: %[[WEIGHTS:.*]] = arith.extsi %{{.*}} : vector<8xi8> to vector<8xi16>
  // LOOPS: vector.shuffle %{{.*}} [0, 0, 0, 0] : vector<8xi16>, vector<8xi16>
  // LOOPS: llvm.call_intrinsic "llvm.arm.neon.vmulls"
  // LOOPS: vector.shuffle %{{.*}} [7, 7, 7, 7] : vector<8xi16>, vector<8xi16>
  // LOOPS: llvm.call_intrinsic "llvm.arm.neon.vqrdmulh"
  // LOOPS: llvm.call_intrinsic "llvm.arm.neon.vrshifts"
  func.func @main(%x: tensor<1x4x4x8x!q>) -> tensor<1x4x4x8x!q> {
    %w = effc.constant dense<1> : tensor<8x1x1x8xi8> -> tensor<8x1x1x8x!w>
    %0 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x8x!q>, tensor<8x1x1x8x!w>) -> tensor<1x4x4x8x!q>
    return %0 : tensor<1x4x4x8x!q>
  }
}
