// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @per_axis
func.func @per_axis(%a: tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>) -> tensor<2xf32> {
  // CHECK: effc.dequantize
  %y = effc.dequantize %a : (tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// CHECK-LABEL: func @half
func.func @half(%a: tensor<2xf16>) -> tensor<2xf32> {
  // CHECK: effc.dequantize
  %y = effc.dequantize %a : (tensor<2xf16>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
