// RUN: effc-opt %s --effc-fuse-bias | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5:-10>
!w = !quant.uniform<i8:f32, 0.1>
!b = !quant.uniform<i32:f32, 0.05>

// CHECK-LABEL: func @bias_absent
// CHECK: %[[B:.*]] = effc.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32> -> tensor<2xf32>
// CHECK: effc.conv_2d %arg0, %arg1, %[[B]] {activation = #effc.activation<relu>,
// CHECK-NEXT: return
func.func @bias_absent(%x: tensor<1x4x4x3xf32>, %w: tensor<2x1x1x3xf32>) -> tensor<1x4x4x2xf32> {
  %c = effc.constant dense<[1.0, 2.0]> : tensor<2xf32> -> tensor<2xf32>
  %0 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x3xf32>, tensor<2x1x1x3xf32>) -> tensor<1x4x4x2xf32>
  %1 = effc.add %c, %0 {activation = #effc.activation<relu>}
       : (tensor<2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %1 : tensor<1x4x4x2xf32>
}

// Batch normalisation: (x * w + 1) * [2, 4] - 3.
// CHECK-LABEL: func @batch_norm
// CHECK-DAG: %[[W:.*]] = effc.constant dense<{{\[}}[2.000000e+00, 4.000000e+00], [1.200000e+01, 1.600000e+01]]>
// CHECK-DAG: %[[B:.*]] = effc.constant dense<[-1.000000e+00, 1.000000e+00]>
// CHECK: effc.fully_connected %arg0, %[[W]], %[[B]]
// CHECK-NEXT: return
func.func @batch_norm(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = effc.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> -> tensor<2x2xf32>
  %b = effc.constant dense<1.0> : tensor<2xf32> -> tensor<2xf32>
  %s = effc.constant dense<[2.0, 4.0]> : tensor<2xf32> -> tensor<2xf32>
  %o = effc.constant dense<3.0> : tensor<f32> -> tensor<f32>
  %0 = effc.fully_connected %x, %w, %b : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %1 = effc.mul %0, %s : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %2 = effc.sub %1, %o : (tensor<1x2xf32>, tensor<f32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// Output channels are the last dimension of a depthwise filter.
// CHECK-LABEL: func @depthwise
// CHECK: effc.constant dense<{{\[\[\[}}[2.000000e+00, 6.000000e+00]], {{\[}}[2.000000e+00, 6.000000e+00]]]]>
// CHECK: effc.depthwise_conv_2d
// CHECK-NEXT: return
func.func @depthwise(%x: tensor<1x4x4x2xf32>) -> tensor<1x3x4x2xf32> {
  %w = effc.constant dense<[[[[1.0, 2.0]], [[1.0, 2.0]]]]> : tensor<1x2x1x2xf32> -> tensor<1x2x1x2xf32>
  %s = effc.constant dense<[2.0, 3.0]> : tensor<2xf32> -> tensor<2xf32>
  %0 = effc.depthwise_conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>, tensor<1x2x1x2xf32>) -> tensor<1x3x4x2xf32>
  %1 = effc.mul %0, %s : (tensor<1x3x4x2xf32>, tensor<2xf32>) -> tensor<1x3x4x2xf32>
  return %1 : tensor<1x3x4x2xf32>
}

// CHECK-LABEL: func @refuse_quantized
// CHECK: effc.fully_connected
// CHECK: effc.add
func.func @refuse_quantized(%x: tensor<1x2x!q>, %w: tensor<2x2x!w>, %b: tensor<2x!b>) -> tensor<1x2x!q> {
  %c = effc.constant dense<1> : tensor<2xi8> -> tensor<2x!q>
  %0 = effc.fully_connected %x, %w, %b : (tensor<1x2x!q>, tensor<2x2x!w>, tensor<2x!b>) -> tensor<1x2x!q>
  %1 = effc.add %0, %c : (tensor<1x2x!q>, tensor<2x!q>) -> tensor<1x2x!q>
  return %1 : tensor<1x2x!q>
}

// CHECK-LABEL: func @refuse_activation_between
// CHECK: effc.add
func.func @refuse_activation_between(%x: tensor<1x2xf32>, %w: tensor<2x2xf32>) -> tensor<1x2xf32> {
  %c = effc.constant dense<1.0> : tensor<2xf32> -> tensor<2xf32>
  %0 = effc.fully_connected %x, %w {activation = #effc.activation<relu>}
       : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %1 = effc.add %0, %c : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// One value per row, not per channel.
// CHECK-LABEL: func @refuse_other_axis
// CHECK: effc.add
func.func @refuse_other_axis(%x: tensor<2x2xf32>, %w: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %c = effc.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32> -> tensor<2x1xf32>
  %0 = effc.fully_connected %x, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = effc.add %0, %c : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// CHECK-LABEL: func @refuse_reversed_sub
// CHECK: effc.sub
func.func @refuse_reversed_sub(%x: tensor<1x2xf32>, %w: tensor<2x2xf32>) -> tensor<1x2xf32> {
  %c = effc.constant dense<1.0> : tensor<2xf32> -> tensor<2xf32>
  %0 = effc.fully_connected %x, %w : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %1 = effc.sub %c, %0 : (tensor<2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// 1e-30 * 1e-10 has no normal form.
// CHECK-LABEL: func @refuse_underflow
// CHECK: effc.mul
func.func @refuse_underflow(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = effc.constant dense<1.0e-30> : tensor<1x1xf32> -> tensor<1x1xf32>
  %s = effc.constant dense<1.0e-10> : tensor<1xf32> -> tensor<1xf32>
  %0 = effc.fully_connected %x, %w : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %1 = effc.mul %0, %s : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %1 : tensor<1x1xf32>
}

// An infinite sum becomes the largest float, half of which is another number.
// CHECK-LABEL: func @refuse_halved_infinity
// CHECK: effc.mul
func.func @refuse_halved_infinity(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = effc.constant dense<3.0> : tensor<1x1xf32> -> tensor<1x1xf32>
  %s = effc.constant dense<0.5> : tensor<1xf32> -> tensor<1xf32>
  %0 = effc.fully_connected %x, %w : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %1 = effc.mul %0, %s : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %1 : tensor<1x1xf32>
}

// Sums of bounded elements are finite.
// CHECK-LABEL: func @halved_after_relu6
// CHECK: effc.fully_connected
// CHECK-NOT: effc.mul
func.func @halved_after_relu6(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = effc.constant dense<3.0> : tensor<1x1xf32> -> tensor<1x1xf32>
  %s = effc.constant dense<0.5> : tensor<1xf32> -> tensor<1xf32>
  %r = effc.relu6 %x : (tensor<1x1xf32>) -> tensor<1x1xf32>
  %0 = effc.fully_connected %r, %w : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %1 = effc.mul %0, %s : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %1 : tensor<1x1xf32>
}

// CHECK-LABEL: func @refuse_huge_offset
// CHECK: effc.add
func.func @refuse_huge_offset(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = effc.constant dense<3.0> : tensor<1x1xf32> -> tensor<1x1xf32>
  %c = effc.constant dense<-1.0e+32> : tensor<1xf32> -> tensor<1xf32>
  %0 = effc.fully_connected %x, %w : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %1 = effc.add %0, %c : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %1 : tensor<1x1xf32>
}

// The biases would be infinite, while a sum may not be.
// CHECK-LABEL: func @refuse_infinite_bias
// CHECK: effc.add
// CHECK: effc.mul
func.func @refuse_infinite_bias(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %w = effc.constant dense<3.0> : tensor<1x1xf32> -> tensor<1x1xf32>
  %infinite = effc.constant dense<0x7F800000> : tensor<1xf32> -> tensor<1xf32>
  %large = effc.constant dense<1.0e+38> : tensor<1xf32> -> tensor<1xf32>
  %c = effc.constant dense<8.0> : tensor<1xf32> -> tensor<1xf32>
  %0 = effc.fully_connected %x, %w, %infinite : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %1 = effc.add %0, %c : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %2 = effc.fully_connected %x, %w, %large : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %3 = effc.mul %2, %c : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %1, %3 : tensor<1x1xf32>, tensor<1x1xf32>
}

// CHECK-LABEL: func @refuse_computed_operands
// CHECK: effc.add
// CHECK: effc.mul
func.func @refuse_computed_operands(%x: tensor<1x1xf32>, %w: tensor<1x1xf32>, %b: tensor<1xf32>)
    -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %c = effc.constant dense<8.0> : tensor<1xf32> -> tensor<1xf32>
  %0 = effc.fully_connected %x, %w, %b : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %1 = effc.add %0, %c : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %2 = effc.fully_connected %x, %w : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %3 = effc.mul %2, %c : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %1, %3 : tensor<1x1xf32>, tensor<1x1xf32>
}
