// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --effc-check-loops --canonicalize --cse | FileCheck %s

// Inputs are copied to their places in an output. There are many, so the output is bytes, and one kernel
// copies them all.
// CHECK: func.func @main(%[[X:[a-z0-9]+]]: memref<1x2xf32>, %{{.*}}: memref<1x2xf32>, %[[Z:[a-z0-9]+]]: memref<80xi8> {effc.alignment = 4 : i64, effc.output})
// CHECK-DAG: %[[START:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[END:.*]] = arith.constant 72 : index
// CHECK: %[[FIRST:.*]] = memref.view %[[Z]][%[[START]]][] : memref<80xi8> to memref<1x2xf32>
// CHECK: call @[[COPY:[a-z_]+]](%[[X]], %[[FIRST]])
// CHECK-COUNT-8: call @[[COPY]](
// CHECK: %[[LAST:.*]] = memref.view %[[Z]][%[[END]]][] : memref<80xi8> to memref<1x2xf32>
// CHECK: call @[[COPY]](%[[X]], %[[LAST]])
// CHECK: func.func private @[[COPY]]
// CHECK-NOT: func.func
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<1x2xf32>, %y: tensor<1x2xf32>) -> tensor<1x20xf32> {
    %0 = effc.concat %x, %y, %x, %y, %x, %y, %x, %y, %y, %x {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x20xf32>
    return %0 : tensor<1x20xf32>
  }
}
