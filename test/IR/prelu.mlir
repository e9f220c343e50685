// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<1x2x2x3xf32>, %b: tensor<1x1x3xf32>) -> tensor<1x2x2x3xf32> {
  // CHECK: effc.prelu
  %y = effc.prelu %a, %b : (tensor<1x2x2x3xf32>, tensor<1x1x3xf32>) -> tensor<1x2x2x3xf32>
  return %y : tensor<1x2x2x3xf32>
}

// CHECK-LABEL: func @wide
func.func @wide(%a: tensor<2x3x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<2x3x!quant.uniform<i16:f32, 0.25>> {
  // CHECK: effc.prelu
  %y = effc.prelu %a, %b
      : (tensor<2x3x!quant.uniform<i16:f32, 0.5>>, tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<2x3x!quant.uniform<i16:f32, 0.25>>
  return %y : tensor<2x3x!quant.uniform<i16:f32, 0.25>>
}
