// RUN: effc-opt %s --effc-split-kernels --effc-check-loops --split-input-file | FileCheck %s

#target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 128>

// Each piece runs its part of the loop over rows, with work space of its thread; the rest of the
// division is the last piece.
// CHECK: module attributes {{.*}}effc.threads = 2
// CHECK: func.func @main(
// CHECK: %[[S:.*]] = memref.alloc() {alignment = 4 : i64, effc.name = "f", effc.scratch} : memref<128xi8>
// CHECK: call @f(%{{.*}}, %{{.*}}, %[[S]], %c0{{.*}}, %c0{{.*}}) : (memref<50xf32>, memref<50xf32>, memref<128xi8>, index, index) -> ()
// CHECK: call @g(%{{.*}}, %{{.*}}) : (memref<50xf32>, memref<50xf32>) -> ()
// CHECK-LABEL: func.func private @f(
// CHECK-SAME: %[[WIDE:[a-z0-9]+]]: memref<128xi8> {llvm.noalias}, %[[PIECE:[a-z0-9]+]]: index, %[[WORKER:[a-z0-9]+]]: index)
// CHECK-SAME: effc.pieces = 9 : i64
// CHECK: %[[OFFSET:.*]] = arith.muli %[[WORKER]], %c64
// CHECK: %[[SCRATCH:.*]] = memref.view %[[WIDE]][%[[OFFSET]]][] : memref<128xi8> to memref<8xf32>
// CHECK: %[[SCALED:.*]] = arith.muli %[[PIECE]], %c12
// CHECK: arith.divui %[[SCALED]], %c8
// CHECK: scf.for
// CHECK: memref.store %{{.*}}, %[[SCRATCH]]
// CHECK: %[[MINE:.*]] = arith.cmpi eq, %[[PIECE]], %c8
// CHECK-NEXT: scf.if %[[MINE]]
// CHECK-NEXT: memref.store
// CHECK-LABEL: func.func private @g(
// CHECK-SAME: memref<50xf32> {llvm.noalias}) attributes {effc.kernel} {
module attributes {effc.target = #target, effc.threads = 2} {
  func.func @main(%x: memref<50xf32> {effc.name = "x"}, %y: memref<50xf32> {effc.name = "y", effc.output}) {
    %s = memref.alloc() {effc.name = "f", effc.scratch} : memref<8xf32>
    %b = memref.alloc() {effc.name = "b"} : memref<50xf32>
    call @f(%x, %b, %s) : (memref<50xf32>, memref<50xf32>, memref<8xf32>) -> ()
    call @g(%b, %y) : (memref<50xf32>, memref<50xf32>) -> ()
    return
  }
  func.func private @f(%x: memref<50xf32> {llvm.noalias}, %y: memref<50xf32> {llvm.noalias},
                       %s: memref<8xf32> {llvm.noalias}) attributes {effc.kernel, effc.split = "any_loop"} {
    %c0 = arith.constant 0 : index
    %c4 = arith.constant 4 : index
    %c48 = arith.constant 48 : index
    scf.for %i = %c0 to %c48 step %c4 {
      %v = memref.load %x[%i] : memref<50xf32>
      memref.store %v, %s[%c0] : memref<8xf32>
      %w = memref.load %s[%c0] : memref<8xf32>
      memref.store %w, %y[%i] : memref<50xf32>
    }
    %v = memref.load %x[%c48] : memref<50xf32>
    memref.store %v, %y[%c48] : memref<50xf32>
    return
  }
  // Two writers, of which one may need the other: stays whole.
  func.func private @g(%x: memref<50xf32> {llvm.noalias}, %y: memref<50xf32> {llvm.noalias})
      attributes {effc.kernel, effc.split = "one_loop"} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c48 = arith.constant 48 : index
    scf.for %i = %c0 to %c48 step %c1 {
      %v = memref.load %x[%i] : memref<50xf32>
      memref.store %v, %y[%i] : memref<50xf32>
    }
    scf.for %i = %c0 to %c48 step %c1 {
      %v = memref.load %y[%i] : memref<50xf32>
      memref.store %v, %y[%c48] : memref<50xf32>
    }
    return
  }
}

// -----

#target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 128>

// What every piece has to prepare makes for one piece per thread; without threads nothing changes.
// CHECK-LABEL: func.func private @h(
// CHECK-SAME: effc.pieces = 3 : i64
// CHECK: scf.for
// CHECK: memref.store
// CHECK: arith.divui
// CHECK: scf.for
module attributes {effc.target = #target, effc.threads = 3} {
  func.func @main(%x: memref<50xf32> {effc.name = "x"}, %y: memref<50xf32> {effc.name = "y", effc.output}) {
    %s = memref.alloc() {effc.scratch} : memref<50xf32>
    call @h(%x, %y, %s) : (memref<50xf32>, memref<50xf32>, memref<50xf32>) -> ()
    return
  }
  func.func private @h(%x: memref<50xf32>, %y: memref<50xf32>, %s: memref<50xf32>)
      attributes {effc.kernel, effc.split = "any_loop"} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c50 = arith.constant 50 : index
    scf.for %i = %c0 to %c50 step %c1 {
      %v = memref.load %x[%i] : memref<50xf32>
      memref.store %v, %s[%i] : memref<50xf32>
    }
    scf.for %i = %c0 to %c50 step %c1 {
      %v = memref.load %s[%i] : memref<50xf32>
      memref.store %v, %y[%i] : memref<50xf32>
    }
    return
  }
}

// -----

#target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 128>

