// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @narrow
func.func @narrow(%a: tensor<2x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.requantize
  %y = effc.requantize %a
      : (tensor<2x!quant.uniform<i16:f32, 0.5>>) -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
}

// CHECK-LABEL: func @sign
func.func @sign(%a: tensor<2x!quant.uniform<u8:f32, 0.5:100>>)
      -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.requantize
  %y = effc.requantize %a
      : (tensor<2x!quant.uniform<u8:f32, 0.5:100>>) -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
}
