// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: effc.relu6
  %y = effc.relu6 %a : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func @quantized
func.func @quantized(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.25:4>> {
  // CHECK: effc.relu6
  %y = effc.relu6 %a : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.25:4>>
}

// CHECK-LABEL: func @wide
func.func @wide(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.25>> {
  // CHECK: effc.relu6
  %y = effc.relu6 %a : (tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.25>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.25>>
}
