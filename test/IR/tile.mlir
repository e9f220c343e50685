// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3xf32>) -> tensor<4x3xf32> {
  // CHECK: effc.tile
  %y = effc.tile %a {multiples = array<i64: 2, 1>} : (tensor<2x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}
