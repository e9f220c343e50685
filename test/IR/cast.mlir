// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @float_to_integer
func.func @float_to_integer(%a: tensor<2xf32>) -> tensor<2xi32> {
  // CHECK: effc.cast
  %y = effc.cast %a : (tensor<2xf32>) -> tensor<2xi32>
  return %y : tensor<2xi32>
}

// CHECK-LABEL: func @to_bool
func.func @to_bool(%a: tensor<2xi64>) -> tensor<2xi1> {
  // CHECK: effc.cast
  %y = effc.cast %a : (tensor<2xi64>) -> tensor<2xi1>
  return %y : tensor<2xi1>
}
