// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @quantized
func.func @quantized(%a: tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<256x!quant.uniform<i8:f32, 0.25:4>>)
      -> tensor<2x3x!quant.uniform<i8:f32, 0.25:4>> {
  // CHECK: effc.lookup
  %y = effc.lookup %a, %b
      : (tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>, tensor<256x!quant.uniform<i8:f32,
      0.25:4>>) -> tensor<2x3x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<2x3x!quant.uniform<i8:f32, 0.25:4>>
}

// CHECK-LABEL: func @widening
func.func @widening(%a: tensor<3xui8>, %b: tensor<256xi16>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // CHECK: effc.lookup
  %y = effc.lookup %a, %b
      : (tensor<3xui8>, tensor<256xi16>) -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}

// A table holds stored elements, whose type has no sign.
// CHECK-LABEL: func @unsigned_storage
func.func @unsigned_storage(%a: tensor<4x!quant.uniform<u8:f32, 0.5:128>>, %b: tensor<256xi8>)
    -> tensor<4x!quant.uniform<u8:f32, 0.25:3>> {
  // CHECK: effc.lookup
  %y = effc.lookup %a, %b : (tensor<4x!quant.uniform<u8:f32, 0.5:128>>, tensor<256xi8>)
                         -> tensor<4x!quant.uniform<u8:f32, 0.25:3>>
  return %y : tensor<4x!quant.uniform<u8:f32, 0.25:3>>
}
