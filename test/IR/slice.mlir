// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @strided
func.func @strided(%a: tensor<5x3xf32>) -> tensor<2x3xf32> {
  // CHECK: effc.slice
  %y = effc.slice %a {offsets = array<i64: 1, 0>, strides = array<i64: 2, 1>}
      : (tensor<5x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func @reversed
func.func @reversed(%a: tensor<5x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<5x!quant.uniform<i8:f32, 0.5:-3>> {
  // CHECK: effc.slice
  %y = effc.slice %a {offsets = array<i64: 4>, strides = array<i64: -1>}
      : (tensor<5x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<5x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<5x!quant.uniform<i8:f32, 0.5:-3>>
}
