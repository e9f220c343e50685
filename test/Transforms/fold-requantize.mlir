// RUN: effc-opt %s --effc-fold-requantize | FileCheck %s

!a = !quant.uniform<i8:f32, 0.5:-10>
!u = !quant.uniform<u8:f32, 0.5:118>
!finer = !quant.uniform<i8:f32, 0.25:0>
!coarser = !quant.uniform<i8:f32, 0.8:0>
!wide = !quant.uniform<i16:f32, 0.5:0>
!axis = !quant.uniform<i8:f32:0, {0.5, 0.25}>

// CHECK-LABEL: func @identity
// CHECK-NEXT: return %arg0
func.func @identity(%x: tensor<8x!a>) -> tensor<8x!a> {
  %0 = effc.requantize %x : (tensor<8x!a>) -> tensor<8x!a>
  return %0 : tensor<8x!a>
}

// CHECK-LABEL: func @sign_flip_and_back
// CHECK-NEXT: return %arg0
func.func @sign_flip_and_back(%x: tensor<8x!a>) -> tensor<8x!a> {
  %0 = effc.requantize %x : (tensor<8x!a>) -> tensor<8x!u>
  %1 = effc.requantize %0 : (tensor<8x!u>) -> tensor<8x!a>
  return %1 : tensor<8x!a>
}

// CHECK-LABEL: func @through_float
// CHECK-NEXT: return %arg0
func.func @through_float(%x: tensor<8x!a>) -> tensor<8x!a> {
  %0 = effc.dequantize %x : (tensor<8x!a>) -> tensor<8xf32>
  %1 = effc.quantize %0 : (tensor<8xf32>) -> tensor<8x!a>
  return %1 : tensor<8x!a>
}

// 16 bits at the same scale hold all values.
// CHECK-LABEL: func @through_wide
// CHECK-NEXT: %[[Y:.*]] = effc.requantize %arg0 : (tensor<8x!quant.uniform<i8:f32, 5.000000e-01:-10>>) -> tensor<8x!quant.uniform<i8:f32, 8.0{{.*}}>>
// CHECK-NEXT: return %[[Y]]
func.func @through_wide(%x: tensor<8x!a>) -> tensor<8x!coarser> {
  %0 = effc.requantize %x : (tensor<8x!a>) -> tensor<8x!wide>
  %1 = effc.requantize %0 : (tensor<8x!wide>) -> tensor<8x!coarser>
  return %1 : tensor<8x!coarser>
}

// CHECK-LABEL: func @from_wide
// CHECK-NEXT: return %arg0
func.func @from_wide(%x: tensor<8x!wide>) -> tensor<8x!wide> {
  %0 = effc.dequantize %x : (tensor<8x!wide>) -> tensor<8xf32>
  %1 = effc.quantize %0 : (tensor<8xf32>) -> tensor<8x!wide>
  return %1 : tensor<8x!wide>
}

// Twice the resolution holds half the range: values clamp on the way.
// CHECK-LABEL: func @refuse_clamping
// CHECK: effc.requantize
// CHECK: effc.requantize
func.func @refuse_clamping(%x: tensor<8x!a>) -> tensor<8x!a> {
  %0 = effc.requantize %x : (tensor<8x!a>) -> tensor<8x!finer>
  %1 = effc.requantize %0 : (tensor<8x!finer>) -> tensor<8x!a>
  return %1 : tensor<8x!a>
}

// CHECK-LABEL: func @refuse_rounding
// CHECK: effc.requantize
// CHECK: effc.requantize
func.func @refuse_rounding(%x: tensor<8x!finer>) -> tensor<8x!a> {
  %0 = effc.requantize %x : (tensor<8x!finer>) -> tensor<8x!coarser>
  %1 = effc.requantize %0 : (tensor<8x!coarser>) -> tensor<8x!a>
  return %1 : tensor<8x!a>
}

