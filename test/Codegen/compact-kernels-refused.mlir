// RUN: effc-opt %s --effc-select-kernels --split-input-file | FileCheck %s
// Convolutions whose sums or results would need more bits than compact kernels have.

!x = !quant.uniform<i8:f32, 0.5>
!low = !quant.uniform<i8:f32, 5.0e-08>
#m4 = #effc.target<name = "cortex-m4", triple = "thumbv7em-none-eabihf", dot = dual_i16, vectorRegisters = 13, indexBits = 32>
module attributes {effc.target = #m4} {
  // A factor below 2^-24, which sums of 2^24 bring to 1.
  // CHECK-LABEL: func.func @small_scale
  // CHECK: effc.conv_2d
  func.func @small_scale(%x: tensor<1x1x2x1024x!x>) -> tensor<1x1x2x4x!x> {
    %w = effc.constant dense<127> : tensor<4x1x1x1024xi8> -> tensor<4x1x1x1024x!low>
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x1x2x1024x!x>, tensor<4x1x1x1024x!low>) -> tensor<1x1x2x4x!x>
    return %y : tensor<1x1x2x4x!x>
  }
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
!far = !quant.uniform<i8:f32:0, {0.5, 1.1e-07, 0.5, 0.5}>
#m4 = #effc.target<name = "cortex-m4", triple = "thumbv7em-none-eabihf", dot = dual_i16, vectorRegisters = 13, indexBits = 32>
module attributes {effc.target = #m4} {
  // CHECK-LABEL: func.func @scales_far_apart
  // CHECK: effc.conv_2d
  func.func @scales_far_apart(%x: tensor<1x1x2x1024x!x>) -> tensor<1x1x2x4x!x> {
    %w = effc.constant dense<127> : tensor<4x1x1x1024xi8> -> tensor<4x1x1x1024x!far>
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x1x2x1024x!x>, tensor<4x1x1x1024x!far>) -> tensor<1x1x2x4x!x>
    return %y : tensor<1x1x2x4x!x>
  }
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 2.0e-07>
!b = !quant.uniform<i32:f32, 1.0e-07>
#m4 = #effc.target<name = "cortex-m4", triple = "thumbv7em-none-eabihf", dot = dual_i16, vectorRegisters = 13, indexBits = 32>
module attributes {effc.target = #m4} {
  // CHECK-LABEL: func.func @large_bias
  // CHECK: effc.conv_2d
  func.func @large_bias(%x: tensor<1x1x2x1024x!x>) -> tensor<1x1x2x4x!x> {
    %w = effc.constant dense<127> : tensor<4x1x1x1024xi8> -> tensor<4x1x1x1024x!w>
    %b = effc.constant dense<300000000> : tensor<4xi32> -> tensor<4x!b>
    %y = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x1x2x1024x!x>, tensor<4x1x1x1024x!w>, tensor<4x!b>) -> tensor<1x1x2x4x!x>
    return %y : tensor<1x1x2x4x!x>
  }
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 2.0e-07>
!b = !quant.uniform<i32:f32, 1.0e-07>
#m0 = #effc.target<name = "cortex-m0plus", triple = "thumbv6m-none-eabi", dot = twin_i16, vectorRegisters = 8, indexBits = 32>
module attributes {effc.target = #m0} {
  // CHECK-LABEL: func.func @large_twins
  // CHECK: effc.conv_2d
  func.func @large_twins(%x: tensor<1x1x2x1024x!x>) -> tensor<1x1x2x4x!x> {
    %w = effc.constant dense<127> : tensor<4x1x1x1024xi8> -> tensor<4x1x1x1024x!w>
    %b = effc.constant dense<300000000> : tensor<4xi32> -> tensor<4x!b>
    %y = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x1x2x1024x!x>, tensor<4x1x1x1024x!w>, tensor<4x!b>) -> tensor<1x1x2x4x!x>
    return %y : tensor<1x1x2x4x!x>
  }
}
