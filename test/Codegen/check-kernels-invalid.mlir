// RUN: effc-opt %s --effc-check-kernels --split-input-file --verify-diagnostics

// expected-error @+2 {{found no target, expected the module attribute 'effc.target'}}
// expected-error @+1 {{expected a function @main of one block}}
module {
}

// -----

module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  // expected-error @+1 {{found type 'tensor<?xf32>', expected a static tensor}}
  func.func @main(%x: tensor<?xf32>) {
    return
  }
}

// -----

module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
    // expected-error @+1 {{found op 'effc.relu' in the entry function, expected a constant, a call of a kernel or an op that moves elements}}
    %y = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    // expected-error @+1 {{found call of @elsewhere, expected a kernel}}
    %z = call @elsewhere(%y) : (tensor<4xf32>) -> tensor<4xf32>
    return %z : tensor<4xf32>
  }
  func.func private @elsewhere(%x: tensor<4xf32>) -> tensor<4xf32> {
    return %x : tensor<4xf32>
  }
  // expected-error @+1 {{found a kernel that is more than one op, expected an op that can be expanded to loops}}
  func.func private @twice(%x: tensor<4xf32>) -> tensor<4xf32> attributes {effc.kernel} {
    %y = effc.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    %z = effc.relu %y : (tensor<4xf32>) -> tensor<4xf32>
    return %z : tensor<4xf32>
  }
}
