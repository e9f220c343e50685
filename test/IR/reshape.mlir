// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3xf32>) -> tensor<6xf32> {
  // CHECK: effc.reshape
  %y = effc.reshape %a : (tensor<2x3xf32>) -> tensor<6xf32>
  return %y : tensor<6xf32>
}

// CHECK-LABEL: func @scalar
func.func @scalar(%a: tensor<1x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.reshape
  %y = effc.reshape %a : (tensor<1x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<!quant.uniform<i8:f32, 0.5:-3>>
}
