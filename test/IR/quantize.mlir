// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @per_tensor
func.func @per_tensor(%a: tensor<2xf32>) -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.quantize
  %y = effc.quantize %a : (tensor<2xf32>) -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
}

// CHECK-LABEL: func @per_axis
func.func @per_axis(%a: tensor<2xf32>) -> tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>> {
  // CHECK: effc.quantize
  %y = effc.quantize %a : (tensor<2xf32>) -> tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
  return %y : tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
}
