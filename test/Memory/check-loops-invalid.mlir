// RUN: effc-opt %s --effc-check-loops --split-input-file --verify-diagnostics

// expected-error @+1 {{found type 'tensor<4xf32>', expected a memref}}
func.func @main(%x: tensor<4xf32>) {
  return
}

// -----

// expected-error @+1 {{found type 'memref<?xf32>', expected a static memref with strides}}
func.func @main(%x: memref<?xf32>) {
  return
}

// -----

// expected-error @+1 {{found a function with results, expected output arguments}}
func.func @main(%x: memref<4xf32>) -> memref<4xf32> {
  // expected-error @+1 {{found call of @elsewhere in @main, expected calls of kernels in @main and calls of routines in kernels}}
  call @elsewhere() : () -> ()
  return %x : memref<4xf32>
}
func.func private @elsewhere() {
  return
}

// -----

func.func @main() {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  scf.for %i = %zero to %one step %one {
    // expected-error @+1 {{found an allocation in a loop, expected it outside}}
    %0 = memref.alloc() : memref<4xi8>
  }
  return
}
func.func private @kernel() attributes {effc.kernel} {
  // expected-error @+1 {{found an allocation in a kernel, expected work space among its arguments}}
  %0 = memref.alloc() : memref<4xi8>
  // expected-error @+1 {{found call of @kernel in @kernel, expected calls of kernels in @main and calls of routines in kernels}}
  call @kernel() : () -> ()
  return
}
