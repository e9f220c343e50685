// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: effc.hard_swish
  %y = effc.hard_swish %a : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func @quantized
func.func @quantized(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.25:4>> {
  // CHECK: effc.hard_swish
  %y = effc.hard_swish %a
      : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.25:4>>
}
