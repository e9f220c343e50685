// RUN: effc-opt %s --effc-plan-memory --effc-check-memory --split-input-file | FileCheck %s

#target = #effc.target<name = "t", triple = "thumbv7em-none-eabi">

// The input's slot, the work space and the two buffers: 64 bytes live at the call of @f, 48 at
// the next one. Views of views fold.
// CHECK: module attributes {effc.memory = {arena_align = 16 : i64, arena_bytes = 64 : i64,
// CHECK-SAME: {bytes = 16 : i64, first = 0 : i64, kind = "input", last = 0 : i64, name = "x"
// CHECK-SAME: {bytes = 16 : i64, first = 1 : i64, kind = "output", last = 1 : i64, name = "y"
// CHECK-SAME: {bytes = 32 : i64, first = 0 : i64, kind = "tensor", last = 1 : i64, name = "b"
// CHECK-SAME: {bytes = 16 : i64, first = 0 : i64, kind = "scratch", last = 0 : i64, name = "f"
// CHECK-SAME: inputs = array<i64: {{[0-9]+}}>, lower_bound_bytes = 64 : i64,
// CHECK-SAME: ops = ["f", "g"], outputs = array<i64: {{[0-9]+}}>, peak_op = 0 : i64}
// CHECK: func.func @main(%[[ARENA:[a-z0-9]+]]: memref<64xi8> {effc.arena}, %[[X:[a-z0-9]+]]: memref<4xf32>
// CHECK-NOT: alloc
// CHECK: %[[B:.*]] = memref.view %[[ARENA]][%{{.*}}][] : memref<64xi8> to memref<8xf32>
// CHECK: %[[S:.*]] = memref.view %[[ARENA]][%{{.*}}][] : memref<64xi8> to memref<4xf32>
// CHECK: call @f(%[[X]], %[[B]], %[[S]])
// CHECK: %[[HALF:.*]] = memref.view %[[ARENA]][%{{.*}}][] : memref<64xi8> to memref<4xf32>
// CHECK: call @g(%[[HALF]],
module attributes {effc.target = #target} {
  func.func @main(%x: memref<4xf32> {effc.name = "x"}, %y: memref<4xf32> {effc.name = "y", effc.output}) {
    %c0 = arith.constant 0 : index
    %c16 = arith.constant 16 : index
    %b = memref.alloc() {effc.name = "b"} : memref<32xi8>
    %whole = memref.view %b[%c0][] : memref<32xi8> to memref<8xf32>
    %s = memref.alloc() {effc.name = "f", effc.scratch} : memref<4xf32>
    call @f(%x, %whole, %s) : (memref<4xf32>, memref<8xf32>, memref<4xf32>) -> ()
    %half = memref.view %b[%c16][] : memref<32xi8> to memref<4xf32>
    call @g(%half, %y) : (memref<4xf32>, memref<4xf32>) -> ()
    return
  }
  func.func private @f(%x: memref<4xf32>, %y: memref<8xf32>, %s: memref<4xf32>) attributes {effc.kernel} {
    return
  }
  func.func private @g(%x: memref<4xf32>, %y: memref<4xf32>) attributes {effc.kernel} {
    return
  }
}

// -----

// Odd sizes: alignment gives way to a small arena, but not below what elements need.
// CHECK: module attributes {effc.memory = {arena_align = 16 : i64, arena_bytes = 15 : i64,
// CHECK-SAME: lower_bound_bytes = 15 : i64
module attributes {effc.target = #effc.target<name = "t", triple = "thumbv7em-none-eabi">} {
  func.func @main(%x: memref<3xi8>, %y: memref<4xi8> {effc.output}) {
    %a = memref.alloc() : memref<5xi8>
    %b = memref.alloc() : memref<3xi8>
    call @f(%x, %a, %b, %y) : (memref<3xi8>, memref<5xi8>, memref<3xi8>, memref<4xi8>) -> ()
    return
  }
  func.func private @f(%x: memref<3xi8>, %a: memref<5xi8>, %b: memref<3xi8>, %y: memref<4xi8>) attributes {effc.kernel} {
    return
  }
}

// -----

// The kernel writes what it has read: its result may begin four bytes before its input.
// CHECK: arena_bytes = 36 : i64
// CHECK-SAME: lower_bound_bytes = 36 : i64
// CHECK-NOT: effc.overlap
module attributes {effc.target = #effc.target<name = "t", triple = "thumbv7em-none-eabi">} {
  func.func @main(%x: memref<32xi8>, %y: memref<36xi8> {effc.output}) {
    call @f(%x, %y) {effc.overlap = array<i64: 0, 1, -4, 1>} : (memref<32xi8>, memref<36xi8>) -> ()
    return
  }
  func.func private @f(%x: memref<32xi8>, %y: memref<36xi8>) attributes {effc.kernel} {
    return
  }
}

// -----

// A model without a single call.
// CHECK: arena_bytes = 0 : i64
// CHECK: func.func @main(%{{.*}}: memref<0xi8> {effc.arena})
module attributes {effc.target = #effc.target<name = "t", triple = "thumbv7em-none-eabi">} {
  func.func @main() {
    return
  }
}
