// RUN: effc-opt %s --effc-order-ops | FileCheck %s

// One branch is done before the other one starts, whichever it is.
// CHECK-LABEL: func @one_branch_first
// CHECK: %[[A:.*]] = effc.tile
// CHECK-NEXT: effc.slice %[[A]]
// CHECK-NEXT: %[[B:.*]] = effc.tile
// CHECK-NEXT: effc.slice %[[B]]
// CHECK-NEXT: effc.add
func.func @one_branch_first(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = effc.tile %x {multiples = array<i64: 50>} : (tensor<4xf32>) -> tensor<200xf32>
  %b = effc.tile %x {multiples = array<i64: 100>} : (tensor<4xf32>) -> tensor<400xf32>
  %c = effc.slice %b {offsets = array<i64: 0>, strides = array<i64: 2>} : (tensor<400xf32>) -> tensor<4xf32>
  %d = effc.slice %a {offsets = array<i64: 0>, strides = array<i64: 2>} : (tensor<200xf32>) -> tensor<4xf32>
  %e = effc.add %c, %d : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %e : tensor<4xf32>
}

// A reshape is no second tensor, so there is nothing to gain.
// CHECK-LABEL: func @views
// CHECK: effc.reshape
// CHECK-NEXT: effc.tile
// CHECK-NEXT: effc.add
func.func @views(%x: tensor<4x4xf32>) -> tensor<16xf32> {
  %a = effc.reshape %x : (tensor<4x4xf32>) -> tensor<16xf32>
  %b = effc.tile %a {multiples = array<i64: 1>} : (tensor<16xf32>) -> tensor<16xf32>
  %c = effc.add %a, %b : (tensor<16xf32>, tensor<16xf32>) -> tensor<16xf32>
  return %c : tensor<16xf32>
}

// Both orders need the same, so the model's stays.
// CHECK-LABEL: func @keep
// CHECK: effc.relu %
// CHECK-NEXT: effc.tanh
// CHECK-NEXT: effc.add
func.func @keep(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  %b = effc.tanh %x : (tensor<4xf32>) -> tensor<4xf32>
  %c = effc.add %a, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %c : tensor<4xf32>
}

// Whether a call has an effect is not known.
// CHECK-LABEL: func @refuse_effects
// CHECK: multiples = array<i64: 50>
// CHECK: multiples = array<i64: 100>
func.func @refuse_effects(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = effc.tile %x {multiples = array<i64: 50>} : (tensor<4xf32>) -> tensor<200xf32>
  %b = effc.tile %x {multiples = array<i64: 100>} : (tensor<4xf32>) -> tensor<400xf32>
  %c = effc.slice %b {offsets = array<i64: 0>, strides = array<i64: 2>} : (tensor<400xf32>) -> tensor<4xf32>
  %d = effc.slice %a {offsets = array<i64: 0>, strides = array<i64: 2>} : (tensor<200xf32>) -> tensor<4xf32>
  %e = call @keep(%d) : (tensor<4xf32>) -> tensor<4xf32>
  %f = effc.add %c, %e : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %f : tensor<4xf32>
}
