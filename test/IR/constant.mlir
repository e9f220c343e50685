// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @inline
func.func @inline() -> tensor<2x!quant.uniform<i32:f32, 0.125>> {
  // CHECK: effc.constant dense<[1, -2]> : tensor<2xi32>
  %b = effc.constant dense<[1, -2]> : tensor<2xi32> -> tensor<2x!quant.uniform<i32:f32, 0.125>>
  return %b : tensor<2x!quant.uniform<i32:f32, 0.125>>
}

// CHECK-LABEL: func @resource
func.func @resource() -> tensor<4xui8> {
  // CHECK: effc.constant dense_resource<four> : tensor<4xi8> -> tensor<4xui8>
  %b = effc.constant dense_resource<four> : tensor<4xi8> -> tensor<4xui8>
  return %b : tensor<4xui8>
}

{-#
  dialect_resources: {
    builtin: {
      four: "0x0100000001020304"
    }
  }
#-}
