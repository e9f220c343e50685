// RUN: effc-opt %s --effc-outline-kernels --effc-check-kernels --effc-bufferize --effc-check-loops \
// RUN:   --canonicalize --cse | FileCheck %s
// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize=minimize-copies=false \
// RUN:   --effc-check-loops --canonicalize --cse | FileCheck %s --check-prefix=PLAIN

!q = !quant.uniform<u8:f32, 0.5:3>

// Reshapes and casts that keep the bytes are views, even without any other sharing.
// CHECK: func.func @main(%[[X:[a-z0-9]+]]: memref<2x8xi8>, %[[Y:[a-z0-9]+]]: memref<8xi8> {effc.output})
// CHECK-NEXT: %[[VIEW:[a-z0-9_]+]] = memref.reinterpret_cast %[[X]] to offset: [0], sizes: [2, 4, 2, 1], strides: [8, 2, 1, 1]
// CHECK: call @kernel_max_pool_2d(%[[VIEW]], 
// CHECK-NOT: call
// CHECK: return

// PLAIN: func.func @main(%{{[a-z0-9]+}}: memref<2x8xi8>, %[[Y:[a-z0-9]+]]: memref<8xi8> {effc.output})
// PLAIN: memref.alloc
// PLAIN: call @kernel_max_pool_2d
// PLAIN: call @kernel_copy(%{{.*}}, %[[Y]])
// PLAIN-NOT: call
// PLAIN: return
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<2x8x!q>) -> tensor<8xi8> {
    %r = effc.reshape %x : (tensor<2x8x!q>) -> tensor<2x4x2x1x!q>
    %p = effc.max_pool_2d %r {window = array<i64: 2, 1>, strides = array<i64: 2, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<2x4x2x1x!q>) -> tensor<2x2x2x1x!q>
    %f = effc.reshape %p : (tensor<2x2x2x1x!q>) -> tensor<8x!q>
    %s = quant.scast %f : tensor<8x!q> to tensor<8xi8>
    return %s : tensor<8xi8>
  }
}
