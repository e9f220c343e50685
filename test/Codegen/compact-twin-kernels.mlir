// Kernels of cores with plain multiplies: two pixels in one factor, sums folded from 16 bits.
// RUN: split-file %s %t
// RUN: effc-opt %t/m0.mlir --effc-select-kernels | FileCheck %t/m0.mlir
// RUN: effc-opt %t/m0.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   --effc-check-loops | FileCheck %t/m0.mlir --check-prefix=LOOPS
// RUN: effc-opt %t/masks.mlir --effc-select-kernels | FileCheck %t/masks.mlir
// RUN: effc-opt %t/rv32.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   --effc-check-loops | FileCheck %t/rv32.mlir
// RUN: effc-opt %t/refused.mlir --effc-select-kernels | FileCheck %t/refused.mlir

//--- m0.mlir
!q = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 0.0625>
#m0 = #effc.target<name = "cortex-m0plus", triple = "thumbv6m-none-eabi", dot = twin_i16,
                   vectorRegisters = 8, indexBits = 32>

module attributes {effc.target = #m0} {
  // Rows of 6 weights are filled up to 8. The shift is 2 + 1; 128 more where four steps fit 16 bits:
  // not 3 * 127, which only two at a time do.
  // CHECK-DAG: effc.constant dense<[127, 127, 127, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0]> : tensor<16xi8>
  // CHECK-DAG: effc.constant dense<[2563, 1073741824, -2429, 1073741824]> : tensor<4xi32>
  // The input of a depthwise layer is read 128 higher: 32 * -128 * 9 * 3 + 3.
  // CHECK-DAG: effc.constant dense<[-110589, 1073741824, -110589, 1073741824]> : tensor<4xi32>
  // CHECK: effc.kernel.compact_conv_2d
  // CHECK-SAME: tile = #effc.tile<pixels = 4, channels = 1, depth = 4, dot = twin_i16>
  // CHECK: effc.kernel.compact_depthwise_conv_2d
  // CHECK-SAME: dot = twin_i16
  // CHECK: effc.kernel.compact_conv_2d
  // CHECK-SAME: tile = #effc.tile<pixels = 1, channels = 1, depth = 4, dot = twin_i16>

  // A panel of 8 steps of 8 bytes is on the stack.
  // LOOPS-LABEL: func.func private @kernel_compact_conv_2d(
  // LOOPS: llvm.alloca
  // LOOPS: call @routine_twin_gather_i8(
  // LOOPS: call @routine_twin_dot(
  // LOOPS: func.func private @routine_twin_dot(
  // LOOPS-SAME: attributes {effc.routine, passthrough = ["optsize"]}
  // LOOPS: scf.if
  // LOOPS: muls
  // LOOPS: else
  // LOOPS: muls
  // LOOPS-NOT: arith.{{.*}}i64
  // LOOPS-LABEL: func.func private @kernel_compact_depthwise_conv_2d(
  // LOOPS: call @routine_twin_depthwise_stride_1_i8(
  // LOOPS-LABEL: func.func private @kernel_compact_conv_2d_0(
  // LOOPS: call @routine_twin_row(
  func.func @main(%x: tensor<1x4x4x6x!q>) -> tensor<1x4x!q> {
    %w = effc.constant dense<[[[[127, 127, 127, 0, 0, 0]]], [[[1, 1, 1, 1, 1, 1]]]]>
      : tensor<2x1x1x6xi8> -> tensor<2x1x1x6x!w>
    %b = effc.constant dense<[10, -10]> : tensor<2xi32> -> tensor<2xi32>
    %0 = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x6x!q>, tensor<2x1x1x6x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!q>
    %u = effc.constant dense<3> : tensor<1x3x3x2xi8> -> tensor<1x3x3x2x!w>
    %1 = effc.depthwise_conv_2d %0, %u {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x2x!q>, tensor<1x3x3x2x!w>) -> tensor<1x2x2x2x!q>
    %v = effc.constant dense<2> : tensor<4x8xi8> -> tensor<4x8x!w>
    %2 = effc.reshape %1 : (tensor<1x2x2x2x!q>) -> tensor<1x8x!q>
    %3 = effc.fully_connected %2, %v : (tensor<1x8x!q>, tensor<4x8x!w>) -> tensor<1x4x!q>
    return %3 : tensor<1x4x!q>
  }
}

