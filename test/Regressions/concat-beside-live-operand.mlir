// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --canonicalize --cse | FileCheck %s

// Both operands of the last op may be overwritten, but only one can lie where its result does: the
// second concatenation was once written over the first one.
// CHECK: func.func @main(%[[X:[a-z0-9]+]]: {{.*}}, %[[OUT:[a-z0-9]+]]: memref<8xf32> {effc.output})
// CHECK: call @kernel_maximum{{.*}}(%[[OTHER:[a-z0-9_]+]], %[[OUT]]) : (memref<8xf32>, memref<8xf32>) -> ()
// CHECK-NOT: call
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> tensor<8xf32> {
    %a = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %first = effc.concat %a, %x {axis = 0} : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
    %b = effc.relu %a : (tensor<4xf32>) -> tensor<4xf32>
    %second = effc.concat %x, %b {axis = 0} : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
    %y = effc.maximum %second, %first : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
    return %y : tensor<8xf32>
  }
}
