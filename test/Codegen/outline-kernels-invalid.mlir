// RUN: effc-opt %s --effc-outline-kernels --split-input-file --verify-diagnostics

// expected-error @+1 {{expected a function @main of one block that computes the model}}
module {
}

// -----

func.func @main(%x: f32) -> f32 {
  // expected-error @+1 {{found op 'arith.negf', expected one that can be expanded to loops}}
  %y = arith.negf %x : f32
  // expected-error @+1 {{found op 'arith.addf', expected one that can be expanded to loops}}
  %z = arith.addf %x, %y : f32
  return %z : f32
}
