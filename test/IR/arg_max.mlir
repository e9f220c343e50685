// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3xf32>) -> tensor<2xi32> {
  // CHECK: effc.arg_max
  %y = effc.arg_max %a {axis = 1 : i64} : (tensor<2x3xf32>) -> tensor<2xi32>
  return %y : tensor<2xi32>
}

// CHECK-LABEL: func @quantized
func.func @quantized(%a: tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3xi64> {
  // CHECK: effc.arg_max
  %y = effc.arg_max %a {axis = 0 : i64}
      : (tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<3xi64>
  return %y : tensor<3xi64>
}
