// RUN: effc-opt %s --effc-fuse-activation | FileCheck %s

!q = !quant.uniform<i8:f32, 0.05:-10>
!q_low = !quant.uniform<i8:f32, 0.0234:-128>
!q_other = !quant.uniform<i8:f32, 0.04:-10>
!w = !quant.uniform<i8:f32, 0.1>
!b = !quant.uniform<i32:f32, 0.005>

// CHECK-LABEL: func @float_conv
// CHECK-NEXT: %[[Y:.*]] = effc.conv_2d {{.*}}activation = #effc.activation<relu6>
// CHECK-NEXT: return %[[Y]]
func.func @float_conv(%x: tensor<1x8x8x3xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<1x6x6x4xf32> {
  %0 = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x8x8x3xf32>, tensor<4x3x3x3xf32>) -> tensor<1x6x6x4xf32>
  %1 = effc.relu6 %0 : (tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32>
  return %1 : tensor<1x6x6x4xf32>
}

// CHECK-LABEL: func @quantized_fully_connected
// CHECK-NEXT: %[[Y:.*]] = effc.fully_connected {{.*}}activation = #effc.activation<relu>
// CHECK-NEXT: return %[[Y]]
func.func @quantized_fully_connected(%x: tensor<1x8x!q>, %w: tensor<4x8x!w>, %b: tensor<4x!b>)
    -> tensor<1x4x!q> {
  %0 = effc.fully_connected %x, %w, %b
       : (tensor<1x8x!q>, tensor<4x8x!w>, tensor<4x!b>) -> tensor<1x4x!q>
  %1 = effc.relu %0 : (tensor<1x4x!q>) -> tensor<1x4x!q>
  return %1 : tensor<1x4x!q>
}

// CHECK-LABEL: func @add_then_mul_then_pool
// CHECK: effc.add {{.*}}activation = #effc.activation<relu>
// CHECK: effc.mul {{.*}}activation = #effc.activation<relu_n1_to_1>
// CHECK: effc.average_pool_2d {{.*}}activation = #effc.activation<relu6>
// CHECK-NEXT: return
func.func @add_then_mul_then_pool(%x: tensor<1x4x4x8xf32>) -> tensor<1x2x2x8xf32> {
  %0 = effc.add %x, %x : (tensor<1x4x4x8xf32>, tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  %1 = effc.relu %0 : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  %2 = effc.mul %1, %x : (tensor<1x4x4x8xf32>, tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  %3 = effc.relu_n1_to_1 %2 : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  %4 = effc.average_pool_2d %3 {window = array<i64: 2, 2>, strides = array<i64: 2, 2>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x8xf32>) -> tensor<1x2x2x8xf32>
  %5 = effc.relu6 %4 : (tensor<1x2x2x8xf32>) -> tensor<1x2x2x8xf32>
  return %5 : tensor<1x2x2x8xf32>
}

// A constant bound is a clamp as well: the zero point is -10, six is 6 / 0.05 - 10 = 110.
// CHECK-LABEL: func @extrema
// CHECK: effc.sub {{.*}}activation = #effc.activation<relu6>
// CHECK-NEXT: return
func.func @extrema(%x: tensor<4x!q>, %y: tensor<4x!q>) -> tensor<4x!q> {
  %zero = effc.constant dense<-10> : tensor<i8> -> tensor<!q>
  %six = effc.constant dense<110> : tensor<1xi8> -> tensor<1x!q>
  %0 = effc.sub %x, %y : (tensor<4x!q>, tensor<4x!q>) -> tensor<4x!q>
  %1 = effc.maximum %0, %zero : (tensor<4x!q>, tensor<!q>) -> tensor<4x!q>
  %2 = effc.minimum %six, %1 : (tensor<1x!q>, tensor<4x!q>) -> tensor<4x!q>
  return %2 : tensor<4x!q>
}

// CHECK-LABEL: func @extrema_without_producer
// CHECK: %[[Y:.*]] = effc.relu6 %arg0
// CHECK-NEXT: return %[[Y]]
func.func @extrema_without_producer(%x: tensor<4xf32>) -> tensor<4xf32> {
  %zero = effc.constant dense<0.0> : tensor<f32> -> tensor<f32>
  %six = effc.constant dense<6.0> : tensor<f32> -> tensor<f32>
  %0 = effc.minimum %six, %x : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = effc.maximum %zero, %0 : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func @extrema_to_relu
// CHECK-NEXT: %[[Y:.*]] = effc.relu_n1_to_1 %arg0
// CHECK-NEXT: %[[Z:.*]] = effc.relu %arg0
// CHECK-NEXT: return %[[Y]], %[[Z]]
func.func @extrema_to_relu(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %zero = effc.constant dense<0.0> : tensor<f32> -> tensor<f32>
  %one = effc.constant dense<1.0> : tensor<f32> -> tensor<f32>
  %minus = effc.constant dense<-1.0> : tensor<f32> -> tensor<f32>
  %0 = effc.minimum %one, %x : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = effc.maximum %minus, %0 : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = effc.maximum %zero, %x : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %1, %2 : tensor<4xf32>, tensor<4xf32>
}

// With the constant on the right a NaN becomes 0.
// CHECK-LABEL: func @refuse_extremum_of_nan
// CHECK: effc.maximum %arg0
func.func @refuse_extremum_of_nan(%x: tensor<4xf32>) -> tensor<4xf32> {
  %zero = effc.constant dense<0.0> : tensor<f32> -> tensor<f32>
  %0 = effc.maximum %x, %zero : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// A pool of NaN alone gives the least number, which a relu does clamp.
// CHECK-LABEL: func @relu_of_max_pool
// CHECK: effc.max_pool_2d {{.*}}activation = #effc.activation<relu>
func.func @relu_of_max_pool(%x: tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32> {
  %0 = effc.relu %x : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = effc.max_pool_2d %0 {window = array<i64: 2, 2>, strides = array<i64: 2, 2>,
         padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  %2 = effc.relu %1 : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %2 : tensor<1x2x2x2xf32>
}

// CHECK-LABEL: func @relu_of_relu6
// CHECK-NEXT: %[[Y:.*]] = effc.relu6 %arg0
// CHECK-NEXT: return %[[Y]]
func.func @relu_of_relu6(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = effc.relu6 %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = effc.relu %0 : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// With the zero point at the smallest value a relu changes nothing, whoever else reads %x.
// CHECK-LABEL: func @no_op
// CHECK-NEXT: return %arg0, %arg0
func.func @no_op(%x: tensor<4x!q_low>) -> (tensor<4x!q_low>, tensor<4x!q_low>) {
  %0 = effc.relu %x : (tensor<4x!q_low>) -> tensor<4x!q_low>
  return %x, %0 : tensor<4x!q_low>, tensor<4x!q_low>
}

// CHECK-LABEL: func @refuse_rescaling
// CHECK: effc.add
// CHECK: effc.relu
func.func @refuse_rescaling(%x: tensor<4x!q>) -> tensor<4x!q_other> {
  %0 = effc.add %x, %x : (tensor<4x!q>, tensor<4x!q>) -> tensor<4x!q>
  %1 = effc.relu %0 : (tensor<4x!q>) -> tensor<4x!q_other>
  return %1 : tensor<4x!q_other>
}

// CHECK-LABEL: func @refuse_other_use
// CHECK: effc.add
// CHECK-NOT: activation
// CHECK: effc.relu
func.func @refuse_other_use(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = effc.add %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = effc.relu %0 : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// [0, 6] and [-1, 1] give [0, 1], which has no name.
// CHECK-LABEL: func @refuse_nameless_interval
// CHECK: effc.add {{.*}}activation = #effc.activation<relu6>
// CHECK: effc.relu_n1_to_1
func.func @refuse_nameless_interval(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = effc.add %x, %x {activation = #effc.activation<relu6>}
       : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = effc.relu_n1_to_1 %0 : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func @refuse_many_bounds
// CHECK: effc.maximum
func.func @refuse_many_bounds(%x: tensor<2xf32>) -> tensor<2xf32> {
  %c = effc.constant dense<[0.0, 1.0]> : tensor<2xf32> -> tensor<2xf32>
  %0 = effc.maximum %x, %c : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK-LABEL: func @refuse_broadcast
// CHECK: effc.maximum
func.func @refuse_broadcast(%x: tensor<1xf32>) -> tensor<2xf32> {
  %c = effc.constant dense<0.0> : tensor<2xf32> -> tensor<2xf32>
  %0 = effc.maximum %x, %c : (tensor<1xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
