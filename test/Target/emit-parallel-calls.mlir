// RUN: effc-opt %s --effc-emit-parallel-calls | FileCheck %s

// CHECK-LABEL: llvm.func @main(
// CHECK-SAME: %[[ARENA:[a-z0-9]+]]: !llvm.ptr, %[[X:[a-z0-9]+]]: !llvm.ptr)
// CHECK: %[[COUNT:.*]] = llvm.mlir.constant(4 : i32)
// CHECK-NEXT: %[[ARGUMENTS:.*]] = llvm.alloca %[[COUNT]] x !llvm.ptr
// CHECK: %[[FIRST:.*]] = llvm.getelementptr %[[ARGUMENTS]][0]
// CHECK-NEXT: llvm.store %[[X]], %[[FIRST]]
// CHECK: %[[SECOND:.*]] = llvm.getelementptr %[[ARGUMENTS]][1]
// CHECK-NEXT: llvm.store %[[ARENA]], %[[SECOND]]
// CHECK: %[[TASK:.*]] = llvm.mlir.addressof @f_task
// CHECK: llvm.call @effc_parallel_for(%{{.*}}, %{{.*}}, %[[TASK]], %[[ARGUMENTS]]) : (i32, i32, !llvm.ptr, !llvm.ptr) -> ()
// CHECK-NEXT: llvm.call @g(%[[ARENA]])
// CHECK: llvm.func internal @f({{.*}}i64) {
// CHECK: llvm.func weak @effc_parallel_for(%{{.*}}: i32, %{{.*}}: i32, %[[TASK:[a-z0-9]+]]: !llvm.ptr, %[[DATA:[a-z0-9]+]]: !llvm.ptr)
// CHECK: llvm.icmp "ult"
// CHECK: llvm.call %[[TASK]](%[[DATA]], %{{.*}}, %{{.*}}) : !llvm.ptr, (!llvm.ptr, i32, i32) -> ()
// CHECK: llvm.func internal @f_task(%[[DATA:[a-z0-9]+]]: !llvm.ptr, %[[INDEX:[a-z0-9]+]]: i32, %[[WORKER:[a-z0-9]+]]: i32)
// CHECK: %[[A:.*]] = llvm.load
// CHECK: %[[B:.*]] = llvm.load
// CHECK: %[[I:.*]] = llvm.zext %[[INDEX]] : i32 to i64
// CHECK: %[[W:.*]] = llvm.zext %[[WORKER]] : i32 to i64
// CHECK: llvm.call @f(%[[A]], %[[B]], %[[I]], %[[W]])
module attributes {effc.threads = 2} {
  llvm.func @main(%arena: !llvm.ptr, %x: !llvm.ptr) {
    %zero = llvm.mlir.constant(0 : index) : i64
    llvm.call @f(%x, %arena, %zero, %zero) : (!llvm.ptr, !llvm.ptr, i64, i64) -> ()
    llvm.call @g(%arena) : (!llvm.ptr) -> ()
    llvm.return
  }
  llvm.func internal @f(%x: !llvm.ptr, %y: !llvm.ptr, %piece: i64, %worker: i64) attributes {effc.pieces = 3} {
    llvm.return
  }
  llvm.func internal @g(%x: !llvm.ptr) {
    llvm.return
  }
}
