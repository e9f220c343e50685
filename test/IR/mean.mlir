// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @kept
func.func @kept(%a: tensor<1x8x8x4xf32>) -> tensor<1x1x1x4xf32> {
  // CHECK: effc.mean
  %y = effc.mean %a {axes = array<i64: 1, 2>, keep_dims}
      : (tensor<1x8x8x4xf32>) -> tensor<1x1x1x4xf32>
  return %y : tensor<1x1x1x4xf32>
}

// CHECK-LABEL: func @removed
func.func @removed(%a: tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x4x!quant.uniform<i8:f32, 0.25:4>> {
  // CHECK: effc.mean
  %y = effc.mean %a {axes = array<i64: 1, 2>}
      : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<1x4x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<1x4x!quant.uniform<i8:f32, 0.25:4>>
}

// CHECK-LABEL: func @integer
func.func @integer(%a: tensor<3xi32>) -> tensor<i32> {
  // CHECK: effc.mean
  %y = effc.mean %a {axes = array<i64: 0>} : (tensor<3xi32>) -> tensor<i32>
  return %y : tensor<i32>
}
