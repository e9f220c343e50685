// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float
func.func @float(%a: tensor<2x3x4xf32>) -> tensor<3x4x2xf32> {
  // CHECK: effc.transpose
  %y = effc.transpose %a {permutation = array<i64: 1, 2, 0>}
      : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  return %y : tensor<3x4x2xf32>
}
