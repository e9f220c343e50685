// RUN: effc-opt %s --effc-fold-constants | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5:-10>

// CHECK-LABEL: func @half_weights
// CHECK-NEXT: effc.constant dense<[1.000000e+00, -2.500000e-01]> : tensor<2xf32> -> tensor<2xf32>
// CHECK-NEXT: return
func.func @half_weights() -> tensor<2xf32> {
  %0 = effc.constant dense<[1.0, -0.25]> : tensor<2xf16> -> tensor<2xf16>
  %1 = effc.dequantize %0 : (tensor<2xf16>) -> tensor<2xf32>
  return %1 : tensor<2xf32>
}

// CHECK-LABEL: func @chain
// CHECK-NEXT: effc.constant dense<{{\[}}[2.500000e+00, 7.500000e+00]]>
// CHECK-NEXT: return
func.func @chain() -> tensor<1x2xf32> {
  %0 = effc.constant dense<[[-5], [5]]> : tensor<2x1xi8> -> tensor<2x1x!q>
  %1 = effc.dequantize %0 : (tensor<2x1x!q>) -> tensor<2x1xf32>
  %2 = effc.transpose %1 {permutation = array<i64: 1, 0>} : (tensor<2x1xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// A reshape is folded without a look at the bytes: it shares the resource.
// CHECK-LABEL: func @resource
// CHECK-NEXT: effc.constant dense_resource<weights> : tensor<4xi8> -> tensor<4xi8>
// CHECK-NEXT: return
func.func @resource() -> tensor<4xi8> {
  %0 = effc.constant dense_resource<weights> : tensor<2x2xi8> -> tensor<2x2xi8>
  %1 = effc.reshape %0 : (tensor<2x2xi8>) -> tensor<4xi8>
  return %1 : tensor<4xi8>
}

// CHECK-LABEL: func @refuse_growth
// CHECK: effc.tile
func.func @refuse_growth() -> tensor<40000xf32> {
  %0 = effc.constant dense<1.0> : tensor<1xf32> -> tensor<1xf32>
  %1 = effc.tile %0 {multiples = array<i64: 40000>} : (tensor<1xf32>) -> tensor<40000xf32>
  return %1 : tensor<40000xf32>
}

// CHECK-LABEL: func @refuse_work
// CHECK: effc.fully_connected
func.func @refuse_work() -> tensor<512x128xf32> {
  %0 = effc.constant dense<1.0> : tensor<512x64xf32> -> tensor<512x64xf32>
  %1 = effc.constant dense<1.0> : tensor<128x64xf32> -> tensor<128x64xf32>
  %2 = effc.fully_connected %0, %1 : (tensor<512x64xf32>, tensor<128x64xf32>) -> tensor<512x128xf32>
  return %2 : tensor<512x128xf32>
}

// CHECK-LABEL: func @refuse_variable
// CHECK: effc.add
func.func @refuse_variable(%x: tensor<1xf32>) -> tensor<1xf32> {
  %0 = effc.constant dense<1.0> : tensor<1xf32> -> tensor<1xf32>
  %1 = effc.add %x, %0 : (tensor<1xf32>, tensor<1xf32>) -> tensor<1xf32>
  return %1 : tensor<1xf32>
}

{-#
  dialect_resources: {
    builtin: {
      weights: "0x4000000001020304"
    }
  }
#-}
