// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: effc.tanh
  %y = effc.tanh %a : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func @quantized
func.func @quantized(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.0078125>> {
  // CHECK: effc.tanh
  %y = effc.tanh %a : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.0078125>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.0078125>>
}

// CHECK-LABEL: func @unsigned
func.func @unsigned(%a: tensor<3x!quant.uniform<u8:f32, 0.5:100>>)
      -> tensor<3x!quant.uniform<u8:f32, 0.0078125:128>> {
  // CHECK: effc.tanh
  %y = effc.tanh %a : (tensor<3x!quant.uniform<u8:f32, 0.5:100>>)
      -> tensor<3x!quant.uniform<u8:f32, 0.0078125:128>>
  return %y : tensor<3x!quant.uniform<u8:f32, 0.0078125:128>>
}
