// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<2xf32>)
      -> tensor<1x8x8x2xf32> {
  // CHECK: effc.conv_2d
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>, activation = #effc.activation<relu>}
      : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<2xf32>) -> tensor<1x8x8x2xf32>
  return %y : tensor<1x8x8x2xf32>
}

// CHECK-LABEL: func @no_bias
func.func @no_bias(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>) -> tensor<1x8x8x2xf32> {
  // CHECK: effc.conv_2d
  %y = effc.conv_2d %a, %b
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>) -> tensor<1x8x8x2xf32>
  return %y : tensor<1x8x8x2xf32>
}

// CHECK-LABEL: func @strided
func.func @strided(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x4xf32>, %c: tensor<2xf32>)
      -> tensor<1x4x8x2xf32> {
  // CHECK: effc.conv_2d
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 2, 1>, dilations = array<i64: 1, 2>, padding = array<i64: 0, 1, 2,
      2>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x4xf32>, tensor<2xf32>) -> tensor<1x4x8x2xf32>
  return %y : tensor<1x4x8x2xf32>
}

// CHECK-LABEL: func @grouped
func.func @grouped(%a: tensor<1x8x8x4xf32>, %b: tensor<2x3x3x2xf32>, %c: tensor<2xf32>)
      -> tensor<1x8x8x2xf32> {
  // CHECK: effc.conv_2d
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4xf32>, tensor<2x3x3x2xf32>, tensor<2xf32>) -> tensor<1x8x8x2xf32>
  return %y : tensor<1x8x8x2xf32>
}

// CHECK-LABEL: func @per_axis
func.func @per_axis(%a: tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<2x3x3x4x!quant.uniform<i8:f32:0, {0.5, 0.25}>>, %c: tensor<2xi32>)
      -> tensor<1x8x8x2x!quant.uniform<i8:f32, 0.25:4>> {
  // CHECK: effc.conv_2d
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4x!quant.uniform<i8:f32, 0.5:-3>>,
      tensor<2x3x3x4x!quant.uniform<i8:f32:0, {0.5, 0.25}>>, tensor<2xi32>)
      -> tensor<1x8x8x2x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<1x8x8x2x!quant.uniform<i8:f32, 0.25:4>>
}

// CHECK-LABEL: func @unsigned
func.func @unsigned(%a: tensor<1x8x8x4x!quant.uniform<u8:f32, 0.5:100>>,
      %b: tensor<2x3x3x4x!quant.uniform<u8:f32, 0.5:100>>, %c: tensor<2xi32>)
      -> tensor<1x8x8x2x!quant.uniform<u8:f32, 0.5:100>> {
  // CHECK: effc.conv_2d
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>, activation = #effc.activation<relu6>}
      : (tensor<1x8x8x4x!quant.uniform<u8:f32, 0.5:100>>, tensor<2x3x3x4x!quant.uniform<u8:f32,
      0.5:100>>, tensor<2xi32>) -> tensor<1x8x8x2x!quant.uniform<u8:f32, 0.5:100>>
  return %y : tensor<1x8x8x2x!quant.uniform<u8:f32, 0.5:100>>
}

// CHECK-LABEL: func @wide
func.func @wide(%a: tensor<1x8x8x4x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<2x3x3x4x!quant.uniform<i8:f32:0, {0.5, 0.25}>>, %c: tensor<2xi64>)
      -> tensor<1x8x8x2x!quant.uniform<i16:f32, 0.25>> {
  // CHECK: effc.conv_2d
  %y = effc.conv_2d %a, %b, %c
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1,
      1>} : (tensor<1x8x8x4x!quant.uniform<i16:f32, 0.5>>,
      tensor<2x3x3x4x!quant.uniform<i8:f32:0, {0.5, 0.25}>>, tensor<2xi64>)
      -> tensor<1x8x8x2x!quant.uniform<i16:f32, 0.25>>
  return %y : tensor<1x8x8x2x!quant.uniform<i16:f32, 0.25>>
}
