// RUN: effc-opt %s --effc-expand-for-llvm --effc-convert-to-llvm --split-input-file --verify-diagnostics | FileCheck %s

// Pointers are bare, indices as wide as the target's, constants flat bytes.
module attributes {effc.target = #effc.target<name = "m4", triple = "thumbv7em-none-eabihf", indexBits = 32>} {
  // CHECK: llvm.mlir.global private unnamed_addr constant @w(dense<[0, 0, -128, 63, 0, 0, 0, 64]>
  // CHECK-SAME: alignment = 8
  memref.global "private" constant @w : memref<2xf32> = dense<[1.0, 2.0]> {alignment = 64 : i64}

  // CHECK-LABEL: llvm.func internal @kernel(
  // CHECK-SAME: %{{.*}}: !llvm.ptr {llvm.noalias}, %{{.*}}: !llvm.ptr)
  func.func private @kernel(%a: memref<2xf32> {llvm.noalias, effc.name = "a"}, %b: memref<2xf32>) {
    %c0 = arith.constant 0 : index
    // CHECK: llvm.mlir.constant(0 : index) : i32
    // CHECK-NOT: index) : i64
    // CHECK: vector<2xf32>
    %x = vector.load %a[%c0] : memref<2xf32>, vector<2xf32>
    vector.store %x, %b[%c0] : memref<2xf32>, vector<2xf32>
    return
  }

  // CHECK-LABEL: llvm.func @main(
  // CHECK-SAME: !llvm.ptr, %{{.*}}: !llvm.ptr)
  func.func @main(%arena: memref<64xi8>, %out: memref<2xf32>) {
    // CHECK: llvm.mlir.addressof @w
    %w = memref.get_global @w : memref<2xf32>
    // CHECK: llvm.call @kernel
    func.call @kernel(%w, %out) : (memref<2xf32>, memref<2xf32>) -> ()
    return
  }
}

// -----

func.func @main(%out: memref<2xf32>) {
  // expected-error @below {{found an allocation, expected a buffer in the arena}}
  %a = memref.alloc() : memref<2xf32>
  memref.copy %a, %out : memref<2xf32> to memref<2xf32>
  return
}

// -----

// expected-error @below {{found a mutable global, expected a constant with a value}}
memref.global "private" @state : memref<2xf32> = dense<0.0>
func.func @main(%out: memref<2xf32>) {
  return
}
