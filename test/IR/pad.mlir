// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @zero
func.func @zero(%a: tensor<2x3xf32>) -> tensor<3x5xf32> {
  // CHECK: effc.pad
  %y = effc.pad %a {low = array<i64: 1, 0>, high = array<i64: 0, 2>}
      : (tensor<2x3xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// CHECK-LABEL: func @value
func.func @value(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<4x!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.pad
  %y = effc.pad %a {low = array<i64: 1>, high = array<i64: 1>, value = 7 : i8}
      : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<4x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<4x!quant.uniform<i8:f32, 0.5:-3>>
}
