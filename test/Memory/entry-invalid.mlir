// RUN: effc-opt %s --effc-bufferize --split-input-file --verify-diagnostics
// RUN: effc-opt %s --effc-plan-memory --split-input-file --verify-diagnostics

// Both passes need the model's function and its machine.
// expected-error @+1 {{expected a function @main and a target}}
module {
  func.func @main() {
    return
  }
}

// -----

// expected-error @+1 {{expected a function @main and a target}}
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
}
