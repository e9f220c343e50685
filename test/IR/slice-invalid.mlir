// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<5x3xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{expected 2 dimensions}}
  %y = effc.slice %a {offsets = array<i64: 0, 0>, strides = array<i64: 1, 1>}
      : (tensor<5x3xf32>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<5x3xf32>) -> tensor<5x3xf32> {
  // expected-error @+1 {{found 1 numbers in offsets, expected 2}}
  %y = effc.slice %a {offsets = array<i64: 0>, strides = array<i64: 1, 1>}
      : (tensor<5x3xf32>) -> tensor<5x3xf32>
  return %y : tensor<5x3xf32>
}

// -----

// C1
func.func @c1_2(%a: tensor<5xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{found a stride of 0}}
  %y = effc.slice %a {offsets = array<i64: 0>, strides = array<i64: 0>}
      : (tensor<5xf32>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// -----

// C2
func.func @c2_3(%a: tensor<5xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{found elements 1 to 5 of dimension 0, which has 5}}
  %y = effc.slice %a {offsets = array<i64: 1>, strides = array<i64: 1>}
      : (tensor<5xf32>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// -----

// C2
func.func @c2_4(%a: tensor<5xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{found elements 3 to -1 of dimension 0}}
  %y = effc.slice %a {offsets = array<i64: 3>, strides = array<i64: -1>}
      : (tensor<5xf32>) -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// -----

// C3
func.func @c3_5(%a: tensor<5xf32>) -> tensor<5xi32> {
  // expected-error @+1 {{found result elements}}
  %y = effc.slice %a {offsets = array<i64: 0>, strides = array<i64: 1>}
      : (tensor<5xf32>) -> tensor<5xi32>
  return %y : tensor<5xi32>
}
