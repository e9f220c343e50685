// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: effc.max_pool_2d
  %y = effc.max_pool_2d %a
      {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>,
      activation = #effc.activation<relu>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}

// CHECK-LABEL: func @quantized
func.func @quantized(%a: tensor<1x8x8x4x!quant.uniform<u8:f32, 0.5:100>>)
      -> tensor<1x7x8x4x!quant.uniform<u8:f32, 0.5:100>> {
  // CHECK: effc.max_pool_2d
  %y = effc.max_pool_2d %a
      {window = array<i64: 2, 3>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 1,
      1>} : (tensor<1x8x8x4x!quant.uniform<u8:f32, 0.5:100>>)
      -> tensor<1x7x8x4x!quant.uniform<u8:f32, 0.5:100>>
  return %y : tensor<1x7x8x4x!quant.uniform<u8:f32, 0.5:100>>
}
