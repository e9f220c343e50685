// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @channels
func.func @channels(%a: tensor<2x3xf32>, %b: tensor<2x1xf32>) -> tensor<2x4xf32> {
  // CHECK: effc.concat
  %y = effc.concat %a, %b {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// CHECK-LABEL: func @one
func.func @one(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.concat
  %y = effc.concat %a {axis = 0 : i64}
      : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
}
