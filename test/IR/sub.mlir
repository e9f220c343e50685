// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<2x3xf32> {
  // CHECK: effc.sub
  %y = effc.sub %a, %b {activation = #effc.activation<relu_n1_to_1>}
      : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func @integer
func.func @integer(%a: tensor<1xi32>, %b: tensor<3x1xi32>) -> tensor<3x1xi32> {
  // CHECK: effc.sub
  %y = effc.sub %a, %b : (tensor<1xi32>, tensor<3x1xi32>) -> tensor<3x1xi32>
  return %y : tensor<3x1xi32>
}

// CHECK-LABEL: func @quantized
func.func @quantized(%a: tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<2x3x!quant.uniform<i8:f32, 0.25:4>>)
      -> tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.sub
  %y = effc.sub %a, %b {activation = #effc.activation<relu6>}
      : (tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>, tensor<2x3x!quant.uniform<i8:f32,
      0.25:4>>) -> tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x3x!quant.uniform<i8:f32, 0.5:-3>>
}

// CHECK-LABEL: func @wide
func.func @wide(%a: tensor<2x3x!quant.uniform<i16:f32, 0.5>>, %b: tensor<!quant.uniform<i16:f32,
      0.25>>) -> tensor<2x3x!quant.uniform<i16:f32, 0.5>> {
  // CHECK: effc.sub
  %y = effc.sub %a, %b : (tensor<2x3x!quant.uniform<i16:f32, 0.5>>,
      tensor<!quant.uniform<i16:f32, 0.25>>) -> tensor<2x3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<2x3x!quant.uniform<i16:f32, 0.5>>
}

// CHECK-LABEL: func @shifted
func.func @shifted(%a: tensor<3x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<3x!quant.uniform<i16:f32, 0.25>>) -> tensor<3x!quant.uniform<i16:f32, 0.5>> {
  // CHECK: effc.sub
  %y = effc.sub %a, %b {pot_scale}
      : (tensor<3x!quant.uniform<i16:f32, 0.5>>, tensor<3x!quant.uniform<i16:f32, 0.25>>)
      -> tensor<3x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<3x!quant.uniform<i16:f32, 0.5>>
}