// In place: the sum of a row is of values that another piece may have overwritten.
// CHECK-LABEL: func.func private @normalize(
// CHECK-SAME: memref<50xf32>) attributes {effc.kernel} {
module attributes {effc.target = #target, effc.threads = 2} {
  func.func @main(%x: memref<50xf32> {effc.name = "x"}, %y: memref<50xf32> {effc.name = "y", effc.output}) {
    call @normalize(%y) : (memref<50xf32>) -> ()
    return
  }
  func.func private @normalize(%y: memref<50xf32>) attributes {effc.kernel, effc.split = "one_loop"} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c50 = arith.constant 50 : index
    %zero = arith.constant 0.0 : f32
    %sum = scf.for %i = %c0 to %c50 step %c1 iter_args(%s = %zero) -> f32 {
      %v = memref.load %y[%i] : memref<50xf32>
      %next = arith.addf %s, %v : f32
      scf.yield %next : f32
    }
    scf.for %i = %c0 to %c50 step %c1 {
      %v = memref.load %y[%i] : memref<50xf32>
      %w = arith.divf %v, %sum : f32
      memref.store %w, %y[%i] : memref<50xf32>
    }
    return
  }
}

// -----

#scalable = #effc.target<name = "t", triple = "riscv64-linux-gnu", vectorBits = 128, scalableVectors = true>

// How often a loop over vectors of unknown length runs is known when it runs.
// CHECK-LABEL: func.func private @unknown_length(
// CHECK-SAME: %[[PIECE:[a-z0-9]+]]: index, %{{.*}}: index)
// CHECK-SAME: effc.pieces = 8 : i64
// CHECK: %[[STEP:.*]] = vector.vscale
// CHECK: %[[RANGE:.*]] = arith.subi %c50, %c0
// CHECK: %[[MORE:.*]] = arith.subi %[[STEP]], %c1
// CHECK: %[[SUM:.*]] = arith.addi %[[RANGE]], %[[MORE]]
// CHECK: %[[TRIPS:.*]] = arith.divui %[[SUM]], %[[STEP]]
// CHECK: arith.muli %[[PIECE]], %[[TRIPS]]
// CHECK: scf.for
module attributes {effc.target = #scalable, effc.threads = 2} {
  func.func @main(%x: memref<50xf32> {effc.name = "x"}, %y: memref<50xf32> {effc.name = "y", effc.output}) {
    call @unknown_length(%x, %y) : (memref<50xf32>, memref<50xf32>) -> ()
    return
  }
  func.func private @unknown_length(%x: memref<50xf32> {llvm.noalias}, %y: memref<50xf32> {llvm.noalias})
      attributes {effc.kernel, effc.split = "any_loop"} {
    %c0 = arith.constant 0 : index
    %c50 = arith.constant 50 : index
    %step = vector.vscale
    scf.for %i = %c0 to %c50 step %step {
      %left = arith.subi %c50, %i : index
      %n = arith.minsi %left, %step : index
      %v = effc.load_lanes %x[%i], %n : memref<50xf32>, vector<[1]xf32>
      effc.store_lanes %v, %y[%i], %n : memref<50xf32>, vector<[1]xf32>
    }
    return
  }
}

// -----

#target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 128>

// Stay whole: what calls a routine, what needs the result of a loop that writes, and what runs once.
// CHECK-LABEL: func.func private @calls(
// CHECK-SAME: memref<50xf32>) attributes {effc.kernel} {
// CHECK-LABEL: func.func private @counts(
// CHECK-SAME: memref<50xf32>) attributes {effc.kernel} {
// CHECK-LABEL: func.func private @once(
// CHECK-SAME: memref<50xf32>) attributes {effc.kernel} {
module attributes {effc.target = #target, effc.threads = 2} {
  func.func @main(%x: memref<50xf32> {effc.name = "x"}, %y: memref<50xf32> {effc.name = "y", effc.output}) {
    call @calls(%x, %y) : (memref<50xf32>, memref<50xf32>) -> ()
    call @counts(%x, %y) : (memref<50xf32>, memref<50xf32>) -> ()
    call @once(%x, %y) : (memref<50xf32>, memref<50xf32>) -> ()
    return
  }
  func.func private @routine(%y: memref<50xf32>) attributes {effc.routine} {
    return
  }
  func.func private @calls(%x: memref<50xf32>, %y: memref<50xf32>)
      attributes {effc.kernel, effc.split = "any_loop"} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c50 = arith.constant 50 : index
    call @routine(%y) : (memref<50xf32>) -> ()
    scf.for %i = %c0 to %c50 step %c1 {
      %v = memref.load %x[%i] : memref<50xf32>
      memref.store %v, %y[%i] : memref<50xf32>
    }
    return
  }
  func.func private @counts(%x: memref<50xf32>, %y: memref<50xf32>)
      attributes {effc.kernel, effc.split = "any_loop"} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c49 = arith.constant 49 : index
    %zero = arith.constant 0.0 : f32
    %sum = scf.for %i = %c0 to %c49 step %c1 iter_args(%s = %zero) -> f32 {
      %v = memref.load %x[%i] : memref<50xf32>
      memref.store %v, %y[%i] : memref<50xf32>
      %next = arith.addf %s, %v : f32
      scf.yield %next : f32
    }
    memref.store %sum, %y[%c49] : memref<50xf32>
    return
  }
  func.func private @once(%x: memref<50xf32>, %y: memref<50xf32>)
      attributes {effc.kernel, effc.split = "any_loop"} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    scf.for %i = %c0 to %c1 step %c1 {
      %v = memref.load %x[%i] : memref<50xf32>
      memref.store %v, %y[%i] : memref<50xf32>
    }
    return
  }
}