//--- rv32.mlir
!q = !quant.uniform<u8:f32, 0.5:7>
!w = !quant.uniform<u8:f32, 0.0625:3>
#rv = #effc.target<name = "riscv32imc", triple = "riscv32-unknown-elf", dot = twin_i16,
                   vectorRegisters = 27, indexBits = 32>

module attributes {effc.target = #rv} {
  // Three channels are two pairs. Unsigned input is read 128 lower; nothing is added to 64 bits.
  // CHECK-LABEL: func.func private @kernel_compact_conv_2d(
  // CHECK: call @routine_twin_gather_u8(
  // CHECK: call @routine_twin_dot[[SUFFIX:[a-z_]*]](
  // CHECK: call @routine_twin_dot[[SUFFIX]](
  // CHECK: func.func private @routine_twin_gather_u8(
  // CHECK: arith.constant 8388736
  // CHECK: func.func private @routine_twin_dot
  // CHECK: bgez $21, 3f
  // CHECK-NOT: arith.addi {{.*}} : i64
  func.func @main(%x: tensor<1x4x4x8x!q>) -> tensor<1x4x4x3x!q> {
    %w = effc.constant dense<2> : tensor<3x3x3x8xi8> -> tensor<3x3x3x8x!w>
    %0 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 1, 1, 1, 1>}
         : (tensor<1x4x4x8x!q>, tensor<3x3x3x8x!w>) -> tensor<1x4x4x3x!q>
    return %0 : tensor<1x4x4x3x!q>
  }
}

//--- masks.mlir
!q = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 0.0625>
#rv = #effc.target<name = "riscv32imc", triple = "riscv32-unknown-elf", dot = twin_i16,
                   vectorRegisters = 27, indexBits = 32>

module attributes {effc.target = #rv} {
  // Two channels by four steps each, after a mask: the products of the first four steps of the first
  // channel may exceed 16 bits. The table has no note of it.
  // CHECK-DAG: effc.constant dense<[0, 0, 0, -128, 127, 127, 127, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]>
  // CHECK-DAG: effc.constant dense<[3, 1073741824, 3, 1073741824]>
  // CHECK: tile = #effc.tile<pixels = 4, channels = 2, depth = 4, dot = twin_i16>
  func.func @main(%x: tensor<1x4x4x8x!q>) -> tensor<1x4x4x2x!q> {
    %w = effc.constant dense<[[[[127, 127, 127, 0, 1, 1, 1, 1]]], [[[1, 1, 1, 1, 1, 1, 1, 1]]]]>
      : tensor<2x1x1x8xi8> -> tensor<2x1x1x8x!w>
    %0 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x8x!q>, tensor<2x1x1x8x!w>) -> tensor<1x4x4x2x!q>
    return %0 : tensor<1x4x4x2x!q>
  }
}

//--- refused.mlir
!q = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 0.0625>
#m0 = #effc.target<name = "cortex-m0plus", triple = "thumbv6m-none-eabi", dot = twin_i16,
                   vectorRegisters = 8, indexBits = 32>

module attributes {effc.target = #m0} {
  // Two products of -128 and -128 are 2^15.
  // CHECK-NOT: effc.kernel
  func.func @main(%x: tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q> {
    %w = effc.constant dense<-128> : tensor<2x1x1x2xi8> -> tensor<2x1x1x2x!w>
    %0 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x2x!q>, tensor<2x1x1x2x!w>) -> tensor<1x4x4x2x!q>
    return %0 : tensor<1x4x4x2x!q>
  }
}
