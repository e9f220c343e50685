// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: effc.leaky_relu
  %y = effc.leaky_relu %a {alpha = 0.1 : f32} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func @quantized
func.func @quantized(%a: tensor<3x!quant.uniform<u8:f32, 0.5:100>>)
      -> tensor<3x!quant.uniform<u8:f32, 0.5:100>> {
  // CHECK: effc.leaky_relu
  %y = effc.leaky_relu %a {alpha = 0.1 : f32}
      : (tensor<3x!quant.uniform<u8:f32, 0.5:100>>) -> tensor<3x!quant.uniform<u8:f32, 0.5:100>>
  return %y : tensor<3x!quant.uniform<u8:f32, 0.5:100>>
}
