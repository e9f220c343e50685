// RUN: effc-opt %s --effc-lower-transpose-conv | FileCheck %s

!q = !quant.uniform<i8:f32, 0.05:-10>
!s = !quant.uniform<i8:f32, 0.1:0>
!w = !quant.uniform<i8:f32:0, {0.1, 0.2}>
!b = !quant.uniform<i32:f32:0, {0.005, 0.01}>
!u = !quant.uniform<u8:f32, 0.05:100>
!v = !quant.uniform<u8:f32, 0.1:7>
!i = !quant.uniform<i16:f32, 0.01>

// With stride 1 the window is reversed.
// CHECK-LABEL: func @stride_1
// CHECK: effc.constant dense<{{\[\[\[}}[4], [3]], {{\[}}[2], [1]]], {{\[\[}}[8], [7]], {{\[}}[6], [5]]]]>
// CHECK: effc.conv_2d %arg0, %{{.*}} {{.*}}padding = array<i64: 1, 1, 0, 1>
// CHECK-NOT: effc.concat
// CHECK: return
func.func @stride_1(%x: tensor<1x4x4x1x!q>) -> tensor<1x5x4x2x!q> {
  %w = effc.constant dense<[[[[1], [2]], [[3], [4]]], [[[5], [6]], [[7], [8]]]]>
       : tensor<2x2x2x1xi8> -> tensor<2x2x2x1x!s>
  %0 = effc.transpose_conv_2d %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 1>}
       : (tensor<1x4x4x1x!q>, tensor<2x2x2x1x!s>) -> tensor<1x5x4x2x!q>
  return %0 : tensor<1x5x4x2x!q>
}

// A row of the window by a pixel: two channels of two columns, with their scales and biases.
// CHECK-LABEL: func @window_of_stride
// CHECK-DAG: %[[W0:.*]] = effc.constant dense<{{\[\[\[}}[1]]], {{\[\[}}[5]]], {{\[\[}}[2]]], {{\[\[}}[6]]]]> {{.*}} -> tensor<4x1x1x1x!quant.uniform<i8:f32:0, {1.000000e-01,2.000000e-01,1.000000e-01,2.000000e-01}>>
// CHECK-DAG: %[[W1:.*]] = effc.constant dense<{{\[\[\[}}[3]]], {{\[\[}}[7]]], {{\[\[}}[4]]], {{\[\[}}[8]]]]>
// CHECK-DAG: %[[B0:.*]] = effc.constant dense<[9, -9, 9, -9]> : tensor<4xi32>
// CHECK: %[[Y0:.*]] = effc.conv_2d %arg0, %[[W0]], %[[B0]] {activation = #effc.activation<relu>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
// CHECK: %[[R0:.*]] = effc.reshape %[[Y0]] : {{.*}} -> tensor<2x3x1x20x
// CHECK: %[[Y1:.*]] = effc.conv_2d %arg0, %[[W1]], %[[B0]]
// CHECK: %[[R1:.*]] = effc.reshape %[[Y1]] : {{.*}} -> tensor<2x3x1x20x
// CHECK: %[[C:.*]] = effc.concat %[[R0]], %[[R1]] {axis = 2 : i64} : {{.*}} -> tensor<2x3x2x20x
// CHECK: %[[Y:.*]] = effc.reshape %[[C]]
// CHECK-NEXT: return %[[Y]]
func.func @window_of_stride(%x: tensor<2x3x5x1x!q>) -> tensor<2x6x10x2x!q> {
  %w = effc.constant dense<[[[[1], [2]], [[3], [4]]], [[[5], [6]], [[7], [8]]]]>
       : tensor<2x2x2x1xi8> -> tensor<2x2x2x1x!w>
  %b = effc.constant dense<[9, -9]> : tensor<2xi32> -> tensor<2x!b>
  %0 = effc.transpose_conv_2d %x, %w, %b {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>,
         activation = #effc.activation<relu>}
       : (tensor<2x3x5x1x!q>, tensor<2x2x2x1x!w>, tensor<2x!b>) -> tensor<2x6x10x2x!q>
  return %0 : tensor<2x6x10x2x!q>
}

// Missing taps hold the zero point, 7; the last column is cut off.
// CHECK-LABEL: func @zero_point
// CHECK: effc.constant dense<{{\[\[\[}}[3], [1]]], {{\[\[}}[6], [4]]], {{\[\[}}[9], [7]]], {{\[\[}}[7], [2]]], {{\[\[}}[7], [5]]], {{\[\[}}[7], [8]]]]> : tensor<6x1x2x1xi8>
// CHECK: effc.conv_2d {{.*}}padding = array<i64: 0, 0, 1, 1>
// CHECK: effc.slice %{{.*}} {offsets = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1, 1, 1>} : (tensor<1x3x8x3x{{.*}}) -> tensor<1x3x7x3x
func.func @zero_point(%x: tensor<1x3x3x1x!u>) -> tensor<1x3x7x3x!u> {
  %w = effc.constant dense<[[[[1], [2], [3]]], [[[4], [5], [6]]], [[[7], [8], [9]]]]>
       : tensor<3x1x3x1xi8> -> tensor<3x1x3x1x!v>
  %0 = effc.transpose_conv_2d %x, %w {strides = array<i64: 1, 2>, padding = array<i64: 0, 0>}
       : (tensor<1x3x3x1x!u>, tensor<3x1x3x1x!v>) -> tensor<1x3x7x3x!u>
  return %0 : tensor<1x3x7x3x!u>
}

// Channels that fill vectors: each phase of columns has its own taps, and none is missing.
// CHECK-LABEL: func @phases_apart
// CHECK-COUNT-2: effc.conv_2d {{.*}} -> tensor<1x4x4x32x
// CHECK: effc.concat {{.*}}axis = 3
// CHECK-COUNT-2: effc.conv_2d {{.*}} -> tensor<1x4x4x32x
// CHECK: effc.concat {{.*}}axis = 3
// CHECK: effc.concat {{.*}}axis = 2
// CHECK-NOT: effc.slice
func.func @phases_apart(%x: tensor<1x4x4x3xf32>) -> tensor<1x8x8x32xf32> {
  %w = effc.constant dense<1.5> : tensor<32x4x4x3xf32> -> tensor<32x4x4x3xf32>
  %0 = effc.transpose_conv_2d %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 1, 1>}
       : (tensor<1x4x4x3xf32>, tensor<32x4x4x3xf32>) -> tensor<1x8x8x32xf32>
  return %0 : tensor<1x8x8x32xf32>
}

