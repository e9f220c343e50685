// RUN: effc-opt %s --effc-lower-to-lookup | FileCheck %s
// RUN: effc-opt %s --effc-lower-to-lookup=keep=none | FileCheck %s --check-prefix=NONE
// RUN: effc-opt %s --effc-lower-to-lookup=keep=rescales | FileCheck %s --check-prefix=RESCALES

!a = !quant.uniform<i8:f32, 0.05:-10>
!b = !quant.uniform<i8:f32, 0.00390625:-128>
!u = !quant.uniform<u8:f32, 0.05:118>
!t = !quant.uniform<i8:f32, 0.0078125>
!w = !quant.uniform<i16:f32, 0.000030517578125>

// CHECK-LABEL: func @logistic
// CHECK-NEXT: %[[T:.*]] = effc.constant dense_resource<{{.*}}> : tensor<256xi8> -> tensor<256xi8>
// CHECK-NEXT: %[[Y:.*]] = effc.lookup %arg0, %[[T]]
// CHECK-NEXT: return %[[Y]]
// RESCALES-LABEL: func @logistic
// RESCALES: effc.lookup
func.func @logistic(%x: tensor<8x!a>) -> tensor<8x!b> {
  %0 = effc.logistic %x : (tensor<8x!a>) -> tensor<8x!b>
  return %0 : tensor<8x!b>
}

// CHECK-LABEL: func @clamp
// CHECK: effc.relu6
// NONE-LABEL: func @clamp
// NONE: effc.lookup
// RESCALES-LABEL: func @clamp
// RESCALES: effc.relu6
func.func @clamp(%x: tensor<8x!a>) -> tensor<8x!a> {
  %0 = effc.relu6 %x : (tensor<8x!a>) -> tensor<8x!a>
  return %0 : tensor<8x!a>
}

// CHECK-LABEL: func @rescales
// CHECK: %[[T:[0-9]+]] = effc.constant {{.*}} tensor<256xi8>
// CHECK-NEXT: effc.lookup %arg0, %[[T]]
// CHECK-NEXT: return
// RESCALES-LABEL: func @rescales
// RESCALES: effc.add
// RESCALES: effc.requantize
func.func @rescales(%x: tensor<8x!a>) -> tensor<8x!u> {
  %c = effc.constant dense<20> : tensor<i8> -> tensor<!b>
  %0 = effc.add %x, %c : (tensor<8x!a>, tensor<!b>) -> tensor<8x!b>
  %1 = effc.requantize %0 : (tensor<8x!b>) -> tensor<8x!u>
  return %1 : tensor<8x!u>
}

// CHECK-LABEL: func @chain_through_float
// CHECK-NEXT: effc.constant
// CHECK-NEXT: effc.lookup %arg0
// CHECK-NEXT: return
func.func @chain_through_float(%x: tensor<8x!u>) -> tensor<8x!a> {
  %0 = effc.dequantize %x : (tensor<8x!u>) -> tensor<8xf32>
  %1 = effc.tanh %0 : (tensor<8xf32>) -> tensor<8xf32>
  %2 = effc.quantize %1 : (tensor<8xf32>) -> tensor<8x!a>
  return %2 : tensor<8x!a>
}

// x * logistic(x), and a clamp behind it.
// CHECK-LABEL: func @diamond
// CHECK-NEXT: effc.constant
// CHECK-NEXT: effc.lookup %arg0
// CHECK-NEXT: return
func.func @diamond(%x: tensor<8x!a>) -> tensor<8x!a> {
  %0 = effc.logistic %x : (tensor<8x!a>) -> tensor<8x!b>
  %1 = effc.mul %x, %0 : (tensor<8x!a>, tensor<8x!b>) -> tensor<8x!a>
  %2 = effc.relu %1 : (tensor<8x!a>) -> tensor<8x!a>
  return %2 : tensor<8x!a>
}

// CHECK-LABEL: func @lookup_of_lookup
// CHECK-COUNT-1: effc.lookup
// CHECK-NOT: effc.lookup
// CHECK: return
func.func @lookup_of_lookup(%x: tensor<8x!a>, %t: tensor<8x!a>) -> tensor<8x!b> {
  %table = effc.constant dense<1> : tensor<256xi8> -> tensor<256xi8>
  %0 = effc.lookup %x, %table : (tensor<8x!a>, tensor<256xi8>) -> tensor<8x!a>
  %1 = effc.lookup %0, %table : (tensor<8x!a>, tensor<256xi8>) -> tensor<8x!b>
  return %1 : tensor<8x!b>
}

// An inner result that is needed anyway is the better start.
// CHECK-LABEL: func @inner_use
// CHECK: %[[A:.*]] = effc.lookup %arg0
// CHECK: %[[B:.*]] = effc.lookup %[[A]]
// CHECK-NEXT: return %[[A]], %[[B]]
func.func @inner_use(%x: tensor<8x!a>) -> (tensor<8x!b>, tensor<8x!t>) {
  %0 = effc.logistic %x : (tensor<8x!a>) -> tensor<8x!b>
  %1 = effc.tanh %0 : (tensor<8x!b>) -> tensor<8x!t>
  return %0, %1 : tensor<8x!b>, tensor<8x!t>
}

// CHECK-LABEL: func @refuse_two_sources
// CHECK-NOT: effc.lookup
// CHECK: effc.add
func.func @refuse_two_sources(%x: tensor<8x!a>, %y: tensor<8x!a>) -> tensor<8x!a> {
  %0 = effc.add %x, %y : (tensor<8x!a>, tensor<8x!a>) -> tensor<8x!a>
  return %0 : tensor<8x!a>
}

// CHECK-LABEL: func @refuse_vector
// CHECK-NOT: effc.lookup
// CHECK: effc.mul
func.func @refuse_vector(%x: tensor<2x!a>) -> tensor<2x!a> {
  %c = effc.constant dense<[1, 2]> : tensor<2xi8> -> tensor<2x!a>
  %0 = effc.mul %x, %c : (tensor<2x!a>, tensor<2x!a>) -> tensor<2x!a>
  return %0 : tensor<2x!a>
}

// CHECK-LABEL: func @refuse_wide
// CHECK: effc.logistic
func.func @refuse_wide(%x: tensor<8x!w>) -> tensor<8x!w> {
  %0 = effc.logistic %x : (tensor<8x!w>) -> tensor<8x!w>
  return %0 : tensor<8x!w>
}

// CHECK-LABEL: func @refuse_broadcast
// CHECK-NOT: effc.lookup
// CHECK: effc.add
func.func @refuse_broadcast(%x: tensor<1x!a>) -> tensor<1x1x!a> {
  %c = effc.constant dense<1> : tensor<1x1xi8> -> tensor<1x1x!a>
  %0 = effc.add %x, %c : (tensor<1x!a>, tensor<1x1x!a>) -> tensor<1x1x!a>
  return %0 : tensor<1x1x!a>
}
