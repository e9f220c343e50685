// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: effc.softmax
  %y = effc.softmax %a {beta = 1.0 : f32} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func @quantized
func.func @quantized(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.00390625:-128>> {
  // CHECK: effc.softmax
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.00390625:-128>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.00390625:-128>>
}

// CHECK-LABEL: func @widening
func.func @widening(%a: tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i16:f32, 1.52587890625e-05:-32768>> {
  // CHECK: effc.softmax
  %y = effc.softmax %a {beta = 1.0 : f32}
      : (tensor<3x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i16:f32, 1.52587890625e-05:-32768>>
  return %y : tensor<3x!quant.uniform<i16:f32, 1.52587890625e-05:-32768>>
}

// CHECK-LABEL: func @wide
func.func @wide(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>> {
  // CHECK: effc.softmax
  %y = effc.softmax %a {beta = 0.5 : f32}
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
  return %y : tensor<3x!quant.uniform<i16:f32, 3.0517578125e-05>>
}