// CHECK-LABEL: func @refuse_float_source
// CHECK: effc.quantize
// CHECK: effc.dequantize
func.func @refuse_float_source(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = effc.quantize %x : (tensor<8xf32>) -> tensor<8x!a>
  %1 = effc.dequantize %0 : (tensor<8x!a>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}

// CHECK-LABEL: func @refuse_per_axis
// CHECK: effc.dequantize
// CHECK: effc.quantize
func.func @refuse_per_axis(%x: tensor<2x!axis>) -> tensor<2x!axis> {
  %0 = effc.dequantize %x : (tensor<2x!axis>) -> tensor<2xf32>
  %1 = effc.quantize %0 : (tensor<2xf32>) -> tensor<2x!axis>
  return %1 : tensor<2x!axis>
}

// CHECK-LABEL: func @casts
// CHECK-NEXT: %[[Y:.*]] = effc.cast %arg0 : (tensor<8xi8>) -> tensor<8xf32>
// CHECK-NEXT: return %[[Y]]
func.func @casts(%x: tensor<8xi8>) -> tensor<8xf32> {
  %0 = effc.cast %x : (tensor<8xi8>) -> tensor<8xi8>
  %1 = effc.cast %0 : (tensor<8xi8>) -> tensor<8xi32>
  %2 = effc.cast %1 : (tensor<8xi32>) -> tensor<8xf32>
  return %2 : tensor<8xf32>
}

// CHECK-LABEL: func @casts_without_sign
// CHECK-NEXT: %[[X:.*]] = effc.cast %arg0 : (tensor<8xui8>) -> tensor<8xf32>
// CHECK-NEXT: %[[Y:.*]] = effc.cast %arg1 : (tensor<8xi1>) -> tensor<8xi64>
// CHECK-NEXT: return %[[X]], %[[Y]]
func.func @casts_without_sign(%x: tensor<8xui8>, %y: tensor<8xi1>) -> (tensor<8xf32>, tensor<8xi64>) {
  %0 = effc.cast %x : (tensor<8xui8>) -> tensor<8xi16>
  %1 = effc.cast %0 : (tensor<8xi16>) -> tensor<8xf32>
  %2 = effc.cast %y : (tensor<8xi1>) -> tensor<8xi8>
  %3 = effc.cast %2 : (tensor<8xi8>) -> tensor<8xi64>
  return %1, %3 : tensor<8xf32>, tensor<8xi64>
}

// -1 without sign is 255, 200 with it -56, and 2 a truth value of 1.
// CHECK-LABEL: func @refuse_casts_of_other_sign
// CHECK-COUNT-6: effc.cast
func.func @refuse_casts_of_other_sign(%x: tensor<8xi8>, %y: tensor<8xui8>) -> (tensor<8xi32>, tensor<8xi32>, tensor<8xi32>) {
  %0 = effc.cast %x : (tensor<8xi8>) -> tensor<8xui8>
  %1 = effc.cast %0 : (tensor<8xui8>) -> tensor<8xi32>
  %2 = effc.cast %y : (tensor<8xui8>) -> tensor<8xi8>
  %3 = effc.cast %2 : (tensor<8xi8>) -> tensor<8xi32>
  %4 = effc.cast %x : (tensor<8xi8>) -> tensor<8xi1>
  %5 = effc.cast %4 : (tensor<8xi1>) -> tensor<8xi32>
  return %1, %3, %5 : tensor<8xi32>, tensor<8xi32>, tensor<8xi32>
}

// CHECK-LABEL: func @refuse_narrowing_casts
// CHECK: effc.cast
// CHECK: effc.cast
// CHECK: effc.cast
// CHECK: effc.cast
func.func @refuse_narrowing_casts(%x: tensor<8xi32>, %y: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) {
  %0 = effc.cast %x : (tensor<8xi32>) -> tensor<8xi8>
  %1 = effc.cast %0 : (tensor<8xi8>) -> tensor<8xi32>
  %2 = effc.cast %y : (tensor<8xi32>) -> tensor<8xf32>
  %3 = effc.cast %2 : (tensor<8xf32>) -> tensor<8xi32>
  return %1, %3 : tensor<8xi32>, tensor<8xi32>
}
