// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3x4xf32>, %b: tensor<5x4xf32>, %c: tensor<5xf32>)
      -> tensor<6x5xf32> {
  // CHECK: effc.fully_connected
  %y = effc.fully_connected %a, %b, %c {activation = #effc.activation<relu>}
      : (tensor<2x3x4xf32>, tensor<5x4xf32>, tensor<5xf32>) -> tensor<6x5xf32>
  return %y : tensor<6x5xf32>
}

// CHECK-LABEL: func @flattened
func.func @flattened(%a: tensor<1x2x2x3x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<5x12x!quant.uniform<i8:f32, 0.25:4>>, %c: tensor<5xi32>)
      -> tensor<1x5x!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.fully_connected
  %y = effc.fully_connected %a, %b, %c
      : (tensor<1x2x2x3x!quant.uniform<i8:f32, 0.5:-3>>, tensor<5x12x!quant.uniform<i8:f32,
      0.25:4>>, tensor<5xi32>) -> tensor<1x5x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<1x5x!quant.uniform<i8:f32, 0.5:-3>>
}

// CHECK-LABEL: func @per_axis
func.func @per_axis(%a: tensor<1x4x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<2x4x!quant.uniform<i8:f32:0, {0.5, 0.25}>>)
      -> tensor<1x2x!quant.uniform<i16:f32, 0.5>> {
  // CHECK: effc.fully_connected
  %y = effc.fully_connected %a, %b
      : (tensor<1x4x!quant.uniform<i16:f32, 0.5>>, tensor<2x4x!quant.uniform<i8:f32:0,
      {0.5, 0.25}>>) -> tensor<1x2x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<1x2x!quant.uniform<i16:f32, 0.5>>
}