// CHECK-LABEL: func @int16
// CHECK: effc.conv_2d
func.func @int16(%x: tensor<1x4x4x3x!i>) -> tensor<1x11x13x5x!i> {
  %w = effc.constant dense<3> : tensor<5x5x3x3xi8> -> tensor<5x5x3x3x!s>
  %b = effc.constant dense<3> : tensor<5xi64> -> tensor<5xi64>
  %0 = effc.transpose_conv_2d %x, %w, %b {strides = array<i64: 2, 3>, padding = array<i64: 0, 0>}
       : (tensor<1x4x4x3x!i>, tensor<5x5x3x3x!s>, tensor<5xi64>) -> tensor<1x11x13x5x!i>
  return %0 : tensor<1x11x13x5x!i>
}

// CHECK-LABEL: func @refuse_phase_without_tap
// CHECK: effc.transpose_conv_2d
func.func @refuse_phase_without_tap(%x: tensor<1x4x4x1xf32>) -> tensor<1x8x8x1xf32> {
  %w = effc.constant dense<1.0> : tensor<1x1x1x1xf32> -> tensor<1x1x1x1xf32>
  %0 = effc.transpose_conv_2d %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
       : (tensor<1x4x4x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x8x8x1xf32>
  return %0 : tensor<1x8x8x1xf32>
}

// A convolution would need a window that reaches over all that is cut off.
// CHECK-LABEL: func @refuse_cut
// CHECK: effc.transpose_conv_2d
func.func @refuse_cut(%x: tensor<1x16x16x1xf32>) -> tensor<1x2x2x1xf32> {
  %w = effc.constant dense<1.0> : tensor<1x2x2x1xf32> -> tensor<1x2x2x1xf32>
  %0 = effc.transpose_conv_2d %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
       : (tensor<1x16x16x1xf32>, tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
  return %0 : tensor<1x2x2x1xf32>
}

// CHECK-LABEL: func @refuse_filter
// CHECK: effc.transpose_conv_2d
func.func @refuse_filter(%x: tensor<1x4x4x1xf32>, %w: tensor<1x2x2x1xf32>) -> tensor<1x8x8x1xf32> {
  %0 = effc.transpose_conv_2d %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
       : (tensor<1x4x4x1xf32>, tensor<1x2x2x1xf32>) -> tensor<1x8x8x1xf32>
  return %0 : tensor<1x8x8x1xf32>
}
