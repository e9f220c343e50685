// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<2x3xf32> {
  // CHECK: effc.minimum
  %y = effc.minimum %a, %b : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func @quantized
func.func @quantized(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.minimum
  %y = effc.minimum %a, %b
      : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>, tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
}
