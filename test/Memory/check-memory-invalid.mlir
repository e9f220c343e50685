// RUN: effc-opt %s --effc-check-memory --split-input-file --verify-diagnostics

// expected-error @+1 {{expected a function @main that takes an arena first}}
module {
  // expected-error @+1 {{found a variable, expected constants only}}
  memref.global "private" @counter : memref<4xi8> = dense<0>
  func.func @main(%x: memref<4xf32>) {
    // expected-error @+1 {{found an allocation, expected a part of the arena}}
    %0 = memref.alloca() : memref<4xi8>
    // expected-error @+1 {{found call of @elsewhere, expected a function with a body}}
    call @elsewhere() : () -> ()
    return
  }
  func.func private @elsewhere()
}
